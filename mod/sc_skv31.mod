TITLE Fast delayed-rectifier potassium channel Kv3.1

COMMENT
Model:
  Hodgkin-Huxley form, m.
Source:
  Rettig et al 1992, EMBO J 11:2473, as in Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB
  139653 (SKv3_1).
Changes:
  None.
Temperature:
  None in the source.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_skv31
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
    m_half = 18.7 (mV)        : 139653
    m_slope = 9.7 (mV)        : 139653
    m_tau_max = 4 (ms)        : 139653
    m_tau_half = -46.56 (mV)  : 139653
    m_tau_slope = 44.14 (mV)  : 139653
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
    TABLE m_inf, m_tau
        DEPEND m_half, m_slope, m_tau_max, m_tau_half, m_tau_slope
        FROM -150 TO 100 WITH 16000
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_tau_max/(1 + exp((m_tau_half - v)/m_tau_slope))
}
