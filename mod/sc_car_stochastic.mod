TITLE R-type calcium channels (Cav2.3) of a spine head, gated one by one at random

COMMENT
Model:
  The gates of sc_car, m^3 h, in a whole number of channels of one segment. A channel has three m
  gates and one h gate, independent of each other; occupants[4 h + m] holds how many channels have m
  (0-3) of their m gates and h (0-1) of their h gates open, and they always add up to channels. With
  the voltage of a step, a gate of time constant tau is open after the step with probability
    open before:    x_inf + (1 - x_inf) exp(-dt/tau)
    closed before:  x_inf (1 - exp(-dt/tau)),
  which is exact for a constant voltage at any step. In each step the channels of every state are
  divided among all states by a multinomial draw. The first state is drawn from equilibrium.
  The driving force is the Goldman-Hodgkin-Katz flux in slope form, as in sc_car:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Magee & Johnston 1995, J Physiol 487:67 (10.1113/jphysiol.1995.sp020862), as in
  Sterratt et al 2012 (10.1371/journal.pcbi.1002545), ModelDB 144490 (car_mag).
  Driving force: Sterratt et al 2012.
Changes:
  Half-activation, slope and shift as explained in sc_car; single channels in place of their mean.
Random numbers:
  One Random123 stream a segment, chosen by rng.set_ids(a, b, c) in Python; every initialisation
  starts it anew. Fixed steps only.
Temperature:
  Both time constants are divided by q10^((celsius - t_ref)/10); Q10 = 3, Sterratt et al 2012.
Units:
  gbar in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_car_stochastic
    USEION ca READ cai, cao WRITE ica
    RANGE gbar, channels, occupants, open, m_inf, h_inf, m_tau, h_tau
    RANDOM rng
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set; per-spine totals differ 50-fold in models
    channels = 20 (1) <1, 1e6> : of the segment, a whole number; Sabatini & Svoboda 2000
    m_half = -11.9 (mV)       : from Magee & Johnston 1995, see Changes
    m_slope = 10.5 (mV)       : from Magee & Johnston 1995, see Changes
    m_tau_ref = 0.92 (ms)     : at 22 C, Magee & Johnston 1995
    h_half = -39 (mV)         : Magee & Johnston 1995
    h_slope = 9.2 (mV)        : Magee & Johnston 1995
    h_tau_ref = 53 (ms)       : at 22 C, Magee & Johnston 1995
    shift = -10 (mV)          : ASSUMED, of both gates, see Changes
    q10 = 3 (1)               : Sterratt et al 2012
    t_ref = 22 (degC)         : Magee & Johnston 1995
    co_ref = 2 (mM) <1e-9, 1e9> : calcium outside at which gbar is meant; physiological saline
}

ASSIGNED {
    v (mV)
    dt (ms)
    celsius (degC)
    cai (mM)
    cao (mM)
    ica (mA/cm2)
    open (1)
    m_inf (1)
    h_inf (1)
    m_tau (ms)
    h_tau (ms)
    occupants[8] (1)
    arrived[8] (1)
    m_chance[16] (1)
}

INITIAL {
    LOCAL speed, left, share
    random_setseq(rng, 0)
    speed = q10^((celsius - t_ref)/10 (degC))
    m_tau = m_tau_ref/speed
    h_tau = h_tau_ref/speed
    rates(v)
    left = floor(channels + 0.5)
    share = 1
    m_gates(3, m_inf, m_inf)
    FROM s = 0 TO 3 {
        occupants[s] = left
        if (s < 3) {
            occupants[s] = binomial(left, m_chance[12 + s]/share)
        }
        left = left - occupants[s]
        share = share - m_chance[12 + s]
        occupants[4 + s] = binomial(occupants[s], h_inf)
        occupants[s] = occupants[s] - occupants[4 + s]
    }
    open = occupants[7]/floor(channels + 0.5)
}

BREAKPOINT {
    SOLVE transitions
    ica = gbar*open*ghk_drive(v, cai, cao)
}

PROCEDURE transitions() { : one step of length dt at the present voltage
    LOCAL left, share, moved, to, opened, m_stay, m_begin, h_stay, h_begin
    rates(v)
    m_begin = m_inf*(1 - exp(-dt/m_tau))
    m_stay = m_begin + exp(-dt/m_tau)
    h_begin = h_inf*(1 - exp(-dt/h_tau))
    h_stay = h_begin + exp(-dt/h_tau)
    FROM s = 0 TO 3 {
        m_gates(s, m_stay, m_begin)
    }
    FROM s = 0 TO 7 {
        arrived[s] = 0
    }
    FROM h = 0 TO 1 {
        FROM s = 0 TO 3 {
            left = occupants[4*h + s]
            share = 1
            to = s
            FROM k = 0 TO 3 { : those that stay first, so that few are left to be divided
                if (left > 0) {
                    moved = left
                    if (k < 3) {
                        moved = binomial(left, m_chance[4*s + to]/share)
                    }
                    left = left - moved
                    share = share - m_chance[4*s + to]
                    opened = binomial(moved, h*h_stay + (1 - h)*h_begin)
                    arrived[4 + to] = arrived[4 + to] + opened
                    arrived[to] = arrived[to] + moved - opened
                    to = to + 1
                    if (to > 3) {
                        to = 0
                    }
                }
            }
        }
    }
    FROM s = 0 TO 7 {
        occupants[s] = arrived[s]
    }
    open = occupants[7]/floor(channels + 0.5)
}

PROCEDURE m_gates(s, stay (1), begin (1)) { : probabilities of 0-3 open m gates after a step from s,
    : gate by gate: open ones stay open, closed ones begin to be open
    LOCAL p
    FROM k = 0 TO 3 {
        m_chance[4*s + k] = 0
    }
    m_chance[4*s] = 1
    FROM n = 0 TO 2 {
        p = begin
        if (n < s) {
            p = stay
        }
        FROM k = 0 TO 2 {
            m_chance[4*s + 3 - k] = (1 - p)*m_chance[4*s + 3 - k] + p*m_chance[4*s + 2 - k]
        }
        m_chance[4*s] = (1 - p)*m_chance[4*s]
    }
}

PROCEDURE rates(v (mV)) {
    m_inf = 1/(1 + exp((m_half + shift - v)/m_slope))
    h_inf = 1/(1 + exp((v - h_half - shift)/h_slope))
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
