TITLE NMDA receptors of one synapse, linear schemes of GluN2A and GluN2B, gated one by one at random

COMMENT
Model:
  The scheme of sc_nmda_popescu for a whole number of receptors, of which a share frac_2b (rounded
  to a whole number) is GluN2B and the rest GluN2A, each
    a0 = a1 = a2 = a3 = a4 = ao1 = ao2
  with glutamate bound in the first two steps and ao1, ao2 open. occupants holds how many GluN2A
  receptors are in these states (0 to 6) and how many GluN2B receptors (7 to 13); they always add up
  to channels. Where there are both kinds, one open receptor counts so much that all GluN2B together
  have the share frac_2b of the conductance, whatever the rounding. Glutamate is constant within a step, so the step's transition probabilities are
  exactly P = exp(Q dt) with the scheme's matrix of rates Q. In each step the receptors of every
  state are divided among all states by a multinomial draw with that state's row of P. Mean and
  fluctuations are therefore right at any step. P comes by uniformisation, all terms positive, with
  scaling and squaring, and is made anew when glutamate or dt change.
  Magnesium blocks open receptors instantly, as a factor; currents, block and calcium's share are
  those of sc_nmda_popescu:
    g = gmax open block(v),  i = g (1 - f_ca) (v - e),  ica = g f_ca G(v),
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
  An event starts a square pulse of glutamate, glu_peak x weight high and glu_ms long. A pulse that
  starts during another makes one pulse of both: it lasts to the end of the later one, at the
  higher of the two concentrations.
Source:
  GluN2A: Popescu, Robert, Howe & Auerbach 2004, Nature 430:790 (10.1038/nature02775); GluN2B as
  factors on it: Rodrigues et al 2023 (10.7554/eLife.80152).
  Block 0: Jahr & Stevens 1990, J Neurosci 10:3178 (10.1523/JNEUROSCI.10-09-03178.1990).
  Block 1: Vargas-Caballero & Robinson 2003, J Neurophysiol 89:2778, as in Chindemi et al 2022
  (10.1038/s41467-022-30214-w).
  Split of the current: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
  Uniformisation: Jensen 1953, Skand Aktuarietidskr 36:87.
Changes:
  As sc_nmda_popescu: temperature; no desensitised states in this version.
Random numbers:
  One Random123 stream an instance, chosen by rng.set_ids(a, b, c) in Python; every initialisation
  starts it anew. Fixed steps only.
Temperature:
  As sc_nmda_popescu: base rates hold at t_ref, one Q10 of 2 for all rates (ASSUMED).
Units:
  g in uS, currents in nA, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_nmda_popescu_stochastic
    USEION ca READ cai, cao WRITE ica
    NONSPECIFIC_CURRENT i
    RANGE gmax, channels, frac_2b, mg, block, f_ca, e, glu_peak, glu_ms, glu, open, g, i, ica
    RANDOM rng
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gmax = 7.5e-4 (uS) <0, 1e9> : all open; 15 receptors (Rodrigues 2023) x 50 pS (ASSUMED, of 45-65 pS)
    channels = 15 (1) <1, 1e6>  : receptors, a whole number; Rodrigues 2023
    frac_2b = 0.466 (1) <0, 1>  : GluN2B/GluN2A 0.874 at 30 days, Rodrigues 2023
    mg = 1 (mM) <0, 1e9>        : magnesium outside; ASSUMED: usual bath
    block = 0 (1) <0, 1>        : 0 Jahr & Stevens 1990, 1 Vargas-Caballero & Robinson 2003
    f_ca = 0.1 (1) <0, 1>       : calcium's share, Rodrigues 2023
    e = 0 (mV)                  : reversal potential, usual value
    glu_peak = 1 (mM) <0, 1e9>  : Liu et al 1999, Neuron 22:395, as in Rodrigues 2023
    glu_ms = 1 (ms) <1e-3, 1e9> : Liu et al 1999, as in Rodrigues 2023

    bind_1 = 34 (/mM/ms)        : Popescu 2004, as in Rodrigues 2023
    bind_2 = 17 (/mM/ms)        : Popescu 2004, as in Rodrigues 2023
    step_23 = 0.127 (/ms)       : Popescu 2004, as in Rodrigues 2023
    step_34 = 0.58 (/ms)        : Popescu 2004, as in Rodrigues 2023
    open_1 = 2.508 (/ms)        : Popescu 2004, as in Rodrigues 2023
    open_2 = 3.449 (/ms)        : Popescu 2004, as in Rodrigues 2023
    unbind_1 = 0.06 (/ms)       : Popescu 2004, as in Rodrigues 2023
    unbind_2 = 0.12 (/ms)       : Popescu 2004, as in Rodrigues 2023
    step_32 = 0.161 (/ms)       : Popescu 2004, as in Rodrigues 2023
    step_43 = 2.61 (/ms)        : Popescu 2004, as in Rodrigues 2023
    close_1 = 2.167 (/ms)       : Popescu 2004, as in Rodrigues 2023
    close_2 = 0.662 (/ms)       : Popescu 2004, as in Rodrigues 2023
    forward_2b = 0.25 (1)       : forward rates of GluN2B, Rodrigues 2023
    backward_2b = 0.23 (1)      : backward rates of GluN2B, Rodrigues 2023

    q10_forward = 2 (1)         : ASSUMED, see Temperature
    q10_backward = 2 (1)        : ASSUMED, see Temperature
    t_ref = 23 (degC)           : ASSUMED for "room temperature"
    co_ref = 2 (mM) <1e-9, 1e9> : calcium outside at which f_ca is meant; physiological saline
}

ASSIGNED {
    v (mV)
    dt (ms)
    celsius (degC)
    cai (mM)
    cao (mM)
    i (nA)
    ica (nA)
    g (uS)
    open (1)
    glu (mM)
    pulse_end (ms)
    forward (1)
    backward (1)
    unit_2a (1)
    unit_2b (1)
    arrived[7] (1)
    matrix_glu (mM)
    matrix_dt (ms)
    rates[49] (/ms)
    jump[49] (1)
    term[49] (1)
    product[49] (1)
    chance[98] (1)
}

STATE {
    occupants[14]
}

INITIAL {
    LOCAL all, of_2b
    random_setseq(rng, 0)
    forward = q10_forward^((celsius - t_ref)/10 (degC))
    backward = q10_backward^((celsius - t_ref)/10 (degC))
    FROM s = 0 TO 13 {
        occupants[s] = 0
    }
    all = floor(channels + 0.5)
    of_2b = floor(frac_2b*all + 0.5)
    occupants[0] = all - of_2b
    occupants[7] = of_2b
    unit_2a = 1/all
    unit_2b = 1/all
    if (of_2b > 0.5 && of_2b < all - 0.5) {
        unit_2a = (1 - frac_2b)/(all - of_2b)
        unit_2b = frac_2b/of_2b
    }
    open = 0
    glu = 0
    pulse_end = 0
    matrix_glu = -1
    matrix_dt = 0
}

BREAKPOINT {
    SOLVE transitions
    g = gmax*open*unblocked(v)
    i = g*(1 - f_ca)*(v - e)
    ica = g*f_ca*ghk_drive(v, cai, cao)
}

PROCEDURE transitions() { : one step of length dt; without glutamate nothing leaves a0 and b0
    if (glu > 0 || occupants[0] + occupants[7] < channels - 0.5) {
        if (glu != matrix_glu || dt != matrix_dt) {
            transition_matrix(0, forward, backward)
            transition_matrix(1, forward*forward_2b, backward*backward_2b)
            matrix_glu = glu
            matrix_dt = dt
        }
        divide(0)
        divide(1)
        open = unit_2a*(occupants[5] + occupants[6]) + unit_2b*(occupants[12] + occupants[13])
    }
}

PROCEDURE divide(kind) { : the receptors of GluN2A (kind 0) or GluN2B (1) among their states
    LOCAL left, share, moved, to
    FROM s = 0 TO 6 {
        arrived[s] = 0
    }
    FROM s = 0 TO 6 {
        left = occupants[7*kind + s]
        share = 1
        to = s
        FROM k = 0 TO 6 { : those that stay first, so that few are left to be divided
            if (left > 0) {
                if (k < 6) {
                    moved = binomial(left, chance[49*kind + 7*s + to]/share)
                } else {
                    moved = left
                }
                arrived[to] = arrived[to] + moved
                left = left - moved
                share = share - chance[49*kind + 7*s + to]
                to = to + 1
                if (to > 6) {
                    to = 0
                }
            }
        }
    }
    FROM s = 0 TO 6 {
        occupants[7*kind + s] = arrived[s]
    }
}

PROCEDURE transition_matrix(kind, f (1), r (1)) { : chance = exp(rates dt), row by row the present
    : state, of one kind of receptor
    LOCAL fastest, h, halvings, factor
    FROM s = 0 TO 48 {
        rates[s] = 0
    }
    reaction(0, 1, f*bind_1*glu, r*unbind_1)
    reaction(1, 2, f*bind_2*glu, r*unbind_2)
    reaction(2, 3, f*step_23, r*step_32)
    reaction(3, 4, f*step_34, r*step_43)
    reaction(4, 5, f*open_1, r*close_1)
    reaction(5, 6, f*open_2, r*close_2)

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
        chance[49*kind + s] = term[s]
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
            chance[49*kind + s] = chance[49*kind + s] + term[s]
        }
    }
    WHILE (halvings > 0) {
        FROM s = 0 TO 6 {
            FROM k = 0 TO 6 {
                product[7*s + k] = 0
                FROM m = 0 TO 6 {
                    product[7*s + k] = product[7*s + k] + chance[49*kind + 7*s + m]*chance[49*kind + 7*m + k]
                }
            }
        }
        FROM s = 0 TO 48 {
            chance[49*kind + s] = product[s]
        }
        halvings = halvings - 1
    }
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

FUNCTION unblocked(v (mV)) (1) { : share of open receptors that magnesium leaves free
    if (block < 0.5) {
        unblocked = 1/(1 + mg/3.57 (mM)*exp(-0.062 (/mV)*v))
    } else {
        unblocked = 1/(1 + mg/2.552 (mM)*exp(-0.072 (/mV)*v))
    }
}

FUNCTION ghk_drive(v (mV), ci (mM), co (mM)) (mV) { : slope form of the GHK flux, z = 2,
    : at fixed permeability: slope 1 at co_ref, in proportion to co
    LOCAL rt_zf, x
    rt_zf = R*(celsius + 273.15)/(2*FARADAY)
    x = v/rt_zf
    ghk_drive = rt_zf*(ci*exp(x) - co)/co_ref*x_over_expm1(x)
}

FUNCTION x_over_expm1(x (1)) (1) { : x/(exp(x) - 1), with its series about x = 0
    if (fabs(x) < 1e-3) {
        x_over_expm1 = 1 - x/2 + x*x/12
    } else {
        x_over_expm1 = x/(exp(x) - 1)
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
