TITLE Hyperpolarisation-activated cation channel of CA1 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, one gate l.
Source:
  Migliore, Ferrante & Ascoli 2005, J Neurophysiol 94:4145, ModelDB 55035 (hd); after Magee 1998,
  J Neurosci 18:7613 (10.1523/JNEUROSCI.18-19-07613.1998).
Changes:
  None.
Temperature:
  Q10 4.5 from 33 C.
Tables:
  A point each 1/64 mV: the time constant from -150 to 100 mV, the steady state from -150 to 250
  mV above vhalf, held beyond. The error of linear interpolation, relative to the value, is at
  most 5e-7 (l_inf) between -100 and 60 mV. Formulas instead of tables: usetable_sc_hd = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hd
    NONSPECIFIC_CURRENT i
    RANGE gbar, vhalf, ehd, g, l_inf, l_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 5e-5 (S/cm2) <0, 1e9> : density at the soma, Migliore 2005 (55035 fig2A)
    vhalf = -73 (mV)             : up to 100 um from the soma, -81 beyond, 55035 fig2A
    ehd = -30 (mV)               : reversal potential, 55035 fig2A
    l_slope = 8 (mV)             : 55035
    tau_half = -75 (mV)          : 55035
    tau_slope = 0.08316 (/mV)    : 0.0378 x 2.2, 55035
    tau_asymmetry = 0.4 (1)      : 55035
    l_rate = 0.011 (/ms)         : 55035
    q10 = 4.5 (1)                : 55035
    t_ref = 33 (degC)            : 55035
}

ASSIGNED {
    v (mV)
    celsius (degC)
    i (mA/cm2)
    g (S/cm2)
    l_inf (1)
    l_tau (ms)
}

STATE {
    l
}

INITIAL {
    rates(v)
    l = l_inf
}

BREAKPOINT {
    CONDUCTANCE g
    SOLVE gates METHOD cnexp
    g = gbar*l
    i = g*(v - ehd)
}

DERIVATIVE gates {
    rates(v)
    l' = (l_inf - l)/l_tau
}

PROCEDURE rates(v (mV)) {
    steady(v - vhalf)
    pace(v)
}

PROCEDURE steady(shift (mV)) { : of the voltage from vhalf, which differs between segments
    TABLE l_inf
    DEPEND l_slope
    FROM -150 TO 250 WITH 25600
    l_inf = 1/(1 + exp(shift/l_slope))
}

PROCEDURE pace(v (mV)) {
    LOCAL speed, x
    TABLE l_tau
    DEPEND celsius, q10, t_ref, tau_half, tau_slope, tau_asymmetry, l_rate
    FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    x = tau_slope*(v - tau_half)
    l_tau = exp(tau_asymmetry*x)/(speed*l_rate*(1 + exp(x)))
}
