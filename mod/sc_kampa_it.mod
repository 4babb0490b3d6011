TITLE T-type calcium channel of basal dendrites of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h. The driving force is v - eca.
Source:
  Kampa & Stuart 2006, J Neurosci 26:7424 (10.1523/JNEUROSCI.3062-05.2006), ModelDB 108458, and
  Acker & Antic 2009, J Neurophysiol 101:1524, ModelDB 117207 (it, after boostca in both).
Changes:
  The shift of 10 mV of both models (vshift_it) is in the half voltages. eca is by Nernst, fixed at
  140 mV in the source.
Temperature:
  None in the source, 32 to 35 C.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. Formulas instead of tables:
  usetable_sc_kampa_it = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_kampa_it
    USEION ca READ eca WRITE ica
    RANGE gbar, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9>  : ASSUMED: none unless set
    m_half = -55 (mV)          : -45 and the shift, 108458
    m_slope = 7.4 (mV)         : 108458
    m_tau_min = 3 (ms)         : 108458
    m_tau_up_half = -60 (mV)   : -50 and the shift, 108458
    m_tau_up_slope = 20 (mV)   : 108458
    m_tau_down_half = -135 (mV) : -125 and the shift, 108458
    m_tau_down_slope = 15 (mV) : 108458
    h_half = -75 (mV)          : -65 and the shift, 108458
    h_slope = 5 (mV)           : 108458
    h_tau_min = 30 (ms)        : 108458
    h_tau_up_half = -66 (mV)   : -56 and the shift, 108458
    h_tau_up_slope = 4 (mV)    : 108458
    h_tau_down_half = -425 (mV) : -415 and the shift, 108458
    h_tau_down_slope = 50 (mV) : 108458
}

ASSIGNED {
    v (mV)
    eca (mV)
    ica (mA/cm2)
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
    CONDUCTANCE g USEION ca
    SOLVE gates METHOD cnexp
    g = gbar*m*m*h
    ica = g*(v - eca)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND m_half, m_slope, m_tau_min, m_tau_up_half, m_tau_up_slope, m_tau_down_half,
            m_tau_down_slope, h_half, h_slope, h_tau_min, h_tau_up_half, h_tau_up_slope,
            h_tau_down_half, h_tau_down_slope
        FROM -150 TO 100 WITH 16000
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_tau_min + bell(v, m_tau_up_half, m_tau_up_slope, m_tau_down_half, m_tau_down_slope)
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = h_tau_min + bell(v, h_tau_up_half, h_tau_up_slope, h_tau_down_half, h_tau_down_slope)
}

FUNCTION bell(v (mV), up (mV), up_slope (mV), down (mV), down_slope (mV)) (ms) {
    bell = (1 (ms))/(exp((v - up)/up_slope) + exp((down - v)/down_slope))
}
