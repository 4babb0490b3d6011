TITLE AMPA receptors in slots of the postsynaptic density

COMMENT
Model:
  u receptors move on the spine's surface, b are bound to slots, s are carried by one event of
  exocytosis; area is that of a sphere of the head's volume:
    u' = exo s + k_in + free(b) b - (endo + k_out) u/area - catch(b) (slots - b) u/area
    b' = catch(b) (slots - b) u/area - free(b) b
    s' = store_in - store_out s/(v0 volume)
  Bound receptors recruit others and hold them:
    catch(b) ~ m b^0.8 + 1,  free(b) ~ l/(k + b) - 0.5
  Endocytosis and catch follow from the resting counts u0 and b0, so that nothing moves at rest.
  Inputs, set or played or written by another mechanism: a_k and a_n, the drives of CaMKII and of
  calcineurin (0 to 1, 0 at rest), and volume, the head's volume relative to rest. They act as
    catch (1 + g_bind a_k), exo (1 + g_exo a_k), free (1 + g_free a_n), endo (1 + g_endo a_n).
  weight = b/b0.
Source:
  Becker & Tetzlaff 2021, PLoS Comput Biol 17:e1008813 (10.1371/journal.pcbi.1008813).
  Gains: calibrated by python -m spinecable.plasticity.calibrate, see that module.
Changes:
  Enzymes drive the rates in place of prescribed courses.
Temperature:
  None in the source.
Units:
  u, b, s in receptors, rates per second, t in ms.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_ampar_slots
    RANGE a_k, a_n, volume, weight
    RANGE v0, slots, u0, b0, k_in, k_out, k_exo, k_free, store_in, store_out, cooperative
    RANGE g_bind, g_exo, g_free, g_endo
}

UNITS {
    (um) = (micron)
    PI = (pi) (1)
}

PARAMETER {
    a_k = 0 (1) <0, 1>                  : drive of CaMKII; input
    a_n = 0 (1) <0, 1>                  : drive of calcineurin; input
    volume = 1 (1) <1e-3, 1e3>          : head volume relative to rest; input
    v0 = 0.08 (um3) <1e-6, 1e3>         : head volume at rest, Becker & Tetzlaff 2021
    slots = 70 (1) <1e-3, 1e9>          : slots in the density, Becker & Tetzlaff 2021
    u0 = 10 (1) <1e-9, 1e9>             : mobile receptors at rest, Becker & Tetzlaff 2021
    b0 = 20 (1) <1e-9, 1e9>             : bound receptors at rest, Becker & Tetzlaff 2021
    k_in = 0.2 (/s) <0, 1e9>            : supply from the dendrite, Becker & Tetzlaff 2021
    k_out = 0.018 (um2/s) <0, 1e9>      : loss to the dendrite, Becker & Tetzlaff 2021
    k_exo = 0.0018 (/s) <0, 1e9>        : exocytosis, Becker & Tetzlaff 2021
    k_free = 0.1 (/s) <0, 1e9>          : unbinding, Becker & Tetzlaff 2021
    store_in = 0.1 (/s) <0, 1e9>        : filling of the endosome, Becker & Tetzlaff 2021
    store_out = 0.000615 (um3/s) <1e-12, 1e9> : emptying of the endosome, Becker & Tetzlaff 2021
    cooperative = 1 (1) <0, 1>          : 1 bound receptors recruit and hold others, 0 not
    g_bind = 36.12 (1) <0, 1e9>          : CaMKII on binding; calibrated
    g_exo = 6.019 (1) <0, 1e9>          : CaMKII on exocytosis; calibrated
    g_free = 2.252 (1) <0, 1e9>         : calcineurin on unbinding; calibrated
    g_endo = 2.252 (1) <0, 1e9>         : calcineurin on endocytosis; calibrated
}

ASSIGNED {
    area0 (um2)
    endo (um2/s)
    catch (um2/s)
    weight (1)
}

STATE {
    u (1)
    b (1)
    s (1)
}

INITIAL {
    area0 = 4*PI*(3*v0/(4*PI)/1 (um3))^(2/3)*1 (um2)
    u = u0
    b = b0
    s = store_in*v0/store_out
    endo = (k_exo*s + k_in)*area0/u0 - k_out
    catch = k_free*held(b0)*b0*area0/((slots - b0)*u0*recruited(b0))
    weight = 1
}

BREAKPOINT {
    SOLVE exchange METHOD derivimplicit
    weight = b/b0
}

DERIVATIVE exchange {
    LOCAL density, caught, freed, entering, leaving
    density = u/(area0*volume^(2/3))
    caught = (1 + g_bind*a_k)*catch*recruited(b)*(slots - b)*density
    freed = (1 + g_free*a_n)*k_free*held(b)*b
    entering = (1 + g_exo*a_k)*k_exo*s + k_in
    leaving = ((1 + g_endo*a_n)*endo + k_out)*density
    u' = (0.001)*(entering + freed - leaving - caught)
    b' = (0.001)*(caught - freed)
    s' = (0.001)*(store_in - store_out*s/(v0*volume))
}

FUNCTION recruited(b (1)) (1) { : binding rate relative to that of an empty density
    if (cooperative > 0.5 && b > 0) {
        recruited = 24.6/(12.5 + slots)*b^0.8 + 1
    } else {
        recruited = 1
    }
}

FUNCTION held(b (1)) (1) { : unbinding rate relative to k_free
    if (cooperative > 0.5) {
        held = (0.9*slots + 15.5)/(0.6*slots + 9.3 + b) - 0.5
    } else {
        held = 1
    }
}
