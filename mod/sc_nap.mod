TITLE Persistent sodium channel of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h. m_tau is six times that of the transient channel.
Source:
  Magistretti & Alonso 1999, J Gen Physiol 114:491, as in Hay et al 2011
  (10.1371/journal.pcbi.1002107), ModelDB 139653 (Nap_Et2).
Changes:
  Removable singularities by their series; voltage is not written.
Temperature:
  Q10 2.3 from 21 C for the time constants. The source fixes the factor of 34 C.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_nap
    USEION na READ ena WRITE ina
    RANGE gbar, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9>  : ASSUMED: none unless set
    m_half = -52.6 (mV)        : 139653
    m_slope = 4.6 (mV)         : 139653
    m_rate_half = -38 (mV)     : time constant, 139653
    m_rate_slope = 6 (mV)      : time constant, 139653
    m_open = 0.182 (/ms/mV)    : 139653
    m_close = 0.124 (/ms/mV)   : 139653
    m_slower = 6 (1)           : than the transient channel, 139653
    h_half = -48.8 (mV)        : 139653
    h_slope = 10 (mV)          : 139653
    h_enter_half = -17 (mV)    : 139653
    h_enter_slope = 4.63 (mV)  : 139653
    h_enter = 2.88e-6 (/ms/mV) : 139653
    h_leave_half = -64.4 (mV)  : 139653
    h_leave_slope = 2.63 (mV)  : 139653
    h_leave = 6.94e-6 (/ms/mV) : 139653
    q10 = 2.3 (1)              : 139653
    t_ref = 21 (degC)          : 139653
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
    LOCAL speed, a, b
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, m_half, m_slope, m_rate_half, m_rate_slope, m_open, m_close, m_slower,
            h_half, h_slope, h_enter_half, h_enter_slope, h_enter, h_leave_half, h_leave_slope,
            h_leave, q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    a = m_open*linoid(v - m_rate_half, m_rate_slope)
    b = m_close*linoid(m_rate_half - v, m_rate_slope)
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_slower/(a + b)/speed

    a = h_enter*linoid(h_enter_half - v, h_enter_slope)
    b = h_leave*linoid(v - h_leave_half, h_leave_slope)
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = 1/(a + b)/speed
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
