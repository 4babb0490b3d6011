TITLE h channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m.
Source:
  Kole, Hallermann & Stuart 2006, J Neurosci 26:1677, as in
  Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB 139653 (Ih).
Changes:
  Removable singularity by its series; voltage is not written.
Temperature:
  None in the source.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_ih
    NONSPECIFIC_CURRENT i
    RANGE gbar, ehd, g, m_inf, m_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    ehd = -45 (mV)            : 139653
    m_open_half = -154.9 (mV) : 139653
    m_open_slope = 11.9 (mV)  : 139653
    m_open = 0.00643 (/ms/mV) : 139653
    m_close = 0.193 (/ms)     : 139653
    m_close_slope = 33.1 (mV) : 139653
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
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
    CONDUCTANCE g
    SOLVE gates METHOD cnexp
    g = gbar*m
    i = g*(v - ehd)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL a, b
    TABLE m_inf, m_tau
        DEPEND m_open_half, m_open_slope, m_open, m_close, m_close_slope
        FROM -150 TO 100 WITH 16000
    a = m_open*linoid(m_open_half - v, m_open_slope)
    b = m_close*exp(v/m_close_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
