"""C++ that advances a network of compartments, written from its reaction lists.

One step of length dt solves ``(1 - dt J) dx = dt f`` with the mass-action Jacobian J. In each
compartment every species but calcium is eliminated first; what remains is one equation for the
change of calcium, ``schur * dca = rhs``, and for each other species ``dx = x0 + x1 * dca``.
These scalar equations are coupled along the links and solved by elimination from the leaves to
the root. Other mobile species then diffuse in an implicit step of their own.

Compartments of one kind are stored in blocks of `lane` width (a SIMD vector of doubles), as
``state[block][species][lane]``; the generated code reads like scalar code on such vectors.
"""

from __future__ import annotations

from collections.abc import Mapping

from spinecable.chemistry.arithmetic import as_cpp, constant
from spinecable.chemistry.elimination import Plan, partials, plan
from spinecable.chemistry.network import CALCIUM
from spinecable.chemistry.reactions import Reaction, Scheme, names_in
from spinecable.errors import ChemistryError


def kernel_source(schemes: Mapping[str, Scheme]) -> str:
    """The translation unit for these schemes, by kind; it depends on nothing else."""
    parts = [_PRELUDE]
    table = []
    for number, (kind, scheme) in enumerate(schemes.items()):
        parts.append(f"// ---- {kind}: {scheme.name}\n")
        parts.append(_local(scheme, plan(scheme), number))
        table.append(f"{{eliminate_{number}, substitute_{number}, {len(scheme.species)}}}")
    parts.append(f"static const Code codes[] = {{{', '.join(table)}}};\n")
    parts.append(_DRIVER)
    return "\n".join(parts)


def work_size(scheme: Scheme) -> int:
    """Doubles per compartment that elimination keeps for the back-substitution."""
    return 2 * len(plan(scheme).order)


def _local(scheme: Scheme, how: Plan, number: int) -> str:
    """The two functions of one scheme: elimination down to calcium, and back-substitution."""
    slot = {s.name: i for i, s in enumerate(scheme.species)}
    lines = [
        f"static void eliminate_{number}(long blocks, double dt, const lane *state, "
        "const lane *values, lane *work, lane *schur, lane *rhs) {",
        "for (long block = 0; block < blocks; ++block) {",
        f"const lane *x = state + block * {len(slot)};",
        f"const lane *p = values + block * {len(scheme.parameters)};",
        f"lane *w = work + block * {2 * len(how.order)};",
        *_fluxes(scheme),
        *_matrix(scheme, how),
        *_forward(scheme, how),
        f"schur[block] = m_{CALCIUM}_{CALCIUM};",
        f"rhs[block] = b_{CALCIUM};",
        "}\n}",
        f"static void substitute_{number}(long blocks, lane *state, const lane *work, "
        "const lane *dca) {",
        "for (long block = 0; block < blocks; ++block) {",
        f"lane *x = state + block * {len(slot)};",
        f"const lane *w = work + block * {2 * len(how.order)};",
        f"const lane c_{CALCIUM} = dca[block];",
    ]
    for i, name in enumerate(how.order):
        if name not in how.closing:
            lines.append(f"const lane c_{name} = w[{2 * i}] + w[{2 * i + 1}] * c_{CALCIUM};")
    for name, weights in {**how.closing, **how.dependent}.items():
        total = " + ".join(_times(k, f"c_{n}") for n, k in weights.items())
        lines.append(f"const lane c_{name} = -({total});")
    lines += [f"x[{i}] += c_{name};" for name, i in slot.items()]
    lines.append("}\n}\n")
    return "\n".join(lines)


def _fluxes(scheme: Scheme) -> list[str]:
    """Loads, derived quantities, and per reaction its flux v and partial derivatives g (x dt)."""
    names = {s.name: f"x_{s.name}" for s in scheme.species}
    names |= {p.name: f"p_{p.name}" for p in scheme.parameters}
    used = set().union(
        *(names_in(e) for r in scheme.reactions for e in (r.forward, r.backward)),
        *(names_in(d.expression) for d in scheme.derived),
        *({*r.left, *r.right} for r in scheme.reactions),
    )
    lines = [
        f"const lane x_{s.name} = x[{i}];" for i, s in enumerate(scheme.species) if s.name in used
    ]
    lines += [
        f"const lane p_{q.name} = p[{i}];"
        for i, q in enumerate(scheme.parameters)
        if q.name in used
    ]
    for d in scheme.derived:
        missing = names_in(d.expression) - set(names)
        if missing:
            raise ChemistryError(
                f"'{d.name}' uses '{min(missing)}' before it is computed",
                where=scheme.name,
                tip="List derived quantities in the order in which they are computed.",
            )
        lines.append(f"const lane d_{d.name} = lane{{}} + {as_cpp(d.expression, names)};")
        names[d.name] = f"d_{d.name}"
    for i, reaction in enumerate(scheme.reactions):
        sides = []
        for sign, rate, side in (
            ("", reaction.forward, reaction.left),
            ("-", reaction.backward, reaction.right),
        ):
            if constant(rate) == 0.0 or (reaction.zero_order and sign):
                continue
            k = f"k{'b' if sign else 'f'}{i}"
            lines.append(f"const lane {k} = lane{{}} + dt * {as_cpp(rate, names)};")
            sides.append((sign, k, {} if reaction.zero_order else side))
        flux = " ".join(f"{sign} {_product(k, side)}" for sign, k, side in sides)
        lines.append(f"const lane v{i} = {flux or 'lane{}'};  // {reaction.name}")
        for name in sorted({n for terms in partials(reaction, {}).values() for _, n in terms}):
            slope = " ".join(
                f"{sign} {_product(k, side, without=name)}"
                for sign, k, side in sides
                if name in side
            )
            lines.append(f"const lane g{i}_{name} = {slope or 'lane{}'};")
    return lines


def _product(factor: str, side: Mapping[str, int], without: str | None = None) -> str:
    """``factor * prod(x^n)``, or its derivative with respect to `without`."""
    factors = [factor]
    for name, n in side.items():
        if name == without:
            factors = ([f"{float(n)}"] if n > 1 else []) + factors
            n -= 1
        factors += [f"x_{name}"] * n
    return " * ".join(factors)


def _times(weight: float, what: str) -> str:
    return what if weight == 1.0 else f"-{what}" if weight == -1.0 else f"{weight!r} * {what}"


def _sum(terms: list[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


def _matrix(scheme: Scheme, how: Plan) -> list[str]:
    """Right-hand side b and the entries m of ``1 - dt J`` in the rows that are solved for."""
    rhs: dict[str, list[str]] = {n: [] for n in (*how.order, CALCIUM)}
    entries: dict[tuple[str, str], list[str]] = {}
    for i, reaction in enumerate(scheme.reactions):
        for row, change in reaction.change().items():
            if row not in rhs:
                continue
            rhs[row].append(_times(change, f"v{i}"))
            for column, terms in _live(reaction, how).items():
                entries.setdefault((row, column), []).extend(
                    _times(-change * weight, f"g{i}_{name}") for weight, name in terms
                )
    lines = [f"lane b_{n} = {_sum(terms) or 'lane{}'};" for n, terms in rhs.items()]
    for row in rhs:
        entries.setdefault((row, row), [])
    for (row, column), terms in entries.items():
        identity = ["1.0"] if row == column else []
        value = _sum(identity + terms) if terms else "lane{} + 1.0"
        lines.append(f"lane m_{row}_{column} = {value};")
    return lines


def _live(reaction: Reaction, how: Plan) -> dict[str, list[tuple[float, str]]]:
    return partials(reaction, how.dependent)


def _forward(scheme: Scheme, how: Plan) -> list[str]:
    """Gaussian elimination in the planned order, then x0 and x1 of every eliminated species."""
    rows: dict[str, list[str]] = {n: [n] for n in (*how.order, CALCIUM)}
    for reaction in scheme.reactions:
        for row in reaction.change():
            if row in rows:
                rows[row] += [c for c in _live(reaction, how) if c not in rows[row]]
    lines: list[str] = []
    upper: dict[str, list[str]] = {}
    unit = {n for n in how.order if not _has_own_partial(scheme, how, n)}
    for pivot in how.order:
        columns = [c for c in rows.pop(pivot) if c != pivot]
        upper[pivot] = columns
        if pivot not in unit:
            lines.append(f"const lane i_{pivot} = 1.0 / m_{pivot}_{pivot};")
        for row, present in rows.items():
            if pivot not in present:
                continue
            present.remove(pivot)
            inverse = "" if pivot in unit else f" * i_{pivot}"
            lines.append(f"const lane l_{row}_{pivot} = m_{row}_{pivot}{inverse};")
            for column in columns:
                update = f"l_{row}_{pivot} * m_{pivot}_{column}"
                if column in present:
                    lines.append(f"m_{row}_{column} -= {update};")
                    if row == column:
                        unit.discard(row)
                else:
                    present.append(column)
                    lines.append(f"lane m_{row}_{column} = -({update});")
            lines.append(f"b_{row} -= l_{row}_{pivot} * b_{pivot};")
    responds: set[str] = set()
    for position in reversed(range(len(how.order))):
        name = how.order[position]
        known = [c for c in upper[name] if c != CALCIUM]
        chain = [c for c in known if c in responds]
        scale = "" if name in unit else f" * i_{name}"
        base = "".join(f" - m_{name}_{c} * s_{c}" for c in known)
        lines.append(f"const lane s_{name} = (b_{name}{base}){scale};")
        lines.append(f"w[{2 * position}] = s_{name};")
        terms = [f"m_{name}_{CALCIUM}"] if CALCIUM in upper[name] else []
        terms += [f"m_{name}_{c} * r_{c}" for c in chain]
        if terms:
            responds.add(name)
            lines.append(f"const lane r_{name} = -({' + '.join(terms)}){scale};")
        value = f"r_{name}" if terms else "lane{}"
        lines.append(f"w[{2 * position + 1}] = {value};")
    return lines


def _has_own_partial(scheme: Scheme, how: Plan, name: str) -> bool:
    return any(name in r.change() and name in _live(r, how) for r in scheme.reactions)


_PRELUDE = """\
#include <cmath>
#include <cstring>

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX__)
#define WIDTH 4
#else
#define WIDTH 2
#endif
typedef double lane __attribute__((vector_size(8 * WIDTH)));

static inline lane lane_exp(lane v) { for (int i = 0; i < WIDTH; ++i) v[i] = std::exp(v[i]); return v; }
static inline lane lane_fabs(lane v) { for (int i = 0; i < WIDTH; ++i) v[i] = std::fabs(v[i]); return v; }
static inline lane lane_pow(lane v, lane n) { for (int i = 0; i < WIDTH; ++i) v[i] = std::pow(v[i], n[i]); return v; }

typedef void (*Eliminate)(long, double, const lane *, const lane *, lane *, lane *, lane *);
typedef void (*Substitute)(long, lane *, const lane *, const lane *);
struct Code { Eliminate eliminate; Substitute substitute; long species; };
"""  # noqa: E501

_DRIVER = """\
// Compartments of one kind. `place` is the position of each in the tree, where a parent comes
// before its children; `slots` gives, for each mobile species, its index in this kind or -1.
// Unused lanes of the last block copy its last compartment at the start and keep dca = 0.
struct Kind {
  long count, blocks, calcium;
  double *state, *values, *work, *schur, *rhs, *dca;
  const long *place, *slots;
};

// The network in tree order. `link` (um) joins a compartment to its parent; `order` is the
// compartment's number for the caller. Amounts are uM um3, times s.
struct Tree {
  long count, kinds, mobile;
  const long *parent, *order;
  double *volume, *link;
  const double *calcium_diffusion, *diffusion;  // [count], [count][mobile lanes]
  double *diagonal, *right, *coupling, *ca, *field, *factor;
  double *ca_uM;
  Kind *kind;
};

extern "C" int lane_width() { return WIDTH; }

static void gather(const Kind &k, long species, long count, const double *from, double *to) {
  for (long m = 0; m < k.count; ++m)
    to[k.place[m]] = from[(m / WIDTH * count + species) * WIDTH + m % WIDTH];
}

extern "C" void publish(Tree *t) {
  for (long n = 0; n < t->kinds; ++n)
    gather(t->kind[n], t->kind[n].calcium, codes[n].species, t->kind[n].state, t->ca);
  for (long i = 0; i < t->count; ++i) t->ca_uM[t->order[i]] = t->ca[i];
}

// Calcium: one scalar equation per compartment, coupled along the links (Hines order).
static void solve_calcium(Tree *t, double dt, const double *inflow, const unsigned char *clamped) {
  double *d = t->diagonal, *r = t->right, *c = t->coupling;
  for (long i = 0; i < t->count; ++i) {
    d[i] *= t->volume[i];
    r[i] *= t->volume[i];
    if (inflow) r[i] += dt * 1e3 * inflow[t->order[i]];
  }
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    c[i] = dt * t->calcium_diffusion[i] * t->link[i];
    const double amount = c[i] * (t->ca[p] - t->ca[i]);
    d[i] += c[i];
    d[p] += c[i];
    r[i] += amount;
    r[p] -= amount;
  }
  if (clamped)
    for (long i = 0; i < t->count; ++i) {
      const bool held = clamped[t->order[i]];
      if (held) { d[i] = 1; r[i] = 0; }
      if (t->parent[i] >= 0 && (held || clamped[t->order[t->parent[i]]])) c[i] = 0;
    }
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    const double f = c[i] / d[i];
    d[p] -= f * c[i];
    r[p] += f * r[i];
  }
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    r[i] = (p < 0 ? r[i] : r[i] + c[i] * r[p]) / d[i];
  }
}

// The factors of the diffusion matrix depend on dt and the geometry alone:
// factor[i] holds coupling / diagonal and 1 / diagonal, for each mobile species.
extern "C" void factorise(Tree *t, double dt) {
  const long groups = t->mobile;
  const lane *D = (const lane *)t->diffusion;
  lane *F = (lane *)t->factor;
  lane *inverse = F + t->count * groups;
  for (long i = 0; i < t->count; ++i)
    for (long g = 0; g < groups; ++g) inverse[i * groups + g] = lane{} + t->volume[i];
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    for (long g = 0; g < groups; ++g) {
      const lane c = p < 0 ? lane{} : dt * t->link[i] * D[i * groups + g];
      F[i * groups + g] = c;
      inverse[i * groups + g] += c;
      if (p >= 0) inverse[p * groups + g] += c;
    }
  }
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    for (long g = 0; g < groups; ++g) {
      const lane c = F[i * groups + g];
      inverse[i * groups + g] = 1.0 / inverse[i * groups + g];
      F[i * groups + g] *= inverse[i * groups + g];
      if (p >= 0) inverse[p * groups + g] -= F[i * groups + g] * c;
    }
  }
}

// Implicit diffusion of all other mobile species at once, in the form of changes, so that
// nothing moves where nothing differs.
static void diffuse(Tree *t, double dt) {
  const long groups = t->mobile, stride = groups * WIDTH;
  if (!groups) return;
  const lane *D = (const lane *)t->diffusion, *F = (const lane *)t->factor;
  const lane *inverse = F + t->count * groups;
  lane *x = (lane *)t->field, *d = x + t->count * groups;
  double *flat = t->field, *change = flat + t->count * stride;
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long s = 0; s < stride; ++s) {
      if (k.slots[s] < 0) continue;
      for (long m = 0; m < k.count; ++m)
        flat[k.place[m] * stride + s] =
            k.state[(m / WIDTH * codes[n].species + k.slots[s]) * WIDTH + m % WIDTH];
    }
  }
  memset(change, 0, t->count * stride * sizeof(double));
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    for (long g = 0; g < groups; ++g) {
      const lane amount =
          dt * t->link[i] * D[i * groups + g] * (x[p * groups + g] - x[i * groups + g]);
      d[i * groups + g] += amount;
      d[p * groups + g] -= amount;
    }
  }
  for (long i = t->count - 1; i >= 0; --i)
    if (t->parent[i] >= 0)
      for (long g = 0; g < groups; ++g)
        d[t->parent[i] * groups + g] += F[i * groups + g] * d[i * groups + g];
  for (long i = 0; i < t->count; ++i)
    for (long g = 0; g < groups; ++g) {
      lane value = inverse[i * groups + g] * d[i * groups + g];
      if (t->parent[i] >= 0) value += F[i * groups + g] * d[t->parent[i] * groups + g];
      d[i * groups + g] = value;
    }
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long s = 0; s < stride; ++s) {
      if (k.slots[s] < 0) continue;
      for (long m = 0; m < k.count; ++m)
        k.state[(m / WIDTH * codes[n].species + k.slots[s]) * WIDTH + m % WIDTH] +=
            change[k.place[m] * stride + s];
    }
  }
}

// `steps` steps of dt seconds; returns 0, or 1 + the compartment whose calcium is not a number.
// `inflow` (uM um3 / ms) and `clamped` are in the caller's order and may be null.
extern "C" long advance(Tree *t, double dt, long steps, const double *inflow,
                        const unsigned char *clamped) {
  for (long step = 0; step < steps; ++step) {
    for (long n = 0; n < t->kinds; ++n) {
      Kind &k = t->kind[n];
      codes[n].eliminate(k.blocks, dt, (const lane *)k.state, (const lane *)k.values,
                         (lane *)k.work, (lane *)k.schur, (lane *)k.rhs);
      gather(k, 0, 1, k.schur, t->diagonal);
      gather(k, 0, 1, k.rhs, t->right);
      gather(k, k.calcium, codes[n].species, k.state, t->ca);
    }
    solve_calcium(t, dt, inflow, clamped);
    for (long n = 0; n < t->kinds; ++n) {
      Kind &k = t->kind[n];
      for (long m = 0; m < k.count; ++m) k.dca[m] = t->right[k.place[m]];
      codes[n].substitute(k.blocks, (lane *)k.state, (const lane *)k.work, (const lane *)k.dca);
    }
    diffuse(t, dt);
  }
  publish(t);
  for (long i = 0; i < t->count; ++i)
    if (!std::isfinite(t->ca[i])) return 1 + t->order[i];
  return 0;
}
"""
