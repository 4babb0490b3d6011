TITLE AMPA receptors of one synapse, seven-state scheme

COMMENT
Model:
  C0 - C1 - C2 - O with glutamate bound in the first two steps, and three desensitised states C3, C4,
  C5 reached from C1, C2 and O:
    C0 = C1 = C2 = O
         |    |    |
         C3 = C4 = C5
  An event starts a square pulse of glutamate, glu_peak x weight high and glu_ms long. A pulse that
  starts during another makes one pulse of both: it lasts to the end of the later one, at the
  higher of the two concentrations.
Source:
  Scheme and rates: Jonas, Major & Sakmann 1993, J Physiol 472:615
  (10.1113/jphysiol.1993.sp019965), mossy-fibre synapses of CA3, room temperature; doubled for
  34 C in Bartol et al 2015, Front Synaptic Neurosci 7:17 (10.3389/fnsyn.2015.00017), table 1.
Changes:
  None.
Temperature:
  Rates are those for 34 C. No Q10 in source; rate_scale = 0.5 gives back the room-temperature rates.
Units:
  g in uS, i in nA, v in mV, t in ms, glutamate in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_ampa_jonas
    NONSPECIFIC_CURRENT i
    RANGE gmax, e, glu_peak, glu_ms, rate_scale, glu, open, g, i
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    gmax = 8.2e-4 (uS) <0, 1e9> : all open; peak 0.5 nS (Mahajan & Nadkarni 2019, PMC6636706) / 0.61
    e = 0 (mV)                  : reversal potential, usual value
    glu_peak = 1 (mM) <0, 1e9>  : Liu et al 1999, Neuron 22:395, as in Rodrigues 2023 (10.7554/eLife.80152)
    glu_ms = 1 (ms) <1e-3, 1e9> : Liu et al 1999, as in Rodrigues et al 2023
    rate_scale = 1 (1) <0, 1e9> : 1 at 34 C, 0.5 at room temperature

    c0_c1 = 9.18 (/mM/ms)       : Bartol 2015 T1
    c1_c0 = 8.52 (/ms)          : Bartol 2015 T1
    c1_c2 = 56.8 (/mM/ms)       : Bartol 2015 T1
    c2_c1 = 6.52 (/ms)          : Bartol 2015 T1
    c2_o = 8.48 (/ms)           : Bartol 2015 T1
    o_c2 = 1.8 (/ms)            : Bartol 2015 T1
    c1_c3 = 5.78 (/ms)          : Bartol 2015 T1
    c3_c1 = 0.0784 (/ms)        : Bartol 2015 T1
    c3_c4 = 2.54 (/mM/ms)       : Bartol 2015 T1
    c4_c3 = 0.0914 (/ms)        : Bartol 2015 T1
    c2_c4 = 0.344 (/ms)         : Bartol 2015 T1
    c4_c2 = 0.00145 (/ms)       : Bartol 2015 T1
    o_c5 = 0.0354 (/ms)         : Bartol 2015 T1
    c5_o = 0.008 (/ms)          : Bartol 2015 T1
    c4_c5 = 0.0336 (/ms)        : Bartol 2015 T1
    c5_c4 = 0.3808 (/ms)        : Bartol 2015 T1
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    open (1)
    glu (mM)
    pulse_end (ms)
}

STATE {
    C0
    C1
    C2
    C3
    C4
    C5
    O
}

INITIAL {
    C0 = 1
    C1 = 0
    C2 = 0
    C3 = 0
    C4 = 0
    C5 = 0
    O = 0
    glu = 0
    pulse_end = 0
}

BREAKPOINT {
    SOLVE scheme METHOD sparse
    open = O
    g = gmax*open
    i = g*(v - e)
}

KINETIC scheme {
    LOCAL s
    s = rate_scale
    ~ C0 <-> C1 (s*c0_c1*glu, s*c1_c0)
    ~ C1 <-> C2 (s*c1_c2*glu, s*c2_c1)
    ~ C2 <-> O (s*c2_o, s*o_c2)
    ~ C1 <-> C3 (s*c1_c3, s*c3_c1)
    ~ C3 <-> C4 (s*c3_c4*glu, s*c4_c3)
    ~ C2 <-> C4 (s*c2_c4, s*c4_c2)
    ~ O <-> C5 (s*o_c5, s*c5_o)
    ~ C4 <-> C5 (s*c4_c5, s*c5_c4)
    CONSERVE C0 + C1 + C2 + C3 + C4 + C5 + O = 1
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
