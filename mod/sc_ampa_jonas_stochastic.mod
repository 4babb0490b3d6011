TITLE AMPA receptors of one synapse, seven-state scheme, gated one by one at random

COMMENT
Model:
  The scheme of sc_ampa_jonas for a whole number of receptors:
    C0 = C1 = C2 = O
         |    |    |
         C3 = C4 = C5
  occupants holds how many receptors are in C0, C1, C2, C3, C4, C5 and O (0 to 6); they always add
  up to channels. Glutamate is constant within a step, so the step's transition probabilities are
  exactly P = exp(Q dt) with the scheme's matrix of rates Q. In each step the receptors of every
  state are divided among all states by a multinomial draw with that state's row of P. Mean and
  fluctuations are therefore right at any step. P comes by uniformisation, all terms positive, with
  scaling and squaring, and is made anew when glutamate or dt change.
  An event starts a square pulse of glutamate, glu_peak x weight high and glu_ms long. A pulse that
  starts during another makes one pulse of both: it lasts to the end of the later one, at the
  higher of the two concentrations.
Source:
  Scheme and rates: Jonas, Major & Sakmann 1993, J Physiol 472:615
  (10.1113/jphysiol.1993.sp019965), doubled for 34 C in Bartol et al 2015, Front Synaptic Neurosci
  7:17 (10.3389/fnsyn.2015.00017), table 1.
  Uniformisation: Jensen 1953, Skand Aktuarietidskr 36:87.
Changes:
  None to the scheme.
Random numbers:
  One Random123 stream an instance, chosen by rng.set_ids(a, b, c) in Python; every initialisation
  starts it anew. Fixed steps only.
Temperature:
  Rates are those for 34 C. No Q10 in source; rate_scale = 0.5 gives back the room-temperature rates.
Units:
  g in uS, i in nA, v in mV, t in ms, glutamate in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_ampa_jonas_stochastic
    NONSPECIFIC_CURRENT i
    RANGE gmax, e, glu_peak, glu_ms, rate_scale, channels, glu, open, g, i
    RANDOM rng
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    gmax = 8.2e-4 (uS) <0, 1e9> : all open; as in sc_ampa_jonas
    e = 0 (mV)                  : reversal potential, usual value
    glu_peak = 1 (mM) <0, 1e9>  : Liu et al 1999, Neuron 22:395, as in Rodrigues 2023 (10.7554/eLife.80152)
    glu_ms = 1 (ms) <1e-3, 1e9> : Liu et al 1999, as in Rodrigues et al 2023
    rate_scale = 1 (1) <0, 1e9> : 1 at 34 C, 0.5 at room temperature
    channels = 82 (1) <1, 1e6>  : receptors, a whole number; gmax / 10 pS (Spruston 1995)

    c0_c1 = 9.18 (/mM/ms)       : Bartol 2015 T1
    c1_c0 = 8.52 (/ms)          : Bartol 2015 T1
    c1_c2 = 56.8 (/mM/ms)       : Bartol 2015 T1
    c2_c1 = 6.52 (/ms)          : Bartol 2015 T1
    c2_o = 8.48 (/ms)           : Bartol 2015 T1
    o_c2 = 1.8 (/ms)            : Bartol 2015 T1
    c1_c3 = 5.78 (/ms)          : Bartol 2015 T1
    c3_c1 = 0.0784 (/ms)        : Bartol 2015 T1
    c3_c4 = 2.54 (/mM/ms)       : Bartol 2015 T1
    c4_c3 = 0.0914 (/ms)        : Bartol 2015 T1
    c2_c4 = 0.344 (/ms)         : Bartol 2015 T1
    c4_c2 = 0.00145 (/ms)       : Bartol 2015 T1
    o_c5 = 0.0354 (/ms)         : Bartol 2015 T1
    c5_o = 0.008 (/ms)          : Bartol 2015 T1
    c4_c5 = 0.0336 (/ms)        : Bartol 2015 T1
    c5_c4 = 0.3808 (/ms)        : Bartol 2015 T1
}

ASSIGNED {
    v (mV)
    dt (ms)
    i (nA)
    g (uS)
    open (1)
    glu (mM)
    pulse_end (ms)
    arrived[7] (1)
    matrix_glu (mM)
    matrix_dt (ms)
    rates[49] (/ms)
    jump[49] (1)
    term[49] (1)
    product[49] (1)
    chance[49] (1)
}

STATE {
    occupants[7]
}

INITIAL {
    random_setseq(rng, 0)
    FROM s = 0 TO 6 {
        occupants[s] = 0
    }
    occupants[0] = floor(channels + 0.5)
    open = 0
    glu = 0
    pulse_end = 0
    matrix_glu = -1
    matrix_dt = 0
}

BREAKPOINT {
    SOLVE transitions
    g = gmax*open
    i = g*(v - e)
}

PROCEDURE transitions() { : one step of length dt; without glutamate nothing leaves C0
    LOCAL left, share, moved, to
    if (glu > 0 || occupants[0] < channels - 0.5) {
        if (glu != matrix_glu || dt != matrix_dt) {
            transition_matrix()
        }
        FROM s = 0 TO 6 {
            arrived[s] = 0
        }
        FROM s = 0 TO 6 {
            left = occupants[s]
            share = 1
            to = s
            FROM k = 0 TO 6 { : those that stay first, so that few are left to be divided
                if (left > 0) {
                    if (k < 6) {
                        moved = binomial(left, chance[7*s + to]/share)
                    } else {
                        moved = left
                    }
                    arrived[to] = arrived[to] + moved
                    left = left - moved
                    share = share - chance[7*s + to]
                    to = to + 1
                    if (to > 6) {
                        to = 0
                    }
                }
            }
        }
        FROM s = 0 TO 6 {
            occupants[s] = arrived[s]
        }
        open = occupants[6]/floor(channels + 0.5)
    }
}

PROCEDURE transition_matrix() { : chance = exp(rates dt), row by row the present state
    LOCAL fastest, h, halvings, factor
    FROM s = 0 TO 48 {
        rates[s] = 0
    }
    reaction(0, 1, rate_scale*c0_c1*glu, rate_scale*c1_c0)
    reaction(1, 2, rate_scale*c1_c2*glu, rate_scale*c2_c1)
    reaction(2, 6, rate_scale*c2_o, rate_scale*o_c2)
    reaction(1, 3, rate_scale*c1_c3, rate_scale*c3_c1)
    reaction(3, 4, rate_scale*c3_c4*glu, rate_scale*c4_c3)
    reaction(2, 4, rate_scale*c2_c4, rate_scale*c4_c2)
    reaction(6, 5, rate_scale*o_c5, rate_scale*c5_o)
    reaction(4, 5, rate_scale*c4_c5, rate_scale*c5_c4)

    fastest = -rates[0]
    FROM s = 1 TO 6 {
        if (fastest < -rates[8*s]) {
            fastest = -rates[8*s]
        }
    }
    h = fastest*dt
    halvings = 0
    WHILE (h > 0.5) {
        h = h/2
        halvings = halvings + 1
    }
    FROM s = 0 TO 48 {
        jump[s] = 0
        if (h > 0) {
            jump[s] = rates[s]/fastest
        }
        term[s] = 0
    }
    FROM s = 0 TO 6 {
        jump[8*s] = jump[8*s] + 1
        term[8*s] = exp(-h)
    }
    FROM s = 0 TO 48 {
        chance[s] = term[s]
    }
    FROM n = 1 TO 12 { : h^13/13! is below 1e-13
        factor = h/n
        FROM s = 0 TO 6 {
            FROM k = 0 TO 6 {
                product[7*s + k] = 0
                FROM m = 0 TO 6 {
                    product[7*s + k] = product[7*s + k] + term[7*s + m]*jump[7*m + k]*factor
                }
            }
        }
        FROM s = 0 TO 48 {
            term[s] = product[s]
            chance[s] = chance[s] + term[s]
        }
    }
    WHILE (halvings > 0) {
        FROM s = 0 TO 6 {
            FROM k = 0 TO 6 {
                product[7*s + k] = 0
                FROM m = 0 TO 6 {
                    product[7*s + k] = product[7*s + k] + chance[7*s + m]*chance[7*m + k]
                }
            }
        }
        FROM s = 0 TO 48 {
            chance[s] = product[s]
        }
        halvings = halvings - 1
    }
    matrix_glu = glu
    matrix_dt = dt
}

PROCEDURE reaction(x, y, forward (/ms), backward (/ms)) { : between the states x and y
    rates[7*x + y] = forward
    rates[8*x] = rates[8*x] - forward
    rates[7*y + x] = backward
    rates[8*y] = rates[8*y] - backward
}

NET_RECEIVE (weight (1)) {
    if (flag == 0) {
        if (weight > 0) {
            glu = higher(glu, weight*glu_peak)
            pulse_end = t + glu_ms
            net_send(glu_ms, 1)
        }
    } else if (t > pulse_end - 1e-6 (ms)) { : an earlier pulse's end is passed over
        glu = 0
    }
}

FUNCTION higher(x (mM), y (mM)) (mM) {
    if (x > y) {
        higher = x
    } else {
        higher = y
    }
}

FUNCTION binomial(n (1), p (1)) (1) { : successes among n at probability p, by inversion,
    : in parts of at most 500, for which the smallest probability is still a number
    LOCAL left, part, q, odds, u, k, f, total
    total = 0
    left = n
    if (p >= 1) {
        total = n
        left = 0
    } else if (p <= 0) {
        left = 0
    }
    q = p
    if (p > 0.5) {
        q = 1 - p
    }
    odds = q/(1 - q)
    WHILE (left > 0) {
        part = left
        if (part > 500) {
            part = 500
        }
        u = random_uniform(rng)
        k = 0
        f = exp(part*log(1 - q))
        WHILE (u > f && k < part) {
            u = u - f
            f = f*odds*(part - k)/(k + 1)
            k = k + 1
        }
        if (p > 0.5) {
            k = part - k
        }
        total = total + k
        left = left - part
    }
    binomial = total
}
