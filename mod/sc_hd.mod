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
    speed (1)
}

STATE {
    l
}

INITIAL {
    speed = q10^((celsius - t_ref)/10 (degC))
    rates(v)
    l = l_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*l
    i = g*(v - ehd)
}

DERIVATIVE gates {
    rates(v)
    l' = (l_inf - l)/l_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL x
    x = tau_slope*(v - tau_half)
    l_inf = 1/(1 + exp((v - vhalf)/l_slope))
    l_tau = exp(tau_asymmetry*x)/(speed*l_rate*(1 + exp(x)))
}
