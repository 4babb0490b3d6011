TITLE P/Q-type calcium channel Cav2.1

COMMENT
Model:
  Hodgkin-Huxley form, m^2, without inactivation; m_tau is independent of voltage.
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Churchill & Macvicar 1998, J Neurophysiol 79:635 (activation); Randall & Tsien 1995,
  J Neurosci 15:2995 (its time constant), as in
  Lindroos et al 2018 (10.3389/fncir.2018.00003), ModelDB 237653 (caq).
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  gbar in place of a permeability.
Temperature:
  The source divides the time constants by 3 at 35 C and by 1 at room temperature (22 C).
  Elsewhere speed_35^((T - t_ref)/(35 - t_ref)), a Q10 of 2.33 (ASSUMED exponential).
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_cav21
    USEION ca READ cai, cao WRITE ica
    RANGE gbar, open, m_inf, m_tau
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
    m_half = -16.3 (mV)       : Churchill 1998, as in 237653
    m_slope = 7.9 (mV)        : Churchill 1998, as in 237653
    m_tau_ref = 2.26 (ms)     : at t_ref, Randall 1995, as in 237653
    speed_35 = 3 (1)          : at 35 C, Lindroos 2018
    t_ref = 22 (degC)         : Randall 1995, as in 237653
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
    SOLVE gates METHOD cnexp
    open = m*m
    ica = gbar*open*ghk_drive(v, cai, cao)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL speed
    TABLE m_inf, m_tau
        DEPEND celsius, m_half, m_slope, m_tau_ref, speed_35, t_ref
        FROM -150 TO 100 WITH 16000
    speed = speed_35^((celsius - t_ref)/(35 (degC) - t_ref))
    m_inf = 1/(1 + exp((m_half - v)/m_slope))
    m_tau = m_tau_ref/speed
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
