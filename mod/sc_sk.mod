TITLE Small-conductance calcium-activated potassium channel (SK)

COMMENT
Model:
  One gate, opened by calcium alone: z_inf = ca^hill/(ca^hill + k_half^hill).
Source:
  Koehler et al 1996, Science 273:1709, as in Hay et al 2011 (10.1371/journal.pcbi.1002107),
  ModelDB 139653 (SK_E2).
Changes:
  Hill form written with positive powers, so that no floor under calcium is needed.
Alternatives:
  SK2 of spines, Griffith et al 2016 as in Rodrigues et al 2023 (10.7554/eLife.80152):
    k_half = 0.33e-3, hill = 6, z_tau = 6.3 (15 channels of 10 pS).
  SK of striatal neurons, Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653:
    k_half = 0.57e-3, hill = 5.2, z_tau = 4.9.
Temperature:
  None in the source.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_sk
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gbar, k_half, hill, z_tau, g, z_inf
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9>      : ASSUMED: none unless set
    k_half = 4.3e-4 (mM) <1e-9, 1> : half activation, Koehler 1996, as in 139653
    hill = 4.8 (1) <1, 10>         : Koehler 1996, as in 139653
    z_tau = 1 (ms) <1e-3, 1e9>     : 139653
}

ASSIGNED {
    v (mV)
    cai (mM)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    z_inf (1)
}

STATE {
    z
}

INITIAL {
    rates(cai)
    z = z_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*z
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(cai)
    z' = (z_inf - z)/z_tau
}

PROCEDURE rates(ca (mM)) {
    LOCAL x
    if (ca > 0) {
        x = (ca/k_half)^hill
        z_inf = x/(1 + x)
    } else {
        z_inf = 0
    }
}
