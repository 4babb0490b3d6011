TITLE Calcium beneath the membrane of a layer-5 pyramidal cell, for its SK channels

COMMENT
Model:
  A shell of the given depth takes in the share gamma of the calcium current (the rest is bound
  at once) and relaxes to min_ca with the time constant decay. One number stands for buffers,
  pumps and diffusion, so this is not the calcium of a spine: gamma is some thousandth.
Source:
  Hay et al 2011 (10.1371/journal.pcbi.1002107), ModelDB 139653 (CaDynamics_E2), after Destexhe
  et al 1994, J Comput Neurosci 1:195.
Changes:
  Calcium starts at min_ca.
Limits:
  Exactly one mechanism of a segment may write cai: never beside sc_ca_port or an sc_chem_
  mechanism. The package refuses such a model.
Temperature:
  None in the source.
Units:
  concentrations in mM, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_hay_cad
    USEION ca READ ica WRITE cai
    RANGE gamma, decay, depth, min_ca, start
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    gamma = 5.01e-4 (1) <0, 1>    : free share, 139653 (soma; apical dendrite 5.09e-4)
    decay = 460 (ms) <1e-3, 1e9>  : 139653 (soma; apical dendrite 122)
    depth = 0.1 (um) <1e-3, 1e9>  : of the shell, 139653
    min_ca = 1e-4 (mM) <0, 1>     : without calcium current, 139653
    start = 1e-4 (mM) <0, 1>      : at the start; 139653 has min_ca
}

ASSIGNED {
    ica (mA/cm2)
}

STATE {
    cai (mM)
}

INITIAL {
    cai = start
}

BREAKPOINT {
    SOLVE shell METHOD cnexp
}

DERIVATIVE shell {
    cai' = -(1e4)*ica*gamma/(2*FARADAY*depth) - (cai - min_ca)/decay
}
