TITLE M-type potassium channel of CA1 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m; m_tau is at least 60 ms.
Source:
  Shah, Migliore, Valencia, Cooper & Brown 2008, PNAS 105:7869, ModelDB 112546 (kmb).
Changes:
  None.
Temperature:
  None: the source sets a Q10 of 5 and does not use it.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_km
    USEION k READ ek WRITE ik
    RANGE gbar, g, m_inf, m_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    m_half = -40 (mV)         : kmb
    m_slope = 10 (mV)         : kmb
    m_rate_half = -42 (mV)    : time constant, kmb
    m_valence = 0.2646 (/mV)  : time constant, 7 x 0.0378, kmb
    m_asymmetry = 0.4 (1)     : time constant, kmb
    m_rate = 0.003 (/ms)      : kmb
    m_tau_min = 60 (ms)       : kmb
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    m_inf (1)
    m_tau (ms)
}

STATE {
    m
}

INITIAL {
    rates(v)
    m = m_inf
}

BREAKPOINT {
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*m
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL x
    TABLE m_inf, m_tau
        DEPEND m_half, m_slope, m_rate_half, m_valence, m_asymmetry, m_rate, m_tau_min
        FROM -150 TO 100 WITH 16000
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    x = m_valence*(v - m_rate_half)
    m_tau = m_tau_min + exp(m_asymmetry*x)/(m_rate*(1 + exp(x)))
}
