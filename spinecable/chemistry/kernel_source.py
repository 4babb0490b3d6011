"""C++ that advances a network of compartments, written from its reaction lists.

One step of length dt solves ``(1 - dt J) dx = dt f``, with f the reactions and the diffusion at
the start of the step and J the mass-action Jacobian. In each compartment the species are
eliminated down to an interface y, leaving ``schur * dy = rhs`` and ``dx = x0 + X1 * dy`` for the
others; the interfaces are then coupled along the links, from the leaves to the root and back.

Two pairs of functions are written for each kind of compartment:

* ``calcium``: the interface is calcium alone, one number per compartment. The changes of the
  other mobile species are then spread by an implicit diffusion step of their own (approximate
  factorisation). Cheap, for short steps.
* ``coupled``: the interface is all mobile species. Nothing is split, so that steps of any
  length damp; for quiet minutes.

Both have the same fixed points, those of the equations themselves. Compartments of one kind are
stored in blocks of one SIMD vector (`lane`), as ``state[block][species][lane]``; the generated
code reads like scalar code on such vectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from spinecable.chemistry.arithmetic import as_cpp
from spinecable.chemistry.elimination import Plan, differentiated, partials, plan, sides
from spinecable.chemistry.kernel_driver import DRIVER, PRELUDE
from spinecable.chemistry.network import CALCIUM
from spinecable.chemistry.reactions import Reaction, Scheme, names_in
from spinecable.errors import ChemistryError


def mobile_species(schemes: Mapping[str, Scheme]) -> tuple[str, ...]:
    """Every species that diffuses somewhere, calcium first: the interface of a coupled step."""
    found = {s.name for v in schemes.values() for s in v.species if s.diffusion is not None}
    return (CALCIUM, *sorted(found - {CALCIUM}))


def work_size(scheme: Scheme, mobile: Sequence[str]) -> int:
    """Doubles per compartment that elimination keeps for the back-substitution."""
    return max(
        len(how.order) * (1 + len(how.interface))
        for how in (plan(scheme, (CALCIUM,)), plan(scheme, _held(scheme, mobile)))
    )


def kernel_source(schemes: Mapping[str, Scheme]) -> str:
    """The translation unit for these schemes, by kind; it depends on nothing else."""
    return _translation_unit(tuple(schemes.items()))


@lru_cache(maxsize=16)
def _translation_unit(kinds: tuple[tuple[str, Scheme], ...]) -> str:
    mobile = mobile_species(dict(kinds))
    parts = [f"#define MOBILE {len(mobile)}\n{PRELUDE}"]
    table = []
    written: dict[str, str] = {}
    for number, (kind, scheme) in enumerate(kinds):
        entry = []
        for label, interface in (("calcium", (CALCIUM,)), ("coupled", _held(scheme, mobile))):
            how = plan(scheme, interface)
            # Kinds that react alike share their code.
            name = written.setdefault(_local(scheme, how, mobile, label), f"{label}_{number}")
            if name == f"{label}_{number}":
                parts.append(f"// ---- {kind}: {scheme.name}, {label}\n")
                parts.append(_local(scheme, how, mobile, name))
            entry.append(f"{{eliminate_{name}, substitute_{name}}}")
        table.append(f"{{{', '.join(entry)}, {len(scheme.species)}}}")
    parts.append(f"static const Code codes[] = {{{', '.join(table)}}};\n")
    parts.append(DRIVER)
    return "\n".join(parts)


def _held(scheme: Scheme, mobile: Sequence[str]) -> tuple[str, ...]:
    own = {s.name for s in scheme.species}
    return tuple(name for name in mobile if name in own)


def _local(scheme: Scheme, how: Plan, mobile: Sequence[str], name: str) -> str:
    """The two functions of one scheme: elimination to the interface, and back-substitution.

    ``schur`` and ``rhs`` have the rows of `how.interface` if that is calcium alone, else those
    of `mobile`.
    """
    slot = {s.name: i for i, s in enumerate(scheme.species)}
    width = len(how.order) * (1 + len(how.interface))
    rows = [CALCIUM] if how.interface == (CALCIUM,) else list(mobile)
    lines = [
        f"static void eliminate_{name}(long blocks, double dt, const lane *state, "
        "const lane *values, const lane *source, lane *work, lane *schur, lane *rhs) {",
        "for (long block = 0; block < blocks; ++block) {",
        f"const lane *x = state + block * {len(slot)};",
        f"const lane *p = values + block * {len(scheme.parameters)};",
        "const lane *q = source + block * MOBILE;",
        f"lane *w = work + block * {width};",
        f"lane *a = schur + block * {len(rows) ** 2};",
        f"lane *b = rhs + block * {len(rows)};",
        *_fluxes(scheme),
        *_matrix(scheme, how, mobile),
        *_forward(scheme, how, rows),
        "}\n}",
        f"static void substitute_{name}(long blocks, lane *state, const lane *work, "
        "const lane *change) {",
        "for (long block = 0; block < blocks; ++block) {",
        f"lane *x = state + block * {len(slot)};",
        f"const lane *w = work + block * {width};",
        f"const lane *dy = change + block * {len(rows)};",
        *(f"const lane c_{y} = dy[{rows.index(y)}];" for y in how.interface),
    ]
    for i, species in enumerate(how.order):
        if species not in how.closing:
            first = i * (1 + len(how.interface))
            terms = [f"w[{first}]"]
            terms += [f"w[{first + 1 + k}] * c_{y}" for k, y in enumerate(how.interface)]
            lines.append(f"const lane c_{species} = {_sum(terms)};")
    for species, weights in {**how.closing, **how.dependent}.items():
        total = _sum([_times(k, f"c_{n}") for n, k in weights.items()])
        lines.append(f"const lane c_{species} = -({total});")
    lines += [f"x[{i}] += c_{species};" for species, i in slot.items()]
    lines.append("}\n}\n")
    return "\n".join(lines)


def _fluxes(scheme: Scheme) -> list[str]:
    """Loads, derived quantities, and per reaction its flux v and partial derivatives g (x dt)."""
    names = {s.name: f"x_{s.name}" for s in scheme.species}
    names |= {p.name: f"p_{p.name}" for p in scheme.parameters}
    used = set().union(
        *(names_in(rate) | set(side) for r in scheme.reactions for _, rate, side in sides(r)),
        *(names_in(d.expression) for d in scheme.derived),
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
        terms = []
        for sign, rate, side in sides(reaction):
            k = f"k{'b' if sign else 'f'}{i}"
            lines.append(f"const lane {k} = lane{{}} + dt * {as_cpp(rate, names)};")
            terms.append((sign, k, side))
        flux = " ".join(f"{sign} {_product(k, side)}" for sign, k, side in terms)
        lines.append(f"const lane v{i} = {flux or 'lane{}'};  // {reaction.name}")
        for name in differentiated(reaction):
            slope = " ".join(
                f"{sign} {_product(k, side, without=name)}"
                for sign, k, side in terms
                if name in side
            )
            lines.append(f"const lane g{i}_{name} = {slope};")
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


def _matrix(scheme: Scheme, how: Plan, mobile: Sequence[str]) -> list[str]:
    """Right-hand side b and the entries m of ``1 - dt J`` in the rows that are solved for."""
    rhs: dict[str, list[str]] = {n: [] for n in (*how.order, *how.interface)}
    for name in rhs:
        if name in mobile:
            rhs[name].append(f"q[{mobile.index(name)}]")
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
    for (row, column), slopes in entries.items():
        identity = ["1.0"] if row == column else []
        value = _sum(identity + slopes) if slopes else "lane{} + 1.0"
        lines.append(f"lane m_{row}_{column} = {value};")
    return lines


def _live(reaction: Reaction, how: Plan) -> dict[str, list[tuple[float, str]]]:
    return partials(reaction, how.dependent)


def _forward(scheme: Scheme, how: Plan, interface_rows: Sequence[str]) -> list[str]:
    """Gaussian elimination in the planned order, then x0 and X1 of every eliminated species."""
    rows: dict[str, list[str]] = {n: [n] for n in (*how.order, *how.interface)}
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
    for i, row in enumerate(interface_rows):
        lines.append(f"b[{i}] = {f'b_{row}' if row in rows else 'lane{}'};")
        for k, column in enumerate(interface_rows):
            entry = f"m_{row}_{column}" if column in rows.get(row, ()) else "lane{}"
            if row == column and row not in rows:
                entry = "lane{} + 1.0"
            lines.append(f"a[{i * len(interface_rows) + k}] = {entry};")
    return lines + _responses(how, upper, unit)


def _responses(how: Plan, upper: Mapping[str, list[str]], unit: set[str]) -> list[str]:
    """x0 (s) and the columns of X1 (r) of every eliminated species, from the last to the first."""
    lines: list[str] = []
    responds: set[tuple[str, str]] = set()
    width = 1 + len(how.interface)
    for position in reversed(range(len(how.order))):
        name = how.order[position]
        known = [c for c in upper[name] if c not in how.interface]
        scale = "" if name in unit else f" * i_{name}"
        base = "".join(f" - m_{name}_{c} * s_{c}" for c in known)
        lines.append(f"const lane s_{name} = (b_{name}{base}){scale};")
        lines.append(f"w[{width * position}] = s_{name};")
        for k, y in enumerate(how.interface):
            terms = [f"m_{name}_{y}"] if y in upper[name] else []
            terms += [f"m_{name}_{c} * r_{c}_{y}" for c in known if (c, y) in responds]
            value = "lane{}"
            if terms:
                responds.add((name, y))
                value = f"r_{name}_{y}"
                lines.append(f"const lane {value} = -({' + '.join(terms)}){scale};")
            lines.append(f"w[{width * position + 1 + k}] = {value};")
    return lines


def _has_own_partial(scheme: Scheme, how: Plan, name: str) -> bool:
    return any(name in r.change() and name in _live(r, how) for r in scheme.reactions)
