TITLE NMDA receptors of one synapse, linear schemes of GluN2A and GluN2B

COMMENT
Model:
  Two populations without exchange, a share frac_2b of GluN2B and the rest GluN2A (states a and b
  below), each
    a0 = a1 = a2 = a3 = a4 = ao1 = ao2
  with glutamate bound in the first two steps and ao1, ao2 open. g = gmax open block(v).
  The current splits into calcium and the rest, the two together close to g (v - e) at rest:
    i   = g (1 - f_ca) (v - e)
    ica = g f_ca G(v),  G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2,
  G being the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage. i leaves calcium out,
  so it is counted once.
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
Changes:
  Temperature; no desensitised states in this version.
Temperature:
  Base rates hold at t_ref, room temperature. One Q10 of 2 for all rates (ASSUMED: the sources give
  no Q10): it leaves the equilibrium and, nearly, the peak open probability (0.2) as measured at
  room temperature, and gives GluN2A a decay of 22 ms at 35 C.
  Option: the multipliers of Rodrigues et al 2023 at 35 C, 7.517 forward and 4.864 backward, are
  q10_forward = 5.3708 (7.517^(1/1.2)) and q10_backward = 3.7370 (4.864^(1/1.2)). They raise the
  peak open probability to 0.5, and their sigmoids are not 1 at room temperature (5.5 and 3.5 at
  23 C), where the base rates were measured.
Units:
  g in uS, currents in nA, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_nmda_popescu
    USEION ca READ cai, cao WRITE ica
    NONSPECIFIC_CURRENT i
    RANGE gmax, frac_2b, mg, block, f_ca, e, glu_peak, glu_ms, glu, open, g, i, ica
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
}

STATE {
    a0
    a1
    a2
    a3
    a4
    ao1
    ao2
    b0
    b1
    b2
    b3
    b4
    bo1
    bo2
}

INITIAL {
    forward = q10_forward^((celsius - t_ref)/10 (degC))
    backward = q10_backward^((celsius - t_ref)/10 (degC))
    a0 = 1 - frac_2b
    a1 = 0
    a2 = 0
    a3 = 0
    a4 = 0
    ao1 = 0
    ao2 = 0
    b0 = frac_2b
    b1 = 0
    b2 = 0
    b3 = 0
    b4 = 0
    bo1 = 0
    bo2 = 0
    glu = 0
    pulse_end = 0
}

BREAKPOINT {
    SOLVE scheme METHOD sparse
    open = ao1 + ao2 + bo1 + bo2
    g = gmax*open*unblocked(v)
    i = g*(1 - f_ca)*(v - e)
    ica = g*f_ca*ghk_drive(v, cai, cao)
}

KINETIC scheme {
    LOCAL f, r
    f = forward
    r = backward
    ~ a0 <-> a1 (f*bind_1*glu, r*unbind_1)
    ~ a1 <-> a2 (f*bind_2*glu, r*unbind_2)
    ~ a2 <-> a3 (f*step_23, r*step_32)
    ~ a3 <-> a4 (f*step_34, r*step_43)
    ~ a4 <-> ao1 (f*open_1, r*close_1)
    ~ ao1 <-> ao2 (f*open_2, r*close_2)

    f = forward*forward_2b
    r = backward*backward_2b
    ~ b0 <-> b1 (f*bind_1*glu, r*unbind_1)
    ~ b1 <-> b2 (f*bind_2*glu, r*unbind_2)
    ~ b2 <-> b3 (f*step_23, r*step_32)
    ~ b3 <-> b4 (f*step_34, r*step_43)
    ~ b4 <-> bo1 (f*open_1, r*close_1)
    ~ bo1 <-> bo2 (f*open_2, r*close_2)

    CONSERVE a0 + a1 + a2 + a3 + a4 + ao1 + ao2 = 1 - frac_2b
    CONSERVE b0 + b1 + b2 + b3 + b4 + bo1 + bo2 = frac_2b
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
