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
    speed (1)
}

STATE {
    m
    h
}

INITIAL {
    speed = q10^((celsius - t_ref)/10 (degC))
    rates(v)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
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
    LOCAL a, b
    a = m_open*linoid(v - m_half, m_slope)
    b = m_close*linoid(m_half - v, m_slope)
    m_inf = a/(a + b)
    m_tau = at_least(1/(a + b)/speed, m_tau_min)

    a = h_enter*linoid(v - h_rate_half, h_rate_slope)
    b = h_leave*linoid(h_rate_half - v, h_rate_slope)
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = at_least(1/(a + b)/speed, h_tau_min)
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}

FUNCTION at_least(x (ms), floor_ms (ms)) (ms) {
    if (x < floor_ms) {
        at_least = floor_ms
    } else {
        at_least = x
    }
}
