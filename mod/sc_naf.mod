TITLE Fast sodium channel of medium spiny neurons

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h. The time constant of h is a line below h_switch, where it jumps by
  2 % (source).
Source:
  Ogata & Tatebayashi 1990, Pflugers Arch 416:594,
  as in Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (naf).
Changes:
  Modulation by PKA left out.
Temperature:
  The source divides the time constants by 1.8 at 35 C. Elsewhere
  speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 1.57 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_naf
    USEION na READ ena WRITE ina
    RANGE gbar, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9>    : ASSUMED: none unless set
    m_half = -25 (mV)            : 237653
    m_slope = 9.2 (mV)           : 237653
    h_half = -62 (mV)            : 237653
    h_slope = 6 (mV)             : 237653
    m_tau_min = 0.38 (ms)        : at t_ref, 237653
    m_rate_half = -58 (mV)       : 237653
    m_up = 0.6 (/ms)             : 237653
    m_up_slope = 8 (mV)          : 237653
    m_down = 1.8 (/ms)           : 237653
    m_down_slope = 35 (mV)       : 237653
    h_switch = -60 (mV)          : 237653
    h_line = 3.4 (ms)            : at t_ref and 0 mV, 237653
    h_line_slope = 0.015 (ms/mV) : 237653
    h_tau_min = 0.56 (ms)        : at t_ref, 237653
    h_tau_half = -48 (mV)        : 237653
    h_tau_wide = 1.1 (ms)        : 237653
    h_wide_slope = 15 (mV)       : 237653
    h_tau_steep = 1.2 (ms)       : 237653
    h_steep_slope = 4 (mV)       : 237653
    speed_35 = 1.8 (1)           : at 35 C, 237653
    t_ref = 22 (degC)            : recordings, 237653
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
    h_tau_above (ms)
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
    h_tau = h_tau_above
    if (v < h_switch) {
        h_tau = (h_line + h_line_slope*v)/speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    }
}

PROCEDURE curves(v (mV)) { : h_tau_above without the line
    LOCAL speed, x
    TABLE m_inf, m_tau, h_inf, h_tau_above
        DEPEND celsius, m_half, m_slope, h_half, h_slope, m_tau_min, m_rate_half, m_up, m_up_slope,
               m_down, m_down_slope, h_tau_min, h_tau_half, h_tau_wide, h_wide_slope, h_tau_steep,
               h_steep_slope, speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    x = v - m_rate_half
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = (m_tau_min + 1/(m_up*exp(x/m_up_slope) + m_down*exp(-x/m_down_slope)))/speed
    x = v - h_tau_half
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau_above = (h_tau_min + h_tau_wide/(1 + exp(x/h_wide_slope))
                   + h_tau_steep/(1 + exp(x/h_steep_slope)))/speed
}
