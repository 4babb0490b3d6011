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

// Mobile species other than calcium, in vectors; the rest of the last vector stays 0.
#define GROUPS ((MOBILE - 1 + WIDTH - 1) / WIDTH)
struct Others {
  lane v[GROUPS ? GROUPS : 1];
  double &operator[](long s) { return ((double *)v)[s - 1]; }
  double operator[](long s) const { return ((const double *)v)[s - 1]; }
};

// The network in tree order. `link` (um) joins a compartment to its parent; `order` is the
// compartment's number for the caller. Mobile species are numbered [MOBILE], calcium 0.
// Conductances include dt; amounts are uM um3.
struct Tree {
  long count, kinds;
  const long *parent, *order;
  double *volume, *link;
  const double *diffusion;                                     // [count][MOBILE]
  double *ca, *ca_flow, *ca_conductance, *per_volume, *coupling;  // [count]
  Others *field, *change, *flow, *conductance, *ratio, *inverse;  // [count]
  double *block;
  double *ca_uM;
  Kind *kind;
};

extern "C" int lane_width() { return WIDTH; }
extern "C" int others_size() { return sizeof(Others) / sizeof(double); }

// The first lane of compartment m in a store with `count` vectors per block.
static inline double *member(double *store, long m, long count) {
  return store + (unsigned long)m / WIDTH * count * WIDTH + (unsigned long)m % WIDTH;
}

static void hand_out(Tree *t) {
  for (long i = 0; i < t->count; ++i) t->ca_uM[t->order[i]] = t->ca[i];
}

// Copies calcium and the other mobile species from the kinds' states into tree order, where
// every step keeps them up to date.
extern "C" void publish(Tree *t) {
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m) {
      const double *x = member(k.state, m, codes[n].species);
      t->ca[k.place[m]] = x[k.slots[0] * WIDTH];
      for (long s = 1; s < MOBILE; ++s)
        t->field[k.place[m]][s] = k.slots[s] < 0 ? 0 : x[k.slots[s] * WIDTH];
    }
  }
  hand_out(t);
}

// Everything that depends on dt and the geometry alone: conductances, and the factors of the
// diffusion matrix (coupling / diagonal and 1 / diagonal).
extern "C" void factorise(Tree *t, double dt) {
  for (long i = 0; i < t->count; ++i) {
    const double g = t->parent[i] < 0 ? 0 : dt * t->link[i];
    t->per_volume[i] = 1 / t->volume[i];
    t->ca_conductance[i] = g * t->diffusion[i * MOBILE];
    t->conductance[i] = Others{};
    for (long s = 1; s < MOBILE; ++s) t->conductance[i][s] = g * t->diffusion[i * MOBILE + s];
  }
  for (long v = 0; v < GROUPS; ++v) {
    for (long i = 0; i < t->count; ++i) t->inverse[i].v[v] = lane{} + t->volume[i];
    for (long i = 0; i < t->count; ++i) {
      t->inverse[i].v[v] += t->conductance[i].v[v];
      if (t->parent[i] >= 0) t->inverse[t->parent[i]].v[v] += t->conductance[i].v[v];
    }
    for (long i = t->count - 1; i >= 0; --i) {
      t->inverse[i].v[v] = 1.0 / t->inverse[i].v[v];
      t->ratio[i].v[v] = t->conductance[i].v[v] * t->inverse[i].v[v];
      if (t->parent[i] >= 0)
        t->inverse[t->parent[i]].v[v] -= t->ratio[i].v[v] * t->conductance[i].v[v];
    }
  }
}

// The amount of the other mobile species that a concentration field moves along the links.
static void flow_of(const Tree *t, const Others *x, Others *flow) {
  for (long v = 0; v < GROUPS; ++v) {
    for (long i = 0; i < t->count; ++i) flow[i].v[v] = lane{};
    for (long i = 0; i < t->count; ++i) {
      const long p = t->parent[i];
      if (p < 0) continue;
      const lane amount = t->conductance[i].v[v] * (x[p].v[v] - x[i].v[v]);
      flow[i].v[v] += amount;
      flow[p].v[v] -= amount;
    }
  }
}

// What enters each compartment in a step by diffusion and `inflow` goes to the kinds' sources.
static void bring_in(Tree *t, double dt, const double *inflow) {
  for (long i = 0; i < t->count; ++i)
    t->ca_flow[i] = inflow ? dt * 1e3 * inflow[t->order[i]] : 0;
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    if (p < 0) continue;
    const double amount = t->ca_conductance[i] * (t->ca[p] - t->ca[i]);
    t->ca_flow[i] += amount;
    t->ca_flow[p] -= amount;
  }
  flow_of(t, t->field, t->flow);
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m) {
      const long i = k.place[m];
      const double per_volume = t->per_volume[i];
      double *q = member(k.source, m, MOBILE);
      q[0] = t->ca_flow[i] * per_volume;
      for (long s = 1; s < MOBILE; ++s) q[s * WIDTH] = t->flow[i][s] * per_volume;
    }
  }
}

static bool held(const Tree *t, long i, const unsigned char *clamped) {
  return clamped && clamped[t->order[i]];
}

// Calcium: one scalar equation per compartment (diagonal d, right-hand side r, whose solution
// replaces it), coupled along the links.
static void solve_calcium(Tree *t, const unsigned char *clamped, double *d, double *r) {
  double *c = t->coupling;
  for (long i = 0; i < t->count; ++i) {
    d[i] *= t->volume[i];
    r[i] *= t->volume[i];
    c[i] = t->ca_conductance[i];
  }
  for (long i = 0; i < t->count; ++i) {
    d[i] += c[i];
    if (t->parent[i] >= 0) d[t->parent[i]] += c[i];
  }
  if (clamped)
    for (long i = 0; i < t->count; ++i) {
      if (held(t, i, clamped)) { d[i] = 1; r[i] = 0; c[i] = 0; }
      if (t->parent[i] >= 0 && held(t, t->parent[i], clamped)) c[i] = 0;
    }
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    d[i] = 1 / d[i];
    if (p < 0) continue;
    const double f = c[i] * d[i];
    d[p] -= f * c[i];
    r[p] += f * r[i];
  }
  for (long i = 0; i < t->count; ++i) {
    const long p = t->parent[i];
    r[i] = (p < 0 ? r[i] : r[i] + c[i] * r[p]) * d[i];
  }
}

// Implicit diffusion of what the local step changed (mobile species but calcium).
static void spread(Tree *t) {
  Others *d = t->flow;
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m) {
      const double *x = member(k.state, m, codes[n].species);
      const long i = k.place[m];
      for (long s = 1; s < MOBILE; ++s)
        if (k.slots[s] >= 0) {
          const double now = x[k.slots[s] * WIDTH];
          t->change[i][s] = now - t->field[i][s];
          t->field[i][s] = now;
        }
    }
  }
  flow_of(t, t->change, d);
  for (long v = 0; v < GROUPS; ++v) {
    for (long i = t->count - 1; i >= 0; --i)
      if (t->parent[i] >= 0) d[t->parent[i]].v[v] += t->ratio[i].v[v] * d[i].v[v];
    for (long i = 0; i < t->count; ++i) {
      const long p = t->parent[i];
      d[i].v[v] *= t->inverse[i].v[v];
      if (p >= 0) d[i].v[v] += t->ratio[i].v[v] * d[p].v[v];
      t->field[i].v[v] += d[i].v[v];
    }
  }
  for (long n = 0; n < t->kinds; ++n) {
    const Kind &k = t->kind[n];
    for (long m = 0; m < k.count; ++m) {
      double *x = member(k.state, m, codes[n].species);
      for (long s = 1; s < MOBILE; ++s)
        if (k.slots[s] >= 0) x[k.slots[s] * WIDTH] += d[k.place[m]][s];
    }
  }
}

typedef double Row[MOBILE];

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
static void solve_blocks(Tree *t, const unsigned char *clamped, Row *blocks, Row *r) {
  for (long i = 0; i < t->count; ++i) {
    Row *a = blocks + i * MOBILE;
    for (long s = 0; s < MOBILE; ++s) {
      for (long j = 0; j < MOBILE; ++j) a[s][j] *= t->volume[i];
      r[i][s] *= t->volume[i];
    }
  }
  for (long i = 0; i < t->count; ++i)
    for (long s = 0; s < MOBILE; ++s) {
      const double c = s ? t->conductance[i][s] : t->ca_conductance[i];
      blocks[i * MOBILE + s][s] += c;
      if (t->parent[i] >= 0) blocks[t->parent[i] * MOBILE + s][s] += c;
    }
  if (clamped)
    for (long i = 0; i < t->count; ++i)
      if (held(t, i, clamped)) {
        memset(blocks[i * MOBILE], 0, sizeof(Row));
        blocks[i * MOBILE][0] = 1;
        r[i][0] = 0;
      }
  Row c, u;
  for (long i = t->count - 1; i >= 0; --i) {
    const long p = t->parent[i];
    Row *a = blocks + i * MOBILE;
    invert(a);
    for (long s = 0; s < MOBILE; ++s) {
      u[s] = 0;
      for (long j = 0; j < MOBILE; ++j) u[s] += a[s][j] * r[i][j];
    }
    memcpy(r[i], u, sizeof u);
    if (p < 0) continue;
    c[0] = held(t, i, clamped) || held(t, p, clamped) ? 0 : t->ca_conductance[i];
    for (long s = 1; s < MOBILE; ++s) c[s] = t->conductance[i][s];
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
    if (t->parent[i] < 0) continue;
    const Row *a = blocks + i * MOBILE;
    const double *above = r[t->parent[i]];
    for (long s = 0; s < MOBILE; ++s)
      for (long j = 0; j < MOBILE; ++j) r[i][s] += a[s][j] * above[j];
  }
}

static void step(Tree *t, double dt, const double *inflow, const unsigned char *clamped,
                 bool coupled) {
  const long rows = coupled ? MOBILE : 1;
  double *block = t->block, *right = block + t->count * rows * rows;
  bring_in(t, dt, inflow);
  for (long n = 0; n < t->kinds; ++n) {
    Kind &k = t->kind[n];
    const Pair &pair = coupled ? codes[n].coupled : codes[n].calcium;
    pair.eliminate(k.blocks, dt, (const lane *)k.state, (const lane *)k.values,
                   (const lane *)k.source, (lane *)k.work, (lane *)k.schur, (lane *)k.rhs);
    for (long m = 0; m < k.count; ++m) {
      const double *a = member(k.schur, m, rows * rows), *b = member(k.rhs, m, rows);
      const long i = k.place[m];
      for (long e = 0; e < rows * rows; ++e) block[i * rows * rows + e] = a[e * WIDTH];
      for (long s = 0; s < rows; ++s) right[i * rows + s] = b[s * WIDTH];
    }
  }
  if (coupled)
    solve_blocks(t, clamped, (Row *)block, (Row *)right);
  else
    solve_calcium(t, clamped, block, right);
  for (long n = 0; n < t->kinds; ++n) {
    Kind &k = t->kind[n];
    const Pair &pair = coupled ? codes[n].coupled : codes[n].calcium;
    for (long m = 0; m < k.count; ++m) {
      double *y = member(k.change, m, rows);
      for (long s = 0; s < rows; ++s) y[s * WIDTH] = right[k.place[m] * rows + s];
    }
    pair.substitute(k.blocks, (lane *)k.state, (const lane *)k.work, (const lane *)k.change);
  }
  for (long i = 0; i < t->count; ++i) {
    t->ca[i] += right[i * rows];
    for (long s = 1; s < rows; ++s) t->field[i][s] += right[i * rows + s];
  }
  if (!coupled && GROUPS) spread(t);
}

// `steps` steps of dt seconds; returns 0, or 1 + the compartment whose calcium is not a number.
// `inflow` (uM um3 / ms) and `clamped` are in the caller's order and may be null.
extern "C" long advance(Tree *t, double dt, long steps, const double *inflow,
                        const unsigned char *clamped, int coupled) {
  for (long n = 0; n < steps; ++n) step(t, dt, inflow, clamped, coupled);
  hand_out(t);
  for (long i = 0; i < t->count; ++i)
    if (!std::isfinite(t->ca[i])) return 1 + t->order[i];
  return 0;
}
"""
