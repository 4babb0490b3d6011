TITLE P/Q-type calcium channel Cav2.1 of hippocampal mossy fibre boutons

COMMENT
Model:
  Six states in a line, c0 = c1 = c2 = c3 = c4 = o, without inactivation. Step i of the first four
  goes forward with ai_0 exp(v/vi) and back with bi_0 exp(-v/vi); the last one does not depend on
  voltage.
  The driving force is the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage (slope
  form), so gbar is a conductance:
    G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2.
Source:
  Li, Bischofberger & Jonas 2007, J Neurosci 27:13420, six-state scheme, rates as in ModelDB 267617
  (mfbpqca).
  Driving force: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  gbar in place of a conductance with a reversal potential (267617 also multiplies the current by
  1e-3, although it is in mA/cm2 without).
  b2_0 is that of the N-type channel in every copy seen; it may be a slip of the source.
Temperature:
  The source has none (room temperature; about 23 C in Bischofberger et al 2002, J Neurosci
  22:10593, 10.1523/JNEUROSCI.22-24-10593.2002). All rates are multiplied by
  speed_34^((T - t_ref)/(34 - t_ref)), a Q10 of 1.88: ASSUMED, the factor with which Bartol et al
  2015 (10.3389/fnsyn.2015.00017) bring the channels of the same boutons to 34 C. speed_34 = 1
  leaves the rates as printed.
Units:
  g in S/cm2, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_cav21_li
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
    gbar = 0 (S/cm2) <0, 1e9>    : ASSUMED: none unless set
    a1_0 = 5.89 (/ms)            : forward at 0 mV, Li 2007, as in 267617
    b1_0 = 14.99 (/ms)           : backward at 0 mV, Li 2007, as in 267617
    v1 = 62.61 (mV)              : Li 2007, as in 267617
    a2_0 = 9.21 (/ms)            : forward at 0 mV, Li 2007, as in 267617
    b2_0 = 6.63 (/ms)            : backward at 0 mV, Li 2007, as in 267617
    v2 = 33.92 (mV)              : Li 2007, as in 267617
    a3_0 = 5.2 (/ms)             : forward at 0 mV, Li 2007, as in 267617
    b3_0 = 132.8 (/ms)           : backward at 0 mV, Li 2007, as in 267617
    v3 = 135.08 (mV)             : Li 2007, as in 267617
    a4_0 = 1823.18 (/ms)         : forward at 0 mV, Li 2007, as in 267617
    b4_0 = 248.58 (/ms)          : backward at 0 mV, Li 2007, as in 267617
    v4 = 20.86 (mV)              : Li 2007, as in 267617
    a5_0 = 247.71 (/ms)          : opening, Li 2007, as in 267617
    b5_0 = 8.28 (/ms)            : closing, Li 2007, as in 267617
    speed_34 = 2 (1) <1e-9, 1e9> : at 34 C, ASSUMED as Bartol 2015 for Bischofberger 2002
    t_ref = 23 (degC)            : Bischofberger 2002, the same laboratory and preparation
    co_ref = 2 (mM) <1e-9, 1e9>  : calcium outside at which gbar is meant; physiological saline
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
    a5 (/ms)
    b5 (/ms)
}

STATE {
    c0
    c1
    c2
    c3
    c4
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
    ~ c3 <-> c4 (a4, b4)
    ~ c4 <-> o (a5, b5)
    CONSERVE c0 + c1 + c2 + c3 + c4 + o = 1
}

PROCEDURE rates(v (mV)) {
    LOCAL speed, grow
    speed = speed_34^((celsius - t_ref)/(34 (degC) - t_ref))
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
    a5 = speed*a5_0
    b5 = speed*b5_0
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
