TITLE Sodium of a well-mixed compartment with the sodium pump

COMMENT
Model:
  One volume. Channels bring sodium as ina, synapses as `inflow`; the pump takes out three ions a
  cycle, turn nai^3/(half^3 + nai^3); the leak is what the pump takes out at rest, derived in
  INITIAL and then constant:
    nai' = -ina membrane/(F volume) + inflow + leak - pump(nai).
  It owns nai. As soon as it is inserted NEURON sets ena of the section by the Nernst equation.
Source:
  The form and numbers of spinecable/chemistry/library/sodium.py: resting sodium, Nelson 2025
  (10.1523/JNEUROSCI.0077-25.2025); turnover, half-saturation and density of the pump are ASSUMED
  such that a dendrite of 1 um recovers in 7 s.
Changes:
  None. The pump carries no current, as there.
Temperature:
  None.
Units:
  concentrations in mM, t in ms; the turnover per second, as papers print it.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_na_pool
    USEION na READ ina WRITE nai
    RANGE volume_um3, area_um2, nak_per_um2, inflow, start, leak, pump, volume, membrane
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    volume_um3 = 0 (um3) <0, 1e9>       : cytosol; 0 takes a sphere of the segment's area (L = diam)
    area_um2 = 0 (um2) <0, 1e9>         : membrane; 0 takes that of the segment
    nak_per_um2 = 1000 (/um2) <0, 1e9>  : density of the pump, ASSUMED: see Source
    nak_turn = 100 (/s)                 : highest turnover of the pump, ASSUMED: 100-200 usually given
    nak_half = 10 (mM)                  : sodium at half of it, ASSUMED: near resting sodium
    start = 10 (mM) <0, 1e3>            : at rest, Nelson 2025
    inflow = 0 (mM/ms)                  : through synapses; set or played by a script
    molecules = 602214.076 (/um3/mM)    : in 1 mM and 1 um3, CODATA 2018
}

ASSIGNED {
    ina (mA/cm2)
    area (um2)
    diam (um)
    volume (um3)
    membrane (um2)
    leak (mM/ms)
    pump (mM/ms)
}

STATE {
    nai (mM)
}

INITIAL {
    membrane = area_um2
    if (membrane == 0) { membrane = area }
    volume = volume_um3
    if (volume == 0) { volume = area*diam/6 }
    nai = start
    leak = pumped(start)
    pump = leak
}

BREAKPOINT {
    SOLVE pool METHOD derivimplicit
    pump = pumped(nai)
}

DERIVATIVE pool {
    nai' = -(1e4)*ina*membrane/(FARADAY*volume) + inflow + leak - pumped(nai)
}

FUNCTION pumped(na (mM)) (mM/ms) {
    pumped = (0.001)*3*nak_turn*nak_per_um2*membrane/(molecules*volume)*na*na*na
        /(nak_half*nak_half*nak_half + na*na*na)
}
