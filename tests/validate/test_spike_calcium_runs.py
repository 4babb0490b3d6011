"""What is read from traces of EPSPs and spikes together."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.validate.spike_calcium_runs import over_sum

TIME_MS = np.arange(0.0, 250.5, 0.5)


def transient(at_ms: float, height: float) -> np.ndarray:
    after = np.clip(TIME_MS - at_ms, 0.0, None)
    return np.where(at_ms <= TIME_MS, height * np.exp(-after / 60.0), 0.0)


def traces(*signals: np.ndarray) -> dict[str, np.ndarray]:
    return {"time_ms": TIME_MS, "head_dff": 0.02 + np.stack(signals)}


@pytest.mark.parametrize("delay_ms", [10.0, 20.0, 50.0, -50.0])
def test_a_pair_is_held_against_the_shifted_sum(delay_ms: float) -> None:
    """The EPSP comes `delay_ms` before a spike at 100 ms; twice the sum gives 2, the sum 1."""
    epsp, bap = transient(100.0, 0.5), transient(100.0, 0.3)
    pair = transient(100.0 - delay_ms, 0.5) + bap
    found = over_sum(traces(epsp, epsp), traces(bap, bap), traces(pair, 2 * pair), delay_ms)
    assert found == pytest.approx([1.0, 2.0])
