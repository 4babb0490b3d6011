TITLE T-type calcium channel Cav3.1

COMMENT
Model:
  Hodgkin-Huxley form, m h.
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Traboulsie et al 2007, J Physiol 578:159, as in O'Donnell, Nolan & van Rossum 2011,
  J Neurosci 31:16142, ModelDB 144463.
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  A floor under m_tau: the fitted curve falls below zero above +15.3 mV.
  gbar in place of a permeability.
Temperature:
  None in the source.
Limits:
  h_tau is fitted to depolarised voltages. It is 0.3 s at -65 mV but 2 min at -100 mV: recovery
  from inactivation at strong hyperpolarisation is not described.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_cav31
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
    gbar = 0 (S/cm2) <0, 1e9>  : ASSUMED: none unless set
    m_half = -42.92 (mV)       : Traboulsie 2007, as in 144463
    m_slope = 5.163 (mV)       : Traboulsie 2007, as in 144463
    m_tau_offset = -0.856 (ms) : Traboulsie 2007, as in 144463
    m_tau_scale = 1.494 (ms)   : Traboulsie 2007, as in 144463
    m_tau_slope = 27.41 (mV)   : Traboulsie 2007, as in 144463
    m_tau_min = 0.1 (ms)       : floor, ASSUMED: reached at +12 mV
    h_half = -72.91 (mV)       : Traboulsie 2007, as in 144463
    h_slope = 4.576 (mV)       : Traboulsie 2007, as in 144463
    h_tau_offset = 9.99 (ms)   : Traboulsie 2007, as in 144463
    h_tau_scale = 0.00288 (ms) : Traboulsie 2007, as in 144463
    h_tau_slope = 5.599 (mV)   : Traboulsie 2007, as in 144463
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
    open = m*h
    ica = gbar*open*ghk_drive(v, cai, cao)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND m_half, m_slope, m_tau_offset, m_tau_scale, m_tau_slope, m_tau_min, h_half,
            h_slope, h_tau_offset, h_tau_scale, h_tau_slope
        FROM -150 TO 100 WITH 16000
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = at_least(m_tau_offset + m_tau_scale*exp(-v/m_tau_slope), m_tau_min)
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = h_tau_offset + h_tau_scale*exp(-v/h_tau_slope)
}

FUNCTION at_least(x (ms), floor_ms (ms)) (ms) {
    if (x < floor_ms) {
        at_least = floor_ms
    } else {
        at_least = x
    }
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
