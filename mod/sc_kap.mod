TITLE A-type potassium channel of CA1 pyramidal cells, proximal form

COMMENT
Model:
  Hodgkin-Huxley form, n l; the valence of n changes with voltage.
  For soma and dendrite up to 100 um from the soma.
Source:
  Migliore, Ferrante & Ascoli 2005, J Neurophysiol 94:4145, ModelDB 55035 (kap); after Hoffman,
  Magee, Colbert & Johnston 1997, Nature 387:869 (10.1038/43119).
Changes:
  CODATA constants.
Temperature:
  n: Q10 5 from 24 C, and a floor of its time constant. l: no Q10 in source. RT/F of the valences.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. The error of linear
  interpolation, relative to the value, is at most 2e-6 (n_inf) between -100 and 60 mV. Formulas
  instead of tables: usetable_sc_kap = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_kap
    USEION k READ ek WRITE ik
    RANGE gbar, g, n_inf, l_inf, n_tau, l_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gbar = 0.03 (S/cm2) <0, 1e9> : density at the soma, Migliore 2005 (55035 fig2A)

    n_half = 11 (mV)          : 55035
    n_valence = -1.5 (1)      : 55035
    n_valence_step = -1 (1)   : added to the valence below n_step_half, 55035
    n_step_half = -40 (mV)    : 55035
    n_step_slope = 5 (mV)     : 55035
    n_asymmetry = 0.55 (1)    : 55035
    n_rate = 0.05 (/ms)       : 55035
    n_tau_min = 0.1 (ms)     : floor, 55035

    l_half = -56 (mV)         : 55035
    l_valence = 3 (1)         : 55035
    l_tau_slope = 0.26 (ms/mV) : 55035
    l_tau_half = -50 (mV)     : 55035
    l_tau_min = 2 (ms)        : floor, 55035

    q10 = 5 (1)               : of n, 55035
    t_ref = 24 (degC)         : 55035
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    n_inf (1)
    l_inf (1)
    n_tau (ms)
    l_tau (ms)
}

STATE {
    n
    l
}

INITIAL {
    rates(v)
    n = n_inf
    l = l_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*n*l
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    n' = (n_inf - n)/n_tau
    l' = (l_inf - l)/l_tau
}

PROCEDURE rates(v (mV)) {
    curves(v)
    if (n_tau < n_tau_min) {
        n_tau = n_tau_min
    }
    l_tau = l_tau_slope*(v - l_tau_half)
    if (l_tau < l_tau_min) {
        l_tau = l_tau_min
    }
}

PROCEDURE curves(v (mV)) { : without the floor of n_tau
    LOCAL speed, valence, x, y
    TABLE n_inf, n_tau, l_inf
    DEPEND celsius, q10, t_ref, n_half, n_valence, n_valence_step, n_step_half, n_step_slope,
           n_asymmetry, n_rate, l_half, l_valence
    FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    valence = n_valence + n_valence_step/(1 + exp((v - n_step_half)/n_step_slope))
    x = valence*(v - n_half)*FARADAY/(R*(celsius + 273.15))
    n_inf = 1/(1 + exp(x))
    n_tau = exp(n_asymmetry*x)/(speed*n_rate*(1 + exp(x)))

    y = l_valence*(v - l_half)*FARADAY/(R*(celsius + 273.15))
    l_inf = 1/(1 + exp(y))
}
