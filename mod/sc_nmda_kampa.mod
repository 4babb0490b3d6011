TITLE NMDA receptors of one synapse, ten states with the kinetics of magnesium

COMMENT
Model:
  One binding step of glutamate, and every state twice, without and with magnesium (mg):
    u = c = o         umg = cmg = omg
        c = d1 = d2         cmg = d1mg = d2mg
  o is open. Magnesium binds to every state; both of its rates depend on voltage,
    on  x exp(-2 0.8 (v - 40)/25),  off x exp(2 0.2 (v - 40)/25),
  so that block and unblock take time and the closed blocked receptor is remembered.
  The current splits into calcium and the rest, the two together close to g (v - e) at rest:
    i   = g (1 - f_ca) (v - e)
    ica = g f_ca G(v),  G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2,
  G being the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage. i leaves calcium out,
  so it is counted once.
  An event starts a square pulse of glutamate, glu_peak x weight high and glu_ms long. A pulse that
  starts during another makes one pulse of both: it lasts to the end of the later one, at the
  higher of the two concentrations.
Source:
  Kampa, Clements, Jonas & Stuart 2004, J Physiol 556:337, ModelDB 50207 (nucleated patches of
  layer-5 pyramidal cells).
  Split of the current: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  Starts with magnesium at its equilibrium in the absence of glutamate (source: without any).
  mg is outside magnesium of each synapse. Calcium is split off.
Limits:
  Two cycles of the scheme are out of detailed balance in the source, by factors of 1.5
  (u, c, cmg, umg) and 0.8 (c, o, omg, cmg). The peak open probability is ten times lower than that of
  sc_nmda_popescu: the same current needs a ten times larger gmax.
Temperature:
  None in the source (room temperature).
Units:
  g in uS, currents in nA, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_nmda_kampa
    USEION ca READ cai, cao WRITE ica
    NONSPECIFIC_CURRENT i
    RANGE gmax, mg, f_ca, e, glu_peak, glu_ms, glu, open, g, i, ica
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    FARADAY = (faraday) (kilocoulomb)
    R = (k-mole) (joule/degC)
}

PARAMETER {
    gmax = 5e-4 (uS) <0, 1e9>     : all open, 50207; the peak open probability is 0.03 at most
    mg = 1 (mM) <0, 1e9>          : magnesium outside; ASSUMED: usual bath
    f_ca = 0.1 (1) <0, 1>         : calcium's share, Rodrigues 2023
    e = 5 (mV)                    : reversal potential, 50207
    glu_peak = 1 (mM) <0, 1e9>    : Liu et al 1999, Neuron 22:395, as in Rodrigues 2023
    glu_ms = 1 (ms) <1e-3, 1e9>   : Liu et al 1999, as in Rodrigues 2023

    bind = 10 (/mM/ms)            : glutamate, Kampa 2004
    unbind = 5.6e-3 (/ms)         : Kampa 2004
    opening = 0.01 (/ms)          : Kampa 2004
    closing = 0.273 (/ms)         : Kampa 2004
    into_d1 = 2.2e-3 (/ms)        : fast desensitisation, Kampa 2004
    from_d1 = 1.6e-3 (/ms)        : Kampa 2004
    into_d2 = 4.3e-4 (/ms)        : slow desensitisation, Kampa 2004
    from_d2 = 5e-4 (/ms)          : Kampa 2004

    bind_b = 10 (/mM/ms)          : with magnesium, Kampa 2004
    unbind_b = 0.0171 (/ms)       : with magnesium, Kampa 2004
    opening_b = 0.01 (/ms)        : with magnesium, Kampa 2004
    closing_b = 0.548 (/ms)       : with magnesium, Kampa 2004
    into_d1_b = 2.1e-3 (/ms)      : with magnesium, Kampa 2004
    from_d1_b = 8.7e-4 (/ms)      : with magnesium, Kampa 2004
    into_d2_b = 2.6e-4 (/ms)      : with magnesium, Kampa 2004
    from_d2_b = 4.2e-4 (/ms)      : with magnesium, Kampa 2004

    mg_on_o = 0.05 (/mM/ms)       : magnesium at mg_v, Kampa 2004
    mg_off_o = 12.8 (/ms)         : magnesium at mg_v, Kampa 2004
    mg_on = 5e-5 (/mM/ms)         : to all states but o, Kampa 2004
    mg_off_u = 2.438312e-3 (/ms)  : 50207
    mg_off_c = 5.041915e-3 (/ms)  : 50207
    mg_off_d1 = 2.98874e-3 (/ms)  : 50207
    mg_off_d2 = 2.953408e-3 (/ms) : 50207
    mg_v = 40 (mV)                : where the magnesium rates hold, 50207
    mg_valence = 2 (1)            : 50207
    mg_depth = 0.8 (1)            : share of the field before the site, 50207
    mg_slope = 25 (mV)            : RT/F in the source, 50207
    co_ref = 2 (mM) <1e-9, 1e9> : calcium outside at which f_ca is meant; physiological saline
}

ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    cao (mM)
    i (nA)
    ica (nA)
    g (uS)
    open (1)
    glu (mM)
    pulse_end (ms)
}

STATE {
    u
    c
    d1
    d2
    o
    umg
    cmg
    d1mg
    d2mg
    omg
}

INITIAL {
    LOCAL on, off
    on = mg*mg_on*binding(v)
    off = mg_off_u*unbinding(v)
    u = off/(on + off)
    umg = on/(on + off)
    c = 0
    d1 = 0
    d2 = 0
    o = 0
    cmg = 0
    d1mg = 0
    d2mg = 0
    omg = 0
    glu = 0
    pulse_end = 0
}

BREAKPOINT {
    SOLVE scheme METHOD sparse
    open = o
    g = gmax*open
    i = g*(1 - f_ca)*(v - e)
    ica = g*f_ca*ghk_drive(v, cai, cao)
}

KINETIC scheme {
    LOCAL on, off
    ~ u <-> c (bind*glu, unbind)
    ~ c <-> o (opening, closing)
    ~ c <-> d1 (into_d1, from_d1)
    ~ d1 <-> d2 (into_d2, from_d2)

    ~ umg <-> cmg (bind_b*glu, unbind_b)
    ~ cmg <-> omg (opening_b, closing_b)
    ~ cmg <-> d1mg (into_d1_b, from_d1_b)
    ~ d1mg <-> d2mg (into_d2_b, from_d2_b)

    on = mg*binding(v)
    off = unbinding(v)
    ~ o <-> omg (mg_on_o*on, mg_off_o*off)
    ~ u <-> umg (mg_on*on, mg_off_u*off)
    ~ c <-> cmg (mg_on*on, mg_off_c*off)
    ~ d1 <-> d1mg (mg_on*on, mg_off_d1*off)
    ~ d2 <-> d2mg (mg_on*on, mg_off_d2*off)

    CONSERVE u + c + d1 + d2 + o + umg + cmg + d1mg + d2mg + omg = 1
}

NET_RECEIVE (weight (1)) {
    if (flag == 0) {
        if (weight > 0) {
            glu = higher(glu, weight*glu_peak)
            pulse_end = t + glu_ms
            net_send(glu_ms, 1)
        }
    } else if (t > pulse_end - 1e-6 (ms)) { : an earlier pulse's end is passed over
        glu = 0
    }
}

FUNCTION higher(x (mM), y (mM)) (mM) {
    if (x > y) {
        higher = x
    } else {
        higher = y
    }
}

FUNCTION binding(v (mV)) (1) { : factor on every rate of magnesium binding
    binding = exp(-mg_valence*mg_depth*(v - mg_v)/mg_slope)
}

FUNCTION unbinding(v (mV)) (1) { : factor on every rate of magnesium unbinding
    unbinding = exp(mg_valence*(1 - mg_depth)*(v - mg_v)/mg_slope)
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
