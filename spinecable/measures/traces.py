"""Measures of voltage traces: pure functions of arrays.

Times in ms and voltages in mV; both arrays have shape (n_times,) and times rise. A crossing between
two samples is found by linear interpolation, so that samples should be some ten times closer than
what is measured. How the features are defined follows eFEL, the Electrophys Feature Extraction
Library (github.com/openbraininstitute/eFEL), where it has them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.errors import DescriptionError

Floats = NDArray[np.float64]

BASELINE_MS = 2.0
"""The baseline is the mean over this long before an event, or as much of it as there is (ms)."""


@dataclass(frozen=True)
class Epsp:
    """The shape of one postsynaptic potential.

    Parameters
    ----------
    baseline_mV : mean before the onset.
    amplitude_mV : peak less baseline.
    time_to_peak_ms : from the onset to the peak.
    rise_20_80_ms : from 20 to 80 % of the amplitude, on the way up.
    half_width_ms : between the crossings of half the amplitude; NaN where the trace ends before
        the second one.
    peak_slope_mV_per_ms : steepest rise between onset and peak; in numbers equal to V/s.
    """

    baseline_mV: float
    amplitude_mV: float
    time_to_peak_ms: float
    rise_20_80_ms: float
    half_width_ms: float
    peak_slope_mV_per_ms: float


def baseline_mV(time_ms: ArrayLike, voltage_mV: ArrayLike, before_ms: float) -> float:
    """Mean voltage over the `BASELINE_MS` before a time (eFEL: ``voltage_base``).

    Raises
    ------
    DescriptionError : there is no sample before that time.
    """
    time, voltage = _trace(time_ms, voltage_mV)
    chosen = (time >= before_ms - BASELINE_MS - 1e-9) & (time <= before_ms + 1e-9)
    if not chosen.any():
        raise DescriptionError(
            f"there is no sample in the {BASELINE_MS:g} ms before {before_ms:g} ms",
            tip=f"The trace runs from {time[0]:g} to {time[-1]:g} ms.",
        )
    return float(voltage[chosen].mean())


def amplitude_mV(
    time_ms: ArrayLike, voltage_mV: ArrayLike, onset_ms: float, end_ms: float | None = None
) -> float:
    """Highest voltage from the onset to the end, less the baseline before the onset.

    For a spike this is eFEL's ``AP_amplitude_from_voltagebase``.

    Parameters
    ----------
    end_ms : None: the end of the trace.

    Raises
    ------
    DescriptionError : the window holds no sample.
    """
    _, voltage = window(time_ms, voltage_mV, onset_ms, end_ms)
    return float(voltage.max()) - baseline_mV(time_ms, voltage_mV, onset_ms)


def epsp(
    time_ms: ArrayLike, voltage_mV: ArrayLike, onset_ms: float, end_ms: float | None = None
) -> Epsp:
    """The shape of the depolarisation that begins at `onset_ms`.

    Parameters
    ----------
    end_ms : before the next event; None: the end of the trace.

    Raises
    ------
    DescriptionError : the window holds no sample, or the voltage does not rise in it.
    """
    base = baseline_mV(time_ms, voltage_mV, onset_ms)
    time, voltage = window(time_ms, voltage_mV, onset_ms, end_ms)
    peak = int(np.argmax(voltage))
    amplitude = float(voltage[peak]) - base
    if peak == 0 or amplitude <= 0:
        raise DescriptionError(
            f"the voltage does not rise after {onset_ms:g} ms",
            tip="Check the onset, and that the synapse has a conductance.",
        )
    rise, fall = voltage[: peak + 1] - base, voltage[peak:] - base
    low, half, high = (
        _crossing(time[: peak + 1], rise, share * amplitude) for share in (0.2, 0.5, 0.8)
    )
    end = _crossing(time[peak:], -fall, -0.5 * amplitude)
    return Epsp(
        baseline_mV=base,
        amplitude_mV=amplitude,
        time_to_peak_ms=float(time[peak] - onset_ms),
        rise_20_80_ms=high - low,
        half_width_ms=end - half,
        peak_slope_mV_per_ms=float(np.max(np.diff(rise) / np.diff(time[: peak + 1]))),
    )


def peak_slope_mV_per_ms(
    time_ms: ArrayLike, voltage_mV: ArrayLike, onset_ms: float, end_ms: float | None = None
) -> float:
    """Steepest rise in a window (mV/ms, in numbers equal to V/s)."""
    time, voltage = window(time_ms, voltage_mV, onset_ms, end_ms)
    return float(np.max(np.diff(voltage) / np.diff(time)))


def integral_mV_ms(
    time_ms: ArrayLike, voltage_mV: ArrayLike, onset_ms: float, end_ms: float | None = None
) -> float:
    """Integral of the voltage above the baseline over a window (mV ms), by trapezoids."""
    base = baseline_mV(time_ms, voltage_mV, onset_ms)
    time, voltage = window(time_ms, voltage_mV, onset_ms, end_ms)
    return float(np.trapezoid(voltage - base, time))


def efel_features(
    time_ms: ArrayLike,
    voltage_mV: ArrayLike,
    names: Sequence[str],
    start_ms: float,
    end_ms: float,
) -> dict[str, Floats | None]:
    """Any of the features of eFEL, under its own names, units and definitions.

    Parameters
    ----------
    names : such as ``AP_amplitude``, ``AP_duration_half_width``, ``spikecount``.
    start_ms, end_ms : of the stimulus.

    Returns
    -------
    by name, the values, or None where eFEL finds none.

    Raises
    ------
    DescriptionError : eFEL is not installed, or has no feature of that name.
    """
    try:
        import efel
    except ImportError as error:
        raise DescriptionError(
            "eFEL is not installed", tip="Install it: pip install 'spinecable[efel]'."
        ) from error
    from spinecable.errors import suggestion

    known = efel.get_feature_names()
    for name in names:
        if name not in known:
            raise DescriptionError(f"eFEL has no feature '{name}'", tip=suggestion(name, known))
    time, voltage = _trace(time_ms, voltage_mV)
    trace = {"T": time, "V": voltage, "stim_start": [start_ms], "stim_end": [end_ms]}
    (values,) = efel.get_feature_values([trace], list(names), raise_warnings=False)
    return {name: values[name] for name in names}


def window(
    time_ms: ArrayLike, voltage_mV: ArrayLike, start_ms: float, end_ms: float | None = None
) -> tuple[Floats, Floats]:
    """Times and voltages from `start_ms` to `end_ms` (None: to the end), ends included.

    Raises
    ------
    DescriptionError : fewer than two samples lie there.
    """
    time, voltage = _trace(time_ms, voltage_mV)
    last = math.inf if end_ms is None else end_ms
    chosen = (time >= start_ms - 1e-9) & (time <= last + 1e-9)
    if np.count_nonzero(chosen) < 2:
        raise DescriptionError(
            f"fewer than two samples lie between {start_ms:g} and {last:g} ms",
            tip=f"The trace runs from {time[0]:g} to {time[-1]:g} ms.",
        )
    return time[chosen], voltage[chosen]


def _trace(time_ms: ArrayLike, voltage_mV: ArrayLike) -> tuple[Floats, Floats]:
    time, voltage = np.asarray(time_ms, dtype=float), np.asarray(voltage_mV, dtype=float)
    if time.ndim != 1 or time.shape != voltage.shape or time.size < 2:
        raise DescriptionError(
            f"times and voltages must be two rows of equal length, not of shapes {time.shape} "
            f"and {voltage.shape}"
        )
    return time, voltage


def _crossing(time: Floats, rising: Floats, level: float) -> float:
    """First time at which `rising` reaches `level` from below; NaN if it does not."""
    above = np.flatnonzero(rising >= level)
    if not above.size:
        return math.nan
    i = int(above[0])
    if i == 0:
        return float(time[0])
    share = (level - rising[i - 1]) / (rising[i] - rising[i - 1])
    return float(time[i - 1] + share * (time[i] - time[i - 1]))
