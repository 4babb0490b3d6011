TITLE Low-voltage-activated calcium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h. junction corrects the voltages of the measurement.
  The driving force is v - eca, eca by Nernst: the densities of the source were fitted with it.
Source:
  Avery & Johnston 1996, J Neurosci 16:5567 (steady states); Randall & Tsien 1997,
  Neuropharmacology 36:879 (time constants), as in Hay et al 2011 (10.1371/journal.pcbi.1002107),
  ModelDB 139653 (Ca_LVAst).
Changes:
  Voltage is not written.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_calva
    USEION ca READ eca WRITE ica
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
    m_half = -30 (mV)         : 139653
    m_slope = 6 (mV)          : 139653
    m_tau_short = 5 (ms)      : at 21 C, 139653
    m_tau_extra = 20 (ms)     : at 21 C, 139653
    m_tau_half = -25 (mV)     : 139653
    m_tau_slope = 5 (mV)      : 139653
    h_half = -80 (mV)         : 139653
    h_slope = 6.4 (mV)        : 139653
    h_tau_short = 20 (ms)     : at 21 C, 139653
    h_tau_extra = 50 (ms)     : at 21 C, 139653
    h_tau_half = -40 (mV)     : 139653
    h_tau_slope = 7 (mV)      : 139653
    q10 = 2.3 (1)             : 139653
    t_ref = 21 (degC)         : 139653
}

ASSIGNED {
    v (mV)
    celsius (degC)
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
    LOCAL speed, x
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, junction, m_half, m_slope, m_tau_short, m_tau_extra, m_tau_half,
            m_tau_slope, h_half, h_slope, h_tau_short, h_tau_extra, h_tau_half, h_tau_slope,
            q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    x = v + junction
    m_inf = 1/(1 + exp((m_half - x)/m_slope))
    m_tau = (m_tau_short + m_tau_extra/(1 + exp((x - m_tau_half)/m_tau_slope)))/speed
    h_inf = 1/(1 + exp((x - h_half)/h_slope))
    h_tau = (h_tau_short + h_tau_extra/(1 + exp((x - h_tau_half)/h_tau_slope)))/speed
}
