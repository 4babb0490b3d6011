"""Postsynaptic potentials of single spines, in head, dendrite and soma."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from spinecable.describe.spine import Spine
from spinecable.electrics.stimuli import Stimulation
from spinecable.errors import DescriptionError, suggestion
from spinecable.measures.subject import Measured, Subject, build, subject_of
from spinecable.measures.traces import epsp
from spinecable.measures.voltage import record
from spinecable.result.result import Result
from spinecable.simulate.job import Progress, run_isolated

PLACES = ("head", "shaft", "soma")

RELEASE_MS = 5.0
"""The presynaptic spike of a measure (ms); by then the model has shown that it rests."""


def epsps(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    window_ms: float = 60.0,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """The EPSP of each spine by itself: one presynaptic spike, everything else at rest.

    Parameters
    ----------
    window_ms : how long the response is followed.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.

    Returns
    -------
    three rows a spine, for the places ``head``, ``shaft`` (the dendrite at its neck base) and
    ``soma``: ``baseline_mV``, ``amplitude_mV``, ``time_to_peak_ms``, ``rise_20_80_ms``,
    ``half_width_ms``, ``peak_slope_mV_per_ms`` (see `spinecable.measures.traces.Epsp`), and
    ``head_over_this``, the head's amplitude over that of the place: the amplification of the head
    over the dendrite, and the attenuation to the soma.

    Raises
    ------
    DescriptionError : a spine has no conductance that depolarises it.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    return run_isolated(_epsps, subject.needs_spines("an EPSP"), window_ms)


def _epsps(subject: Subject, window_ms: float, progress: Progress) -> pd.DataFrame:
    rows = []
    with build(subject) as built:
        model = built.model
        stimulation = Stimulation(model)
        for n, spine in enumerate(model.spines):
            progress(n / len(model.spines), f"EPSP of {spine.name}")
            stimulation.clear()
            stimulation.presynaptic([spine.name], [RELEASE_MS])
            places = [spine.head_seg, spine.shaft_seg, model.soma_seg]
            time, voltages = record(model, places, RELEASE_MS + window_ms, [RELEASE_MS])
            shapes = [epsp(time, voltage, RELEASE_MS) for voltage in voltages]
            for place, shape in zip(PLACES, shapes, strict=True):
                ratio = shapes[0].amplitude_mV / shape.amplitude_mV
                rows.append(
                    {
                        "spine": spine.name,
                        "place": place,
                        **asdict(shape),
                        "head_over_this": ratio,
                    }
                )
    return pd.DataFrame(rows)


def epsps_of(
    result: Result, onset_ms: float, end_ms: float | None = None, spines: Sequence[str] = ()
) -> pd.DataFrame:
    """The same table for a response in a run's traces.

    Parameters
    ----------
    onset_ms : of the presynaptic spike.
    end_ms : before the next event; None: the end of the traces.
    spines : whose head and shaft are looked at; none: all.

    The traces are sampled each ``recording.interval_ms`` (0.5 ms by default); set it to a tenth of
    the rise times looked for.

    Raises
    ------
    DescriptionError : no such spine, or the voltage does not rise.
    """
    time = result["time_ms"].values
    rows = []
    for name in spines or result.spines:
        if name not in result.spines:
            raise DescriptionError(
                f"there is no spine '{name}'", tip=suggestion(name, result.spines)
            )
        n = result.spines.index(name)
        traces = [result["head_mV"].values[n], result["shaft_mV"].values[n]]
        traces.append(np.asarray(result["soma_mV"].values))
        shapes = [epsp(time, trace, onset_ms, end_ms) for trace in traces]
        for place, shape in zip(PLACES, shapes, strict=True):
            ratio = shapes[0].amplitude_mV / shape.amplitude_mV
            rows.append({"spine": name, "place": place, **asdict(shape), "head_over_this": ratio})
    return pd.DataFrame(rows)
