TITLE Sodium channel of CA1 pyramidal soma and dendrites, with slow inactivation

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h s. ar sets how far the slow gate s can inactivate: ar = 1 not at
  all, ar = 0 wholly. A smaller ar far from the soma gives the activity-dependent failure of
  back-propagation.
Source:
  Migliore, Ferrante & Ascoli 2005, J Neurophysiol 94:4145, ModelDB 55035 (na3).
Changes:
  CODATA constants; removable singularities by their series; threshold shift left out (0 in source).
Temperature:
  m and h: Q10 2 from 24 C, and floors of their time constants. s: only the RT/F of its valences.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. The error of linear
  interpolation, relative to the value, is at most 8e-6 (s_inf; the others 5e-6) between -100 and
  60 mV. Formulas instead of tables: usetable_sc_na3 = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_na3
    USEION na READ ena WRITE ina
    RANGE gbar, ar, g, m_inf, h_inf, s_inf, m_tau, h_tau, s_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gbar = 0.025 (S/cm2) <0, 1e9> : density, Migliore 2005 (55035 fig2A)
    ar = 1 (1) <0, 1>             : share that cannot inactivate slowly, 55035

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

    s_half = -58 (mV)             : steady slow inactivation, 55035
    s_slope = 2 (mV)              : steady slow inactivation, 55035
    s_rate_half = -60 (mV)        : time constant of slow inactivation, 55035
    s_valence = 12 (1)            : 55035
    s_asymmetry = 0.2 (1)         : 55035
    s_rate = 3e-4 (/ms)           : 55035
    s_tau_min = 10 (ms)           : floor, 55035

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
    s_inf (1)
    m_tau (ms)
    h_tau (ms)
    s_tau (ms)
}

STATE {
    m
    h
    s
}

INITIAL {
    rates(v)
    m = m_inf
    h = h_inf
    s = s_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION na
    SOLVE gates METHOD cnexp
    g = gbar*m*m*m*h*s
    ina = g*(v - ena)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
    s' = (s_inf - s)/s_tau
}

PROCEDURE rates(v (mV)) {
    curves(v)
    if (m_tau < m_tau_min) {
        m_tau = m_tau_min
    }
    if (h_tau < h_tau_min) {
        h_tau = h_tau_min
    }
    if (s_tau < s_tau_min) {
        s_tau = s_tau_min
    }
    s_inf = s_inf + ar*(1 - s_inf)
}

PROCEDURE curves(v (mV)) { : without floors, and s_inf where ar = 0
    LOCAL a, b, speed, x
    TABLE m_inf, m_tau, h_inf, h_tau, s_inf, s_tau
    DEPEND celsius, q10, t_ref, m_half, m_slope, m_open, m_close,
           h_half, h_slope, h_rate_half, h_rate_slope, h_enter, h_leave,
           s_half, s_slope, s_rate_half, s_valence, s_asymmetry, s_rate
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

    x = s_valence*(v - s_rate_half)*FARADAY/(R*(celsius + 273.15))
    s_inf = 1/(1 + exp((v - s_half)/s_slope))
    s_tau = exp(s_asymmetry*x)/(s_rate*(1 + exp(x)))
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
