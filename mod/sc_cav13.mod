TITLE L-type calcium channel Cav1.3

COMMENT
Model:
  Hodgkin-Huxley form, m^2 h; m_tau has a maximum near the half activation.
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Churchill & Macvicar 1998, J Neurophysiol 79:635, shifted to Xu & Lipscombe 2001,
  J Neurosci 21:5944 (activation); Kasai & Neher 1992, J Physiol 448:161 (its time constant);
  Bell et al 2001, J Neurophysiol 85:816 (inactivation),
  as in Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (cal13).
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  gbar in place of a permeability; calcium enters the one pool of calcium.
Temperature:
  The source divides the time constants by 2 at 35 C and by 1 at room temperature (22-25 C).
  Elsewhere speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 1.70 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_cav13
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
    m_half = -33 (mV)         : Xu 2001, as in 237653
    m_slope = 6.7 (mV)        : Xu 2001, as in 237653
    m_tau_min = 0.06 (ms)     : at t_ref, Kasai 1992, as in 237653
    m_tau_scale = 1 (ms)      : at t_ref, Kasai 1992, as in 237653
    m_fall_half = 10 (mV)     : Kasai 1992, as in 237653
    m_fall_slope = 20 (mV)    : Kasai 1992, as in 237653
    m_rise_half = -17 (mV)    : Kasai 1992, as in 237653
    m_rise_slope = 48 (mV)    : Kasai 1992, as in 237653
    h_half = -13.4 (mV)       : Bell 2001, as in 237653
    h_slope = 11.9 (mV)       : Bell 2001, as in 237653
    h_tau_ref = 44.3 (ms)     : at t_ref, Lindroos 2018
    speed_35 = 2 (1)          : at 35 C, Lindroos 2018
    t_ref = 22 (degC)         : ASSUMED: lower end of "22-25 C"
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
    LOCAL speed, fall, rise
    TABLE m_inf, m_tau, h_inf, h_tau
        DEPEND celsius, m_half, m_slope, m_tau_min, m_tau_scale, m_fall_half, m_fall_slope,
            m_rise_half, m_rise_slope, h_half, h_slope, h_tau_ref, speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    fall = exp((v - m_fall_half)/m_fall_slope)
    rise = exp((m_rise_half - v)/m_rise_slope)
    m_tau = (m_tau_min + m_tau_scale/(fall + rise))/speed
    h_inf = 1/(1 + exp((v - h_half)/h_slope))
    h_tau = h_tau_ref/speed
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
