TITLE Delayed-rectifier potassium channel of medium spiny neurons

COMMENT
Model:
  One gate m.
Source:
  Migliore et al 1999, J Comput Neurosci 7:5 (CA1),
  as in Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (kdr).
Changes:
  None.
Temperature:
  The source divides the time constants by 3 at 35 C. Elsewhere
  speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 2.33 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_msn_kdr
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
    m_half = -13 (mV)         : 237653
    m_slope = 9.09 (mV)       : 237653
    m_tau_scale = 50 (ms)     : at t_ref, 237653
    m_tau_slope = 12.5 (mV)   : 237653
    speed_35 = 3 (1)          : at 35 C, 237653
    t_ref = 22 (degC)         : recordings, 237653
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
    LOCAL speed
    TABLE m_inf, m_tau
        DEPEND celsius, m_half, m_slope, m_tau_scale, m_tau_slope, speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_tau_scale*exp((m_half - v)/m_tau_slope)*m_inf/speed
}
