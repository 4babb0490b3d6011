TITLE M-type potassium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m, with two exponential rates.
Source:
  Adams, Brown & Constanti 1982, J Physiol 330:537, as in Hay et al 2011
  (10.1371/journal.pcbi.1002107), ModelDB 139653 (Im).
Changes:
  None.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_im
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
    m_half = -35 (mV)         : 139653
    m_slope = 10 (mV)         : 139653
    m_rate = 0.0033 (/ms)     : 139653
    q10 = 2.3 (1)             : 139653
    t_ref = 21 (degC)         : 139653
}

ASSIGNED {
    v (mV)
    celsius (degC)
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
    LOCAL speed, a, b
    TABLE m_inf, m_tau
        DEPEND celsius, m_half, m_slope, m_rate, q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    a = m_rate*exp((v - m_half)/m_slope)
    b = m_rate*exp((m_half - v)/m_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)/speed
}
