"""The part of the kernel's C++ that no reaction list changes: the tree and its solvers."""

PRELUDE = """\
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

typedef void (*Eliminate)(long, double, const lane *, const lane *, const lane *, lane *, lane *,
                          lane *);
typedef void (*Substitute)(long, lane *, const lane *, const lane *);
struct Pair { Eliminate eliminate; Substitute substitute; };
struct Code { Pair calcium, coupled; long species; };
"""  # noqa: E501

DRIVER = """\
// Compartments of one kind. `place` is the position of each in the tree, where a parent comes
// before its children; `slots` gives, for each mobile species, its index in this kind or -1.
// Unused lanes of the last block copy its last compartment at the start; calcium is held there.
struct Kind {
  long count, blocks;
  double *state, *values, *source, *work, *schur, *rhs, *change;
  const long *place, *slots;
};

// The network in tree order. `link` (um) joins a compartment to its parent; `order` is the
// compartment's number for the caller. Mobile species are rows [MOBILE], calcium first.
// Amounts are uM um3.
struct Tree {
  long count, kinds;
  const long *parent, *order;
  double *volume, *link;
  const double *diffusion;
  double *field, *flow, *factor, *block;
  double *ca_uM;
  Kind *kind;
};

typedef double Row[MOBILE];

extern "C" int lane_width() { return WIDTH; }

// The element of `species` in compartment m of a store with `count` species per block.
static inline long at(long m, long species, long count) {
  return (m / WIDTH * count + species) * WIDTH + m % WIDTH;
}

static void gather_mobile(const Tree *t, Row *field) {
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m)
      for (long s = 0; s < MOBILE; ++s)
        field[k.place[m]][s] =
            k.slots[s] < 0 ? 0 : k.state[at(m, k.slots[s], codes[n].species)];
  }
}

extern "C" void publish(Tree *t) {
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m)
      t->ca_uM[t->order[k.place[m]]] = k.state[at(m, k.slots[0], codes[n].species)];
  }
}

// What enters each compartment in dt by diffusion, and by `inflow` (uM um3 / ms), in amounts.
static void flows(const Tree *t, double dt, const double *inflow, const Row *x, Row *flow) {
  const Row *D = (const Row *)t->diffusion;
  memset(flow, 0, t->count * sizeof(Row));
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (inflow) flow[i][0] += dt * 1e3 * inflow[t->order[i]];
    if (p < 0) continue;
    for (long s = 0; s < MOBILE; ++s) {
      const double amount = dt * t->link[i] * D[i][s] * (x[p][s] - x[i][s]);
      flow[i][s] += amount;
      flow[p][s] -= amount;
    }
  }
}

static bool coupled_ca(const Tree *t, long i, const unsigned char *clamped) {
  return !(clamped && (clamped[t->order[i]] || clamped[t->order[t->parent[i]]]));
}

// Calcium: one scalar equation per compartment (diagonal d, right-hand side r, whose solution
// replaces it), coupled along the links by c.
static void solve_calcium(const Tree *t, double dt, const unsigned char *clamped, double *d,
                          double *r, double *c) {
  const Row *D = (const Row *)t->diffusion;
  for (long i = 0; i < t->count; ++i) {
    d[i] *= t->volume[i];
    r[i] *= t->volume[i];
  }
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    c[i] = dt * t->link[i] * D[i][0];
    d[i] += c[i];
    d[p] += c[i];
  }
  if (clamped)
    for (long i = 0; i < t->count; ++i) {
      if (clamped[t->order[i]]) { d[i] = 1; r[i] = 0; }
      if (t->parent[i] >= 0 && !coupled_ca(t, i, clamped)) c[i] = 0;
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

// The factors of the diffusion matrix depend on dt and the geometry alone: coupling / diagonal,
// then 1 / diagonal, for each mobile species.
extern "C" void factorise(Tree *t, double dt) {
  const Row *D = (const Row *)t->diffusion;
  Row *ratio = (Row *)t->factor, *inverse = ratio + t->count;
  for (long i = 0; i < t->count; ++i)
    for (long s = 0; s < MOBILE; ++s) inverse[i][s] = t->volume[i];
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    for (long s = 0; s < MOBILE; ++s) {
      ratio[i][s] = p < 0 ? 0 : dt * t->link[i] * D[i][s];
      inverse[i][s] += ratio[i][s];
      if (p >= 0) inverse[p][s] += ratio[i][s];
    }
  }
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    for (long s = 0; s < MOBILE; ++s) {
      const double c = ratio[i][s];
      inverse[i][s] = 1 / inverse[i][s];
      ratio[i][s] *= inverse[i][s];
      if (p >= 0) inverse[p][s] -= ratio[i][s] * c;
    }
  }
}

// Implicit diffusion of what the local step changed (mobile species but calcium).
static void spread(Tree *t, double dt) {
  Row *old = (Row *)t->field, *x = old + t->count, *d = (Row *)t->flow;
  const Row *ratio = (const Row *)t->factor, *inverse = ratio + t->count;
  gather_mobile(t, x);
  for (long i = 0; i < t->count; ++i)
    for (long s = 0; s < MOBILE; ++s) x[i][s] -= old[i][s];
  flows(t, dt, 0, x, d);
  for (long i = t->count - 1; i >= 0; --i)
    if (t->parent[i] >= 0)
      for (long s = 0; s < MOBILE; ++s) d[t->parent[i]][s] += ratio[i][s] * d[i][s];
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    for (long s = 0; s < MOBILE; ++s)
      d[i][s] = inverse[i][s] * d[i][s] + (p < 0 ? 0 : ratio[i][s] * d[p][s]);
  }
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m)
      for (long s = 1; s < MOBILE; ++s)
        if (k.slots[s] >= 0)
          k.state[at(m, k.slots[s], codes[n].species)] += d[k.place[m]][s];
  }
}

// Inverse of a matrix in place (Gauss-Jordan). The diagonal dominates: it is 1 - dt J.
static void invert(Row *a) {
  for (long k = 0; k < MOBILE; ++k) {
    const double pivot = 1 / a[k][k];
    a[k][k] = 1;
    for (long j = 0; j < MOBILE; ++j) a[k][j] *= pivot;
    for (long i = 0; i < MOBILE; ++i) {
      if (i == k) continue;
      const double f = a[i][k];
      a[i][k] = 0;
      for (long j = 0; j < MOBILE; ++j) a[i][j] -= f * a[k][j];
    }
  }
}

// All mobile species at once: the blocks a of the tree, right-hand sides r (replaced by the
// solution), from the leaves to the root and back.
static void solve_blocks(const Tree *t, double dt, const unsigned char *clamped, Row *blocks,
                         Row *r) {
  const Row *D = (const Row *)t->diffusion;
  for (long i = 0; i < t->count; ++i) {
    Row *a = blocks + i * MOBILE;
    for (long s = 0; s < MOBILE; ++s) {
      for (long j = 0; j < MOBILE; ++j) a[s][j] *= t->volume[i];
      r[i][s] *= t->volume[i];
    }
  }
  for (long i = 0; i < t->count; ++i) {
    if (t->parent[i] < 0) continue;
    for (long s = 0; s < MOBILE; ++s) {
      const double c = dt * t->link[i] * D[i][s];
      blocks[i * MOBILE + s][s] += c;
      blocks[t->parent[i] * MOBILE + s][s] += c;
    }
  }
  if (clamped)
    for (long i = 0; i < t->count; ++i)
      if (clamped[t->order[i]]) {
        memset(blocks[i * MOBILE], 0, sizeof(Row));
        blocks[i * MOBILE][0] = 1;
        r[i][0] = 0;
      }
  Row c, u;
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    Row *a = blocks + i * MOBILE;
    invert(a);
    memset(u, 0, sizeof u);
    for (long s = 0; s < MOBILE; ++s)
      for (long j = 0; j < MOBILE; ++j) u[s] += a[s][j] * r[i][j];
    memcpy(r[i], u, sizeof u);
    if (p < 0) continue;
    for (long s = 0; s < MOBILE; ++s) c[s] = dt * t->link[i] * D[i][s];
    if (!coupled_ca(t, i, clamped)) c[0] = 0;
    Row *above = blocks + p * MOBILE;
    for (long s = 0; s < MOBILE; ++s) {
      for (long j = 0; j < MOBILE; ++j) {
        above[s][j] -= c[s] * a[s][j] * c[j];
        a[s][j] *= c[j];
      }
      r[p][s] += c[s] * u[s];
    }
  }
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    const Row *a = blocks + i * MOBILE;
    for (long s = 0; s < MOBILE; ++s)
      for (long j = 0; j < MOBILE; ++j) r[i][s] += a[s][j] * r[p][j];
  }
}

static void step(Tree *t, double dt, const double *inflow, const unsigned char *clamped,
                 bool coupled) {
  const long rows = coupled ? MOBILE : 1;
  Row *x = (Row *)t->field, *flow = (Row *)t->flow;
  double *block = t->block, *right = block + t->count * rows * rows;
  gather_mobile(t, x);
  flows(t, dt, inflow, x, flow);
  for (long n = 0; n < t->kinds; ++n) {
    Kind &k = t->kind[n];
    const Pair &pair = coupled ? codes[n].coupled : codes[n].calcium;
    for (long m = 0; m < k.count; ++m)
      for (long s = 0; s < MOBILE; ++s)
        k.source[at(m, s, MOBILE)] = flow[k.place[m]][s] / t->volume[k.place[m]];
    pair.eliminate(k.blocks, dt, (const lane *)k.state, (const lane *)k.values,
                   (const lane *)k.source, (lane *)k.work, (lane *)k.schur, (lane *)k.rhs);
    for (long m = 0; m < k.count; ++m) {
      for (long e = 0; e < rows * rows; ++e)
        block[k.place[m] * rows * rows + e] = k.schur[at(m, e, rows * rows)];
      for (long s = 0; s < rows; ++s)
        right[k.place[m] * rows + s] = k.rhs[at(m, s, rows)];
    }
  }
  if (coupled)
    solve_blocks(t, dt, clamped, (Row *)block, (Row *)right);
  else
    solve_calcium(t, dt, clamped, block, right, right + t->count);
  for (long n = 0; n < t->kinds; ++n) {
    Kind &k = t->kind[n];
    const Pair &pair = coupled ? codes[n].coupled : codes[n].calcium;
    for (long m = 0; m < k.count; ++m)
      for (long s = 0; s < rows; ++s)
        k.change[at(m, s, rows)] = right[k.place[m] * rows + s];
    pair.substitute(k.blocks, (lane *)k.state, (const lane *)k.work, (const lane *)k.change);
  }
  if (!coupled && MOBILE > 1) spread(t, dt);
}

// `steps` steps of dt seconds; returns 0, or 1 + the compartment whose calcium is not a number.
// `inflow` (uM um3 / ms) and `clamped` are in the caller's order and may be null.
extern "C" long advance(Tree *t, double dt, long steps, const double *inflow,
                        const unsigned char *clamped, int coupled) {
  for (long n = 0; n < steps; ++n) step(t, dt, inflow, clamped, coupled);
  publish(t);
  for (long i = 0; i < t->count; ++i)
    if (!std::isfinite(t->ca_uM[t->order[i]])) return 1 + t->order[i];
  return 0;
}
"""
