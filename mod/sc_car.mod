TITLE R-type calcium channel (Cav2.3) of CA1 dendrites and spines

COMMENT
Model:
  Hodgkin-Huxley form, m^3 h, both time constants independent of voltage. The driving force is the
  Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope form), so gbar is a
  conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Gates: Magee & Johnston 1995, J Physiol 487:67 (10.1113/jphysiol.1995.sp020862), as in
  Sterratt et al 2012 (10.1371/journal.pcbi.1002545), ModelDB 144490 (car_mag).
  Driving force: Sterratt et al 2012.
Changes:
  Gates as DERIVATIVE instead of KINETIC.
  The Boltzmann curve of activation that Magee & Johnston fitted, half at 3 mV with slope 8.3 mV, is
  that of the conductance; m^3 with m_half = -11.9 and m_slope = 10.5 equals it within 0.03 between
  -60 and 40 mV (ModelDB 144490 cubes a gate of half 3 mV, so that the conductance is half at 14 mV;
  Chindemi et al 2022, 10.1038/s41467-022-30214-w, refit m^2 as here).
  Both gates then move by `shift`: the curves were measured in 20 mM barium, which screens more
  surface charge than 2 mM calcium. ASSUMED -10 mV, with which 0.35-0.5 of the channels open at the
  peak of a back-propagating action potential in CA1 spines; measured about 0.5 (Sabatini &
  Svoboda 2000, 10.1038/35046076).
Temperature:
  Q10 3 from 22 C for both time constants (Sterratt et al 2012).
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_car
    USEION ca READ cai, cao WRITE ica
    RANGE gbar, open, m_inf, h_inf, m_tau, h_tau
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
    gbar = 0 (S/cm2) <0, 1e9> : ASSUMED: none unless set; per-spine totals differ 50-fold in models
    m_half = -11.9 (mV)       : from Magee & Johnston 1995, see Changes
    m_slope = 10.5 (mV)       : from Magee & Johnston 1995, see Changes
    m_tau_ref = 0.92 (ms)     : at 22 C, Magee & Johnston 1995
    h_half = -39 (mV)         : Magee & Johnston 1995
    h_slope = 9.2 (mV)        : Magee & Johnston 1995
    h_tau_ref = 53 (ms)       : at 22 C, Magee & Johnston 1995
    shift = -10 (mV)          : ASSUMED, of both gates, see Changes
    q10 = 3 (1)               : Sterratt et al 2012
    t_ref = 22 (degC)         : Magee & Johnston 1995
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
    LOCAL speed
    speed = q10^((celsius - t_ref)/10 (degC))
    m_tau = m_tau_ref/speed
    h_tau = h_tau_ref/speed
    rates(v)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    open = m*m*m*h
    ica = gbar*open*ghk_drive(v, cai, cao)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
}

PROCEDURE rates(v (mV)) {
    m_inf = 1/(1 + exp((m_half + shift - v)/m_slope))
    h_inf = 1/(1 + exp((v - h_half - shift)/h_slope))
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
