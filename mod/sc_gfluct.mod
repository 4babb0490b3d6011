TITLE Fluctuating background conductance at one place

COMMENT
Model:
  Two conductances, excitatory and inhibitory, each a mean plus an Ornstein-Uhlenbeck process,
    i = g_e (v - e_e) + g_i (v - e_i),  g = max(0, g0 + x),  dx = -x dt/tau + std sqrt(2/tau) dW,
  between start and stop, and none outside. x is advanced exactly over each step, whatever its length:
    x <- x exp(-dt/tau) + std sqrt(1 - exp(-2 dt/tau)) N(0, 1).
Source:
  Destexhe, Rudolph, Fellous & Sejnowski 2001 (10.1016/S0306-4522(01)00344-X), ModelDB 8115.
Changes:
  Random numbers of NEURON's RANDOM, a stream for each instance; x starts in its stationary
  distribution instead of at zero; start and stop; the factor of the step follows its length.
Temperature:
  None; the values are those of neocortical neurons in vivo.
Units:
  g in uS, i in nA, v in mV, t in ms.
Limits:
  Fixed step only: the process is advanced once a step.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS sc_gfluct
    NONSPECIFIC_CURRENT i
    RANGE g_e0, g_i0, std_e, std_i, tau_e, tau_i, e_e, e_i, start, stop, g_e, g_i, i
    RANDOM stream
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    g_e0 = 0.0121 (uS) <0, 1e9>    : mean, excitatory; Destexhe et al 2001, layer 6 cell
    g_i0 = 0.0573 (uS) <0, 1e9>    : mean, inhibitory; Destexhe et al 2001
    std_e = 0.0030 (uS) <0, 1e9>   : standard deviation; Destexhe et al 2001
    std_i = 0.0066 (uS) <0, 1e9>   : standard deviation; Destexhe et al 2001
    tau_e = 2.728 (ms) <1e-9, 1e9> : correlation time; Destexhe et al 2001
    tau_i = 10.49 (ms) <1e-9, 1e9> : correlation time; Destexhe et al 2001
    e_e = 0 (mV)                   : reversal; Destexhe et al 2001
    e_i = -75 (mV)                 : reversal; Destexhe et al 2001
    start = 0 (ms)                 : of the conductance
    stop = 1e9 (ms)                : of the conductance
}

ASSIGNED {
    dt (ms)
    v (mV)
    i (nA)
    g_e (uS)
    g_i (uS)
    x_e (uS)
    x_i (uS)
}

INITIAL {
    random_setseq(stream, 0)
    x_e = std_e*random_normal(stream)
    x_i = std_i*random_normal(stream)
    conductances()
}

BREAKPOINT {
    SOLVE fluctuate
    i = g_e*(v - e_e) + g_i*(v - e_i)
}

PROCEDURE fluctuate() {
    x_e = x_e*exp(-dt/tau_e) + std_e*sqrt(1 - exp(-2*dt/tau_e))*random_normal(stream)
    x_i = x_i*exp(-dt/tau_i) + std_i*sqrt(1 - exp(-2*dt/tau_i))*random_normal(stream)
    conductances()
}

PROCEDURE conductances() {
    g_e = 0
    g_i = 0
    if (t >= start && t < stop) {
        if (g_e0 + x_e > 0) {
            g_e = g_e0 + x_e
        }
        if (g_i0 + x_i > 0) {
            g_i = g_i0 + x_i
        }
    }
}
