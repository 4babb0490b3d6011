TITLE Sodium channel of the CA1 pyramidal axon

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h: sc_na3 without slow inactivation.
Source:
  Migliore, Ferrante & Ascoli 2005, J Neurophysiol 94:4145, ModelDB 55035 (nax).
Changes:
  Removable singularities by their series; threshold shift left out (0 in source).
Temperature:
  Q10 2 from 24 C, and floors of the time constants.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. The error of linear
  interpolation, relative to the value, is at most 3e-6 (h_tau) between -100 and 60 mV. Formulas
  instead of tables: usetable_sc_nax = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_nax
    USEION na READ ena WRITE ina
    RANGE gbar, g, m_inf, h_inf, m_tau, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.125 (S/cm2) <0, 1e9> : density, 5 x the soma, Migliore 2005 (55035 fig2A)

    m_half = -30 (mV)             : activation, 55035
    m_slope = 7.2 (mV)            : activation, 55035
    m_open = 0.4 (/ms/mV)         : opening rate, 55035
    m_close = 0.124 (/ms/mV)      : closing rate, 55035
    m_tau_min = 0.02 (ms)         : floor, 55035

    h_half = -50 (mV)             : steady inactivation, 55035
    h_slope = 4 (mV)              : steady inactivation, 55035
    h_rate_half = -45 (mV)        : time constant of inactivation, 55035
    h_rate_slope = 1.5 (mV)       : time constant of inactivation, 55035
    h_enter = 0.03 (/ms/mV)       : rate of inactivation, 55035
    h_leave = 0.01 (/ms/mV)       : rate of recovery, 55035
    h_tau_min = 0.5 (ms)          : floor, 55035

    q10 = 2 (1)                   : 55035
    t_ref = 24 (degC)             : 55035
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ena (mV)
    ina (mA/cm2)
    g (S/cm2)
    m_inf (1)
    h_inf (1)
    m_tau (ms)
    h_tau (ms)
}

STATE {
    m
    h
}

INITIAL {
    rates(v)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION na
    SOLVE gates METHOD cnexp
    g = gbar*m*m*m*h
    ina = g*(v - ena)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    curves(v)
    if (m_tau < m_tau_min) {
        m_tau = m_tau_min
    }
    if (h_tau < h_tau_min) {
        h_tau = h_tau_min
    }
}

PROCEDURE curves(v (mV)) { : without floors
    LOCAL a, b, speed
    TABLE m_inf, m_tau, h_inf, h_tau
    DEPEND celsius, q10, t_ref, m_half, m_slope, m_open, m_close,
           h_half, h_slope, h_rate_half, h_rate_slope, h_enter, h_leave
    FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    a = m_open*linoid(v - m_half, m_slope)
    b = m_close*linoid(m_half - v, m_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)/speed

    a = h_enter*linoid(v - h_rate_half, h_rate_slope)
    b = h_leave*linoid(h_rate_half - v, h_rate_slope)
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = 1/(a + b)/speed
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
