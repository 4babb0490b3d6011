TITLE R-type calcium channel (Cav2.3), Magee & Johnston refitted with two gates

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h, both time constants independent of voltage.
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Chindemi et al 2022 (10.1038/s41467-022-30214-w), a refit of Magee & Johnston 1995,
  J Physiol 487:67 (10.1113/jphysiol.1995.sp020862).
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  gbar in place of a number of channels.
Temperature:
  Time constants at 34 C; no Q10 in the source.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_car_chindemi
    USEION ca READ cai, cao WRITE ica
    RANGE gbar, open, m_inf, m_tau, h_inf, h_tau
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set
    m_half = -5.9 (mV)        : Chindemi 2022
    m_slope = 9.5 (mV)        : Chindemi 2022
    m_tau_34 = 1 (ms)         : at 34 C, Chindemi 2022
    h_half = -39 (mV)         : Chindemi 2022
    h_slope = 9.2 (mV)        : Chindemi 2022
    h_tau_34 = 27 (ms)        : at 34 C, Chindemi 2022
    co_ref = 2 (mM) <1e-9, 1e9> : calcium outside at which gbar is meant; physiological saline
}

ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    cao (mM)
    ica (mA/cm2)
    open (1)
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
    SOLVE gates METHOD cnexp
    open = m*m*h
    ica = gbar*open*ghk_drive(v, cai, cao)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND m_half, m_slope, m_tau_34, h_half, h_slope, h_tau_34
        FROM -150 TO 100 WITH 16000
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_tau_34
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = h_tau_34
}

FUNCTION ghk_drive(v (mV), ci (mM), co (mM)) (mV) { : slope form of the GHK flux, z = 2,
    : at fixed permeability: slope 1 at co_ref, in proportion to co
    LOCAL rt_zf, x
    rt_zf = R*(celsius + 273.15)/(2*FARADAY)
    x = v/rt_zf
    ghk_drive = rt_zf*(ci*exp(x) - co)/co_ref*x_over_expm1(x)
}

FUNCTION x_over_expm1(x (1)) (1) { : x/(exp(x) - 1), with its series about x = 0
    if (fabs(x) < 1e-3) {
        x_over_expm1 = 1 - x/2 + x*x/12
    } else {
        x_over_expm1 = x/(exp(x) - 1)
    }
}
