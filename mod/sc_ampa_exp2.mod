TITLE AMPA receptors of one synapse, two exponentials

COMMENT
Model:
  g = gmax weight (exp(-t/tau2) - exp(-t/tau1)) norm, norm such that one event of weight 1 peaks at
  gmax. Events add without saturation.
Source:
  Form: exp2syn of NEURON. Time constants: Chindemi et al 2022 (10.1038/s41467-022-30214-w).
Changes:
  Peak conductance as a parameter, so that the weight is dimensionless.
Temperature:
  tau1 and tau2 are the values at the temperature of the run (34 C in source); no Q10 in source.
Units:
  g in uS, i in nA, v in mV, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_ampa_exp2
    NONSPECIFIC_CURRENT i
    RANGE tau1, tau2, gmax, e, g, i
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    gmax = 5e-4 (uS) <0, 1e9>  : peak; 0.5 nS, Mahajan & Nadkarni 2019, PMC6636706
    tau1 = 0.2 (ms) <1e-9, 1e9> : rise, Chindemi et al 2022
    tau2 = 1.7 (ms) <1e-9, 1e9> : decay, Chindemi et al 2022
    e = 0 (mV)                 : reversal potential, usual value
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    norm (1)
}

STATE {
    a (1)
    b (1)
}

INITIAL {
    LOCAL t_peak
    if (tau1/tau2 > 0.9999) {
        tau1 = 0.9999*tau2
    }
    t_peak = (tau1*tau2)/(tau2 - tau1)*log(tau2/tau1)
    norm = 1/(exp(-t_peak/tau2) - exp(-t_peak/tau1))
    a = 0
    b = 0
}

BREAKPOINT {
    SOLVE decay METHOD cnexp
    g = gmax*(b - a)
    i = g*(v - e)
}

DERIVATIVE decay {
    a' = -a/tau1
    b' = -b/tau2
}

NET_RECEIVE (weight (1)) {
    a = a + weight*norm
    b = b + weight*norm
}
