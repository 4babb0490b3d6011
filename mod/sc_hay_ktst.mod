TITLE Transient potassium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^4 h. junction corrects the voltages of the measurement.
Source:
  Korngreen & Sakmann 2000, J Physiol 525:621, as in
  Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB 139653 (K_Tst).
Changes:
  Voltage is not written.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_ktst
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
    m_half = 0 (mV)           : 139653
    m_slope = 19 (mV)         : 139653
    m_tau_min = 0.34 (ms)     : at 21 C, 139653
    m_tau_bell = 0.92 (ms)    : at 21 C, 139653
    m_tau_centre = -71 (mV)   : 139653
    m_tau_width = 59 (mV)     : 139653
    h_half = -66 (mV)         : 139653
    h_slope = 10 (mV)         : 139653
    h_tau_min = 8 (ms)        : at 21 C, 139653
    h_tau_bell = 49 (ms)      : at 21 C, 139653
    h_tau_centre = -73 (mV)   : 139653
    h_tau_width = 23 (mV)     : 139653
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
    g = gbar*m*m*m*m*h
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL speed, x
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, junction, m_half, m_slope, m_tau_min, m_tau_bell, m_tau_centre,
            m_tau_width, h_half, h_slope, h_tau_min, h_tau_bell, h_tau_centre, h_tau_width,
            q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    x = v + junction
    m_inf = 1/(1 + exp((m_half - x)/m_slope))
    m_tau = (m_tau_min + m_tau_bell*exp(-((x - m_tau_centre)/m_tau_width)^2))/speed
    h_inf = 1/(1 + exp((x - h_half)/h_slope))
    h_tau = (h_tau_min + h_tau_bell*exp(-((x - h_tau_centre)/h_tau_width)^2))/speed
}
