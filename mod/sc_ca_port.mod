TITLE Port between the calcium current of a segment and chemistry solved outside NEURON

COMMENT
Model:
  No chemistry of its own. In each segment it sums the calcium current over the voltage steps
  and holds cai at the value that the chemistry has last written into ca_set.
  Sum: charge <- charge + ica dt, once for each fixed step, in the state phase that follows the
  voltage solve. The ica summed is the one evaluated at the voltage at the start of the step
  (what Vector.record of ica shows at the end of it); with secondorder = 2 it is the current of
  the solve itself. The host reads charge and sets it back to zero when it has taken it over.
  cai: set to ca_set when the simulation is initialised and in the state phase of each step, after
  the currents. So a ca_set written between two steps reaches the currents one step later; a host
  that wants it in the next step writes the same value to cai as well.
Source:
  No published model.
Changes:
  None.
Units:
  charge is charge per membrane area: 1 mA ms/cm2 = 1e-6 C/cm2. Inward calcium is negative.
  An area A (um2) takes in -charge A 1e7 / (2 F) uM um3 of calcium (F in C/mol).
Limits:
  Fixed step only: NEURON refuses CVODE for a mechanism that steps in a PROCEDURE.
  Exactly one mechanism of a segment may write cai.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sc_ca_port
    USEION ca READ ica WRITE cai
    RANGE ca_set, charge
}

UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
}

PARAMETER {
    ca_set = 5e-5 (mM) <0, 1e9> : what cai is held at; 50 nM, lower end of rest, Sabatini et al 2002
}

ASSIGNED {
    dt (ms)
    ica (mA/cm2)
    cai (mM)
    charge (mA ms/cm2)
}

INITIAL {
    charge = 0
    cai = ca_set
}

BREAKPOINT {
    SOLVE exchange_with_host
}

PROCEDURE exchange_with_host() {
    charge = charge + ica*dt
    cai = ca_set
}
