TITLE Inwardly rectifying potassium channel of medium spiny neurons

COMMENT
Model:
  One gate m, open at negative voltages.
Source:
  Steephen & Manchanda 2009, J Comput Neurosci 27:453,
  as in Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (kir).
Changes:
  Modulation by PKA left out.
Temperature:
  The source divides the time constants by 3 at 35 C. Elsewhere
  speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 2.33 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_kir
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
    m_half = -102 (mV)        : 237653
    m_slope = 13 (mV)         : 237653
    m_open = 0.1 (/ms)        : 237653
    m_open_half = -60 (mV)    : 237653
    m_open_slope = 14 (mV)    : 237653
    m_close = 0.27 (/ms)      : 237653
    m_close_half = -31 (mV)   : 237653
    m_close_slope = 23 (mV)   : 237653
    speed_35 = 3 (1)          : at 35 C, 237653
    t_ref = 22 (degC)         : ASSUMED: room temperature in source
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
        DEPEND celsius, m_half, m_slope, m_open, m_open_half, m_open_slope, m_close, m_close_half,
               m_close_slope, speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    a = m_open*exp((m_open_half - v)/m_open_slope)
    b = m_close/(1 + exp((m_close_half - v)/m_close_slope))
    m_inf = 1/(1 + exp((v - m_half)/m_slope))
    m_tau = 1/(a + b)/speed
}
