TITLE Delayed-rectifier potassium channel of CA1 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, one gate n.
Source:
  Migliore, Ferrante & Ascoli 2005, J Neurophysiol 94:4145, ModelDB 55035 (kdr).
Changes:
  CODATA constants.
Temperature:
  Q10 1 in the source (none); RT/F of the valence, and a floor of the time constant.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. The error of linear
  interpolation, relative to the value, is at most 5e-7 (n_inf) between -100 and 60 mV. Formulas
  instead of tables: usetable_sc_kdr = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_kdr
    USEION k READ ek WRITE ik
    RANGE gbar, g, n_inf, n_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gbar = 0.01 (S/cm2) <0, 1e9> : density, Migliore 2005 (55035 fig2A)
    n_half = 13 (mV)             : 55035
    n_valence = -3 (1)           : 55035
    n_asymmetry = 0.7 (1)        : 55035
    n_rate = 0.02 (/ms)          : 55035
    n_tau_min = 2 (ms)           : floor, 55035
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    n_inf (1)
    n_tau (ms)
}

STATE {
    n
}

INITIAL {
    rates(v)
    n = n_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*n
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    n' = (n_inf - n)/n_tau
}

PROCEDURE rates(v (mV)) {
    curves(v)
    if (n_tau < n_tau_min) {
        n_tau = n_tau_min
    }
}

PROCEDURE curves(v (mV)) { : without the floor
    LOCAL x
    TABLE n_inf, n_tau
    DEPEND celsius, n_half, n_valence, n_asymmetry, n_rate
    FROM -150 TO 100 WITH 16000
    x = n_valence*(v - n_half)*FARADAY/(R*(celsius + 273.15))
    n_inf = 1/(1 + exp(x))
    n_tau = exp(n_asymmetry*x)/(n_rate*(1 + exp(x)))
}
