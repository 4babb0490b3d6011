TITLE Transient sodium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h. shift moves all of its voltage dependence:
    shift = 0 mV is NaTa_t (soma and apical dendrite of the fitted model),
    shift = 6 mV is NaTs2_t.
Source:
  Colbert & Pan 2002, Nat Neurosci 5:533, as in Hay et al 2011 (10.1371/journal.pcbi.1002107),
  ModelDB 139653 (NaTa_t, NaTs2_t).
Changes:
  One file for both; removable singularities by their series; voltage is not written.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_nat
    USEION na READ ena WRITE ina
    RANGE gbar, shift, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    shift = 0 (mV)            : 0 for NaTa_t, 6 for NaTs2_t, 139653
    m_half = -38 (mV)         : 139653
    m_slope = 6 (mV)          : 139653
    m_open = 0.182 (/ms/mV)   : 139653
    m_close = 0.124 (/ms/mV)  : 139653
    h_half = -66 (mV)         : 139653
    h_slope = 6 (mV)          : 139653
    h_rate = 0.015 (/ms/mV)   : 139653
    q10 = 2.3 (1)             : 139653
    t_ref = 21 (degC)         : 139653
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
    rates(v - shift)
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
    rates(v - shift)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL speed, a, b
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, m_half, m_slope, m_open, m_close, h_half, h_slope, h_rate, q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    a = m_open*linoid(v - m_half, m_slope)
    b = m_close*linoid(m_half - v, m_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)/speed

    a = h_rate*linoid(h_half - v, h_slope)
    b = h_rate*linoid(v - h_half, h_slope)
    h_inf = a/(a + b)
    h_tau = 1/(a + b)/speed
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
