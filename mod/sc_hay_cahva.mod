TITLE High-voltage-activated calcium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h.
  The driving force is v - eca, eca by Nernst: the densities of the source were fitted with it.
Source:
  Reuveni, Friedman, Amitai & Gutnick 1993, J Neurosci 13:4609, as in
  Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB 139653 (Ca_HVA).
Changes:
  Removable singularity by its series; voltage is not written.
Temperature:
  None in the source.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_cahva
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
    m_open_half = -27 (mV)    : 139653
    m_open_slope = 3.8 (mV)   : 139653
    m_open = 0.055 (/ms/mV)   : 139653
    m_close_half = -75 (mV)   : 139653
    m_close_slope = 17 (mV)   : 139653
    m_close = 0.94 (/ms)      : 139653
    h_open_half = -13 (mV)    : 139653
    h_open_slope = 50 (mV)    : 139653
    h_open = 4.57e-4 (/ms)    : 139653
    h_close_half = -15 (mV)   : 139653
    h_close_slope = 28 (mV)   : 139653
    h_close = 0.0065 (/ms)    : 139653
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
    LOCAL a, b
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND m_open_half, m_open_slope, m_open, m_close_half, m_close_slope, m_close,
            h_open_half, h_open_slope, h_open, h_close_half, h_close_slope, h_close
        FROM -150 TO 100 WITH 16000
    a = m_open*linoid(v - m_open_half, m_open_slope)
    b = m_close*exp((m_close_half - v)/m_close_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)

    a = h_open*exp((h_open_half - v)/h_open_slope)
    b = h_close/(1 + exp((h_close_half - v)/h_close_slope))
    h_inf = a/(a + b)
    h_tau = 1/(a + b)
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
