TITLE All calcium channels of hippocampal mossy fibre boutons together (mostly Cav2.1)

COMMENT
Model:
  Five states in a line, c0 = c1 = c2 = c3 = o, without inactivation. Step i goes forward with
  ai_0 exp(v/vi) and back with bi_0 exp(-v/vi). The scheme was fitted to the whole current of a
  bouton: two thirds P/Q-type, a quarter N-type, the rest R-type (Li et al 2007).
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Bischofberger, Geiger & Jonas 2002, J Neurosci 22:10593 (10.1523/JNEUROSCI.22-24-10593.2002), as
  brought to 34 C by Bartol et al 2015 (10.3389/fnsyn.2015.00017).
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  gbar with the driving force of the other calcium channels, in place of an ion flux per channel
  with constants of its own.
Temperature:
  All rates are multiplied by speed_23^((t_ref - T)/(t_ref - 23)), a Q10 of 1.88.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_cav2_bischofberger
    USEION ca READ cai, cao WRITE ica
    RANGE gbar, open
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
    gbar = 0 (S/cm2) <0, 1e9>      : ASSUMED: none unless set
    a1_0 = 8.08 (/ms)              : forward at 0 mV and t_ref, Bartol 2015
    b1_0 = 5.76 (/ms)              : backward at 0 mV and t_ref, Bartol 2015
    v1 = 49.14 (mV)                : Bischofberger 2002, as in Bartol 2015
    a2_0 = 13.4 (/ms)              : forward at 0 mV and t_ref, Bartol 2015
    b2_0 = 12.6 (/ms)              : backward at 0 mV and t_ref, Bartol 2015
    v2 = 42.08 (mV)                : Bischofberger 2002, as in Bartol 2015
    a3_0 = 8.78 (/ms)              : forward at 0 mV and t_ref, Bartol 2015
    b3_0 = 16.3 (/ms)              : backward at 0 mV and t_ref, Bartol 2015
    v3 = 55.31 (mV)                : Bischofberger 2002, as in Bartol 2015
    a4_0 = 34.7 (/ms)              : forward at 0 mV and t_ref, Bartol 2015
    b4_0 = 3.68 (/ms)              : backward at 0 mV and t_ref, Bartol 2015
    v4 = 26.55 (mV)                : Bischofberger 2002, as in Bartol 2015
    speed_23 = 0.5 (1) <1e-9, 1e9> : at 23 C, Bartol 2015 doubles the rates printed for 23 C
    t_ref = 34 (degC)              : Bartol 2015
    co_ref = 2 (mM) <1e-9, 1e9>    : calcium outside at which gbar is meant; physiological saline
}

ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    cao (mM)
    ica (mA/cm2)
    open (1)
    a1 (/ms)
    b1 (/ms)
    a2 (/ms)
    b2 (/ms)
    a3 (/ms)
    b3 (/ms)
    a4 (/ms)
    b4 (/ms)
}

STATE {
    c0
    c1
    c2
    c3
    o
}

INITIAL {
    SOLVE gating STEADYSTATE sparse
    open = o
}

BREAKPOINT {
    SOLVE gating METHOD sparse
    open = o
    ica = gbar*open*ghk_drive(v, cai, cao)
}

KINETIC gating {
    rates(v)
    ~ c0 <-> c1 (a1, b1)
    ~ c1 <-> c2 (a2, b2)
    ~ c2 <-> c3 (a3, b3)
    ~ c3 <-> o (a4, b4)
    CONSERVE c0 + c1 + c2 + c3 + o = 1
}

PROCEDURE rates(v (mV)) {
    LOCAL speed, grow
    speed = speed_23^((celsius - t_ref)/(23 (degC) - t_ref))
    grow = exp(v/v1)
    a1 = speed*a1_0*grow
    b1 = speed*b1_0/grow
    grow = exp(v/v2)
    a2 = speed*a2_0*grow
    b2 = speed*b2_0/grow
    grow = exp(v/v3)
    a3 = speed*a3_0*grow
    b3 = speed*b3_0/grow
    grow = exp(v/v4)
    a4 = speed*a4_0*grow
    b4 = speed*b4_0/grow
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
