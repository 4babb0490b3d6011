TITLE Fast A-type potassium channel (Kv4.2) of medium spiny neurons

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h, each gate with two sigmoid rates.
Source:
  Tkatch et al 2000, J Neurosci 20:579,
  as in Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (kaf).
Changes:
  Modulation by PKA left out.
Temperature:
  The source divides the time constants by 2 at 35 C. Elsewhere
  speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 1.70 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_kaf
    USEION k READ ek WRITE ik
    RANGE gbar, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    m_open = 1.5 (/ms)        : 237653
    m_open_half = 4 (mV)      : 237653
    m_open_slope = 17 (mV)    : 237653
    m_close = 0.6 (/ms)       : 237653
    m_close_half = 10 (mV)    : 237653
    m_close_slope = 9 (mV)    : 237653
    h_leave = 0.105 (/ms)     : 237653
    h_leave_half = -121 (mV)  : 237653
    h_leave_slope = 22 (mV)   : 237653
    h_enter = 0.065 (/ms)     : 237653
    h_enter_half = -55 (mV)   : 237653
    h_enter_slope = 11 (mV)   : 237653
    speed_35 = 2 (1)          : at 35 C, 237653
    t_ref = 22 (degC)         : recordings, 237653
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ek (mV)
    ik (mA/cm2)
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
    CONDUCTANCE g USEION k
    SOLVE gates METHOD cnexp
    g = gbar*m*m*h
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL speed, a, b
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, m_open, m_open_half, m_open_slope, m_close, m_close_half, m_close_slope,
               h_leave, h_leave_half, h_leave_slope, h_enter, h_enter_half, h_enter_slope,
               speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    a = m_open/(1 + exp((m_open_half - v)/m_open_slope))
    b = m_close/(1 + exp((v - m_close_half)/m_close_slope))
    m_inf = a/(a + b)
    m_tau = 1/(a + b)/speed
    a = h_leave/(1 + exp((v - h_leave_half)/h_leave_slope))
    b = h_enter/(1 + exp((h_enter_half - v)/h_enter_slope))
    h_inf = a/(a + b)
    h_tau = 1/(a + b)/speed
}
