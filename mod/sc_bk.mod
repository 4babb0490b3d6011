TITLE Large-conductance calcium-activated potassium channel (BK)

COMMENT
Model:
  One gate o with a closing and an opening rate that depend on calcium and voltage:
    opening = rate_open ca/(ca + k1 exp(-2 d1 F v/RT))
    closing = rate_close/(1 + ca/(k4 exp(-2 d4 F v/RT))).
Source:
  Scheme: Moczydlowski & Latorre 1983, J Gen Physiol 82:511. Calcium affinities as revised by
  Evans et al 2013, J Neurophysiol 110:1631, after Berkefeld et al 2006.
Changes:
  None.
Alternatives:
  Moczydlowski & Latorre 1983 themselves: k1 = 0.18, k4 = 0.011; the stored file of ModelDB
    237653 (bk) has these, although its comment names the values of Evans et al 2013.
  CA1 models of the Migliore lineage (cagk): rate_open = 0.28, rate_close = 0.48, k1 = 0.48e-3,
    k4 = 0.13e-6. There the two rates stand exchanged against Moczydlowski & Latorre 1983.
Temperature:
  RT/F only; no Q10 in the sources.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_bk
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gbar, rate_open, rate_close, k1, k4, d1, d4, g, o_inf, o_tau
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
    gbar = 0 (S/cm2) <0, 1e9>   : ASSUMED: none unless set
    rate_open = 0.48 (/ms)      : Moczydlowski & Latorre 1983, as in 237653
    rate_close = 0.28 (/ms)     : Moczydlowski & Latorre 1983, as in 237653
    k1 = 0.003 (mM) <1e-12, 1>  : at 0 mV, Evans 2013
    k4 = 0.009 (mM) <1e-12, 1>  : at 0 mV, Evans 2013
    d1 = 0.84 (1)               : Moczydlowski & Latorre 1983, as in 237653
    d4 = 1 (1)                  : Moczydlowski & Latorre 1983, as in 237653
}

ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    o_inf (1)
    o_tau (ms)
}

STATE {
    o
}

INITIAL {
    rates(v, cai)
    o = o_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*o
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v, cai)
    o' = (o_inf - o)/o_tau
}

PROCEDURE rates(v (mV), ca (mM)) {
    LOCAL x, opening, closing
    x = 2*FARADAY*v/(R*(celsius + 273.15))
    opening = rate_open*ca/(ca + k1*exp(-d1*x))
    closing = rate_close/(1 + ca/(k4*exp(-d4*x)))
    o_inf = opening/(opening + closing)
    o_tau = 1/(opening + closing)
}
