TITLE Diffusive exchange of calcium between two compartments, one end

COMMENT
Model:
  J = conductance (ca_other - cai) flows into this compartment. It appears as calcium current and an
  equal and opposite nonspecific current, so it moves no charge:
    ica = -2 F J,  i = -ica.
  Put one at each end with the same conductance and POINT ca_other at the cai of the other end. Both
  read the concentrations of the same instant, so what one end loses the other gains.
  conductance = D A/L, and for unlike pieces in series 1/conductance = sum of L/(D A) over the half
  head, the neck and the half shaft. LONGITUDINAL_DIFFUSION does not combine unlike pieces so.
Source:
  Fick's law; no published model.
Changes:
  None.
Units:
  conductance in um3/ms (D in um2/ms x um), concentrations in mM, J in mM um3/ms, currents in nA.
Limits:
  Explicit in time. Stable and free of oscillation for dt conductance/volume < 0.3, volume being that of
  the smaller compartment, with its buffering left out.
  The segment that ca_other points to must exist as long as this does.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_exchange
    USEION ca READ cai WRITE ica
    NONSPECIFIC_CURRENT i
    POINTER ca_other
    RANGE conductance, flux, i, ica
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (nA) = (nanoamp)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    conductance = 0 (um3/ms) <0, 1e9> : no exchange unless set; D x area/length
}

ASSIGNED {
    cai (mM)
    ca_other (mM)
    flux (mM um3/ms)
    ica (nA)
    i (nA)
}

BREAKPOINT {
    flux = conductance*(ca_other - cai)
    ica = -(1e-06)*2*FARADAY*flux
    i = -ica
}
