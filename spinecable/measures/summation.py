"""Many spines at once: how their EPSPs add, and when the dendrite fires.

The protocol is that of two-photon uncaging on the spines of one branch: each spine alone, then a
growing number of them almost at once (Losonczy & Magee 2006, 10.1016/j.neuron.2006.03.016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spinecable.describe.spine import Spine
from spinecable.electrics.model import Model
from spinecable.electrics.stimuli import Stimulation
from spinecable.errors import DescriptionError
from spinecable.measures.epsps import RELEASE_MS
from spinecable.measures.subject import Measured, Subject, build, subject_of
from spinecable.measures.traces import Floats, amplitude_mV, peak_slope_mV_per_ms
from spinecable.measures.voltage import record
from spinecable.simulate.job import Progress, run_isolated

UNCAGING_INTERVAL_MS = 0.1
"""Time between two spines activated together (ms; Losonczy & Magee 2006)."""

LOCAL_SPIKE_MV = -20.0
"""A dendrite at a spine's base that crosses this has fired (mV; ASSUMED: above what synapses with a
reversal potential of 0 mV reach on a passive branch without saturating, below a sodium spike)."""


def cooperativity(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    counts: Sequence[int] | None = None,
    interval_ms: float = UNCAGING_INTERVAL_MS,
    window_ms: float = 60.0,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """The somatic EPSP of a growing number of spines against the sum of their single EPSPs.

    Parameters
    ----------
    counts : how many of the spines, from the first on in their order, are activated together;
        None: every number from one to all.
    interval_ms : between one spine and the next, in that order.
    window_ms : how long the response is followed after the last spine.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`;
        ``blocked=["na"]`` for TTX.

    Returns
    -------
    one row a count: ``n_spines``; ``expected_mV``, the peak of the sum of the somatic traces of
    each spine alone at its own time; ``actual_mV``, the peak of the trace with all together;
    ``ratio`` = actual / expected; ``soma_slope_V_per_s``, the steepest rise at the soma;
    ``shaft_peak_mV``, the highest voltage of the dendrite at the activated spines' bases;
    ``soma_peak_mV``.

    Raises
    ------
    DescriptionError : no spines, or a count that is not there.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    total = len(subject.needs_spines("cooperativity").spines)
    chosen = list(range(1, total + 1)) if counts is None else sorted(set(counts))
    if not chosen or chosen[0] < 1 or chosen[-1] > total:
        raise DescriptionError(
            f"each count must lie between 1 and the number of spines, {total}", where="counts"
        )
    return run_isolated(_cooperativity, subject, chosen, interval_ms, window_ms)


@dataclass(frozen=True)
class DendriticSpike:
    """The smallest number of spines that makes the dendrite fire.

    Parameters
    ----------
    n_spines : that number; None if all of them together do not.
    threshold_mV : expected somatic EPSP of that number: the somatic threshold of Losonczy & Magee
        2006 (from above, as exact as one spine's EPSP); NaN where there is none.
    nonlinearity_percent : 100 x actual / expected somatic EPSP at that number.
    soma_slope_V_per_s : steepest somatic rise at that number.
    soma_fired : whether the soma fired along, so that the measures are not those of a dendritic
        spike alone.
    table : that of `cooperativity`, of the numbers that were tried up to `n_spines`.
    """

    n_spines: int | None
    threshold_mV: float
    nonlinearity_percent: float
    soma_slope_V_per_s: float
    soma_fired: bool
    table: pd.DataFrame


def dendritic_spike_threshold(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    interval_ms: float = UNCAGING_INTERVAL_MS,
    local_spike_mV: float = LOCAL_SPIKE_MV,
    window_ms: float = 60.0,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> DendriticSpike:
    """The smallest number of spines that makes their dendrite fire when activated together.

    It is found by bisection: that more spines fire where fewer do is taken for granted.

    Parameters
    ----------
    local_spike_mV : the dendrite at a spine's base that crosses this has fired (ASSUMED -20 mV).
    interval_ms, window_ms : see `cooperativity`.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    subject.needs_spines("a dendritic spike")
    table = run_isolated(_threshold, subject, local_spike_mV, interval_ms, window_ms)
    last = table.iloc[-1]
    if last["shaft_peak_mV"] <= local_spike_mV:
        return DendriticSpike(None, np.nan, np.nan, np.nan, False, table)
    return DendriticSpike(
        n_spines=int(last["n_spines"]),
        threshold_mV=float(last["expected_mV"]),
        nonlinearity_percent=100.0 * float(last["ratio"]),
        soma_slope_V_per_s=float(last["soma_slope_V_per_s"]),
        soma_fired=bool(last["soma_peak_mV"] > 0.0),
        table=table,
    )


def _cooperativity(
    subject: Subject,
    counts: Sequence[int],
    interval_ms: float,
    window_ms: float,
    progress: Progress,
) -> pd.DataFrame:
    with build(subject) as built:
        bench = _Bench(built.model, counts[-1], interval_ms, window_ms)
        expected = bench.expected_mV(counts, progress)
        rows = []
        for k, count in enumerate(counts):
            progress(0.5 + 0.5 * k / len(counts), f"{count} spines together")
            rows.append(_beside(expected[count], bench.together(count)))
    return pd.DataFrame(rows)


def _threshold(
    subject: Subject,
    local_spike_mV: float,
    interval_ms: float,
    window_ms: float,
    progress: Progress,
) -> pd.DataFrame:
    """The rows of the numbers that were tried, up to the smallest that fires or to all spines."""
    with build(subject) as built:
        total = len(built.model.spines)
        bench = _Bench(built.model, total, interval_ms, window_ms)
        tried: dict[int, dict[str, float]] = {}
        low, high, count = 0, total, total
        while count > low:
            progress(0.0, f"{count} spines together")
            tried[count] = bench.together(count)
            fired = tried[count]["shaft_peak_mV"] > local_spike_mV
            low, high = (low, count) if fired else (count, high)
            count = (low + high) // 2
        counts = [count for count in sorted(tried) if count <= high]
        expected = bench.expected_mV(counts, progress)
    return pd.DataFrame([_beside(expected[count], tried[count]) for count in counts])


def _beside(expected_mV: float, actual: dict[str, float]) -> dict[str, float]:
    """A row of the table."""
    first = {"n_spines": actual["n_spines"], "expected_mV": expected_mV}
    return {**first, **actual, "ratio": actual["actual_mV"] / expected_mV}


class _Bench:
    """Spines of a built model, activated in their order, alone or together."""

    def __init__(self, model: Model, count: int, interval_ms: float, window_ms: float) -> None:
        self._model, self._stimulation = model, Stimulation(model)
        self._releases_ms = [RELEASE_MS + n * interval_ms for n in range(count)]
        self._duration_ms = self._releases_ms[-1] + window_ms

    def expected_mV(self, counts: Sequence[int], progress: Progress) -> dict[int, float]:
        """Peak of the sum of the somatic traces of the first spines, each alone, by number."""
        rest_mV = self._model.resting_mV(self._model.soma_seg)
        alone, found = 0.0, {}
        for n in range(max(counts)):
            progress(0.5 * n / max(counts), "each spine alone")
            time, (soma, *_) = self._respond([n])
            alone = alone + soma - rest_mV
            if n + 1 in counts:
                found[n + 1] = amplitude_mV(time, alone, RELEASE_MS)
        return found

    def together(self, count: int) -> dict[str, float]:
        """What the first `count` spines do together."""
        time, (soma, *shafts) = self._respond(range(count))
        return {
            "n_spines": count,
            "actual_mV": amplitude_mV(time, soma, RELEASE_MS),
            "soma_slope_V_per_s": peak_slope_mV_per_ms(time, soma, RELEASE_MS),
            "shaft_peak_mV": float(np.max(shafts)),
            "soma_peak_mV": float(soma.max()),
        }

    def _respond(self, active: Sequence[int]) -> tuple[Floats, Floats]:
        """Times, and voltages of the soma and of the dendrite below each active spine."""
        model, releases = self._model, self._releases_ms
        self._stimulation.clear()
        for n in active:
            self._stimulation.presynaptic([model.spines[n].name], [releases[n]])
        shafts = [model.spines[n].shaft_seg for n in active]
        events = [releases[n] for n in active]
        return record(model, [model.soma_seg, *shafts], self._duration_ms, events)
