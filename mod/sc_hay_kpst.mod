TITLE Persistent potassium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h. junction corrects the voltages of the measurement. m_tau has two
  branches that meet at m_tau_switch.
Source:
  Korngreen & Sakmann 2000, J Physiol 525:621, as in
  Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB 139653 (K_Pst).
Changes:
  Voltage is not written.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_kpst
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
    junction = 10 (mV)        : liquid junction potential, 139653
    m_half = -1 (mV)          : 139653
    m_slope = 12 (mV)         : 139653
    m_tau_min = 1.25 (ms)     : at 21 C, 139653
    m_tau_low = 175.03 (ms)   : at 21 C, 139653
    m_tau_high = 13 (ms)      : at 21 C, 139653
    m_tau_rate = 0.026 (/mV)  : 139653
    m_tau_switch = -50 (mV)   : 139653
    h_half = -54 (mV)         : 139653
    h_slope = 11 (mV)         : 139653
    h_tau_min = 360 (ms)      : at 21 C, 139653
    h_tau_bell = 1010 (ms)    : at 21 C, 139653
    h_tau_skew = 24 (ms/mV)   : at 21 C, 139653
    h_tau_skew_at = -55 (mV)  : 139653
    h_tau_centre = -75 (mV)   : 139653
    h_tau_width = 48 (mV)     : 139653
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
    LOCAL speed, x, bell
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, junction, m_half, m_slope, m_tau_min, m_tau_low, m_tau_high,
            m_tau_rate, m_tau_switch, h_half, h_slope, h_tau_min, h_tau_bell, h_tau_skew,
            h_tau_skew_at, h_tau_centre, h_tau_width, q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    x = v + junction
    m_inf = 1/(1 + exp((m_half - x)/m_slope))
    if (x < m_tau_switch) {
        m_tau = (m_tau_min + m_tau_low*exp(m_tau_rate*x))/speed
    } else {
        m_tau = (m_tau_min + m_tau_high*exp(-m_tau_rate*x))/speed
    }
    h_inf = 1/(1 + exp((x - h_half)/h_slope))
    bell = exp(-((x - h_tau_centre)/h_tau_width)^2)
    h_tau = (h_tau_min + (h_tau_bell + h_tau_skew*(x - h_tau_skew_at))*bell)/speed
}
