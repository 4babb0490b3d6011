TITLE NMDA receptors of one synapse, two exponentials

COMMENT
Model:
  open = weight (exp(-t/tau2) - exp(-t/tau1)) norm, peaking at the weight; g = gmax open block(v).
  The current splits into calcium and the rest, the two together close to g (v - e) at rest:
    i   = g (1 - f_ca) (v - e)
    ica = g f_ca G(v),  G(v) = (RT/zF) ((ci/co) exp(x) - 1) x/(exp(x) - 1),  x = zFv/RT,  z = 2,
  G being the Goldman-Hodgkin-Katz flux scaled to slope 1 at negative voltage. i leaves calcium out,
  so it is counted once.
Source:
  Form: exp2syn of NEURON. Time constants: CA1 Schaffer collateral synapses, McDermott, Hardy,
  Bazan & Magee 2006, J Physiol 570:553, 8.54 and 193.5 ms at 22 C, brought to 34 C with the Q10
  of 2.2 and 1.7 of model code (github.com/asiaszmek/CA1_for_STDP).
  Block 0: Jahr & Stevens 1990, J Neurosci 10:3178 (10.1523/JNEUROSCI.10-09-03178.1990).
  Block 1: Vargas-Caballero & Robinson 2003, J Neurophysiol 89:2778, as in Chindemi et al 2022
  (10.1038/s41467-022-30214-w).
  Split of the current: Sterratt et al 2012 (10.1371/journal.pcbi.1002545).
Changes:
  Peak conductance as a parameter, so that the weight is dimensionless.
Temperature:
  tau1 and tau2 are the values at the temperature of the run (34 C in source), not rescaled.
Units:
  g in uS, currents in nA, v in mV, t in ms, concentrations in mM.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_nmda_exp2
    USEION ca READ cai, cao WRITE ica
    NONSPECIFIC_CURRENT i
    RANGE tau1, tau2, gmax, mg, block, f_ca, e, open, g, i, ica
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
    gmax = 1e-4 (uS) <0, 1e9>  : peak without block; 90-100 pS, O'Donnell et al 2011, J Neurosci 31:16142
    tau1 = 3.3 (ms) <1e-9, 1e9> : rise at 34 C, after McDermott et al 2006
    tau2 = 102 (ms) <1e-9, 1e9> : decay at 34 C, after McDermott et al 2006
    mg = 1 (mM) <0, 1e9>       : magnesium outside; ASSUMED: usual bath
    block = 0 (1) <0, 1>       : 0 Jahr & Stevens 1990, 1 Vargas-Caballero & Robinson 2003
    f_ca = 0.1 (1) <0, 1>      : calcium's share, Rodrigues et al 2023 (10.7554/eLife.80152)
    e = 0 (mV)                 : reversal potential, usual value
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
    open = b - a
    g = gmax*open*unblocked(v)
    i = g*(1 - f_ca)*(v - e)
    ica = g*f_ca*ghk_drive(v, cai, cao)
}

DERIVATIVE decay {
    a' = -a/tau1
    b' = -b/tau2
}

NET_RECEIVE (weight (1)) {
    a = a + weight*norm
    b = b + weight*norm
}

FUNCTION unblocked(v (mV)) (1) { : share of open receptors that magnesium leaves free
    if (block < 0.5) {
        unblocked = 1/(1 + mg/3.57 (mM)*exp(-0.062 (/mV)*v))
    } else {
        unblocked = 1/(1 + mg/2.552 (mM)*exp(-0.072 (/mV)*v))
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
