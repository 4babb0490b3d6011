TITLE Transient sodium channel of basal dendrites of layer-5 pyramidal cells

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h.
Source:
  Mainen, Joerges, Huguenard & Sejnowski 1995, Neuron 15:1427, with the faster inactivation of Acker
  & Antic 2009, J Neurophysiol 101:1524 (10.1152/jn.00651.2007), ModelDB 117207 (na).
Changes:
  The shift of 10 mV that the model cell sets (vshift_na = -10) is in the half voltages; removable
  singularities by their series.
Temperature:
  Q10 2.3 from 23 C for the time constants.
Tables:
  A point each 1/64 mV: the curves from -150 to 100 mV, held beyond. Formulas instead of tables:
  usetable_sc_acker_na = 0.
Units:
  g in S/cm2, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_acker_na
    USEION na READ ena WRITE ina
    RANGE gbar, g, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    m_half = -25 (mV)         : -35 and the shift, 117207
    m_slope = 9 (mV)          : 117207
    m_open = 0.182 (/ms/mV)   : 117207
    m_close = 0.124 (/ms/mV)  : 117207
    h_half = -55 (mV)         : -65 and the shift, 117207
    h_slope = 6 (mV)          : 117207
    h_leave = 0.024 (/ms/mV)  : rate of recovery, 117207
    h_enter = 0.02 (/ms/mV)   : rate of inactivation, 117207
    q10 = 2.3 (1)             : 117207
    t_ref = 23 (degC)         : 117207
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
        DEPEND celsius, m_half, m_slope, m_open, m_close, h_half, h_slope, h_leave, h_enter,
               q10, t_ref
        FROM -150 TO 100 WITH 16000
    speed = q10^((celsius - t_ref)/10 (degC))
    a = m_open*linoid(v - m_half, m_slope)
    b = m_close*linoid(m_half - v, m_slope)
    m_inf = a/(a + b)
    m_tau = 1/(a + b)/speed

    a = h_leave*linoid(h_half - v, h_slope)
    b = h_enter*linoid(v - h_half, h_slope)
    h_inf = a/(a + b)
    h_tau = 1/(a + b)/speed
}

FUNCTION linoid(x (mV), k (mV)) (mV) { : x/(1 - exp(-x/k)), with its series about x = 0
    if (fabs(x/k) < 1e-3) {
        linoid = k*(1 + x/k/2 + (x/k)^2/12)
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
