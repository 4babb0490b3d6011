"""What stimulated spines do to those that are not: how far it reaches, and how late it comes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spinecable.errors import DescriptionError, SpinecableError, suggestion
from spinecable.result.files import write_whole
from spinecable.result.length_constant import LengthConstant, fit_length_constant

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from spinecable.result.result import Result

Floats = NDArray[np.float64]

TABLE, LENGTHS, FIGURE = "neighbours.csv", "length_constants.csv", "neighbours.png"

RISES = {
    "rise_head_mV": ("head_mV", "peak_head_mV", 1e-4),
    "rise_shaft_mV": ("shaft_mV", "peak_shaft_mV", 1e-4),
    "rise_head_ca_uM": ("head_ca_uM", "peak_head_ca_uM", 1e-6),
    "rise_shaft_ca_uM": ("shaft_ca_uM", "peak_shaft_ca_uM", 1e-6),
    "rise_camkii_active": ("camkii_active", "peak_camkii_active", 1e-7),
    "rise_can_active": ("can_active", "peak_can_active", 1e-7),
}
"""Highest value above that before the first stimulus: its trace, its peak, and the smallest rise
that is more than a rounding error of the solution (ASSUMED)."""

CHANGES = {"weight_change": 1e-6, "volume_change": 1e-6}
"""Relative changes when the outcome is read, and the smallest that counts (ASSUMED)."""

LAGS = {
    "lag_shaft_ca_ms": "shaft_ca_uM",
    "lag_head_ca_ms": "head_ca_uM",
    "lag_camkii_ms": "camkii_active",
}
"""Time of the peak after that of the nearest stimulated spine: its trace."""

MS_PER_MIN = 6e4


@dataclass(frozen=True)
class Neighbours:
    """Stimulated and unstimulated spines against the path distance between them.

    Parameters
    ----------
    table : one row a spine: ``stimulated``, ``nearest`` (stimulated spine), ``distance_um`` (along
        the dendrites from neck base to neck base; 0 for a stimulated spine), the columns of
        `RISES`, ``weight_change``, ``volume_change`` where spines remodel, and those of `LAGS`,
        from the samples of the traces (not a number for stimulated spines, and where nothing
        rises).
    """

    table: pd.DataFrame

    @property
    def quantities(self) -> list[str]:
        """Columns that can fall off with distance."""
        return [name for name in (*RISES, *CHANGES) if name in self.table]

    def crosstalk(self) -> pd.DataFrame:
        """One row an unstimulated spine, the nearest first: each quantity over that of the nearest
        stimulated spine (not a number where that has none)."""
        own = self.table.set_index("spine")
        others = self.table[~self.table["stimulated"]].sort_values("distance_um")
        columns: dict[str, object] = {
            name: others[name].to_numpy() for name in ("spine", "nearest", "distance_um")
        }
        for name in self.quantities:
            driver = own.loc[others["nearest"], name].to_numpy(dtype=float)
            driver = np.where(np.abs(driver) > _floor(name), driver, np.nan)
            columns[name] = others[name].to_numpy(dtype=float) / driver
        return pd.DataFrame(columns)

    def fit(self, quantity: str, level: float = 0.95) -> LengthConstant:
        """The exponential of one quantity over the unstimulated spines.

        Raises
        ------
        DescriptionError : there is no such quantity.
        """
        if quantity not in self.quantities:
            raise DescriptionError(
                f"there is no quantity '{quantity}'", tip=suggestion(quantity, self.quantities)
            )
        others = self.table[~self.table["stimulated"]]
        return fit_length_constant(
            others["distance_um"], others[quantity], level=level, floor=_floor(quantity)
        )

    def length_constants(self, level: float = 0.95) -> pd.DataFrame:
        """One row a quantity: the fields of `LengthConstant`; ``note`` says why there is none."""
        rows = []
        for name in self.quantities:
            found = self.fit(name, level)
            rows.append(
                {
                    "quantity": name,
                    "length_um": found.length_um,
                    "low_um": found.low_um,
                    "high_um": found.high_um,
                    "amplitude": found.amplitude,
                    "explained": found.explained,
                    "spines": found.spines,
                    "note": f"not determined: {found.note}" if found.note else "",
                }
            )
        return pd.DataFrame(rows)

    def figure(self) -> Figure:
        """Every quantity against distance; see `spinecable.result.neighbours_figure`."""
        from spinecable.result.neighbours_figure import distance_figure

        return distance_figure(self)

    def save(self, folder: str | Path) -> list[Path]:
        """Write ``neighbours.csv``, ``length_constants.csv`` and ``neighbours.png``."""
        target = Path(folder)
        lengths, figure = self.length_constants(), self.figure()
        return [
            write_whole(target / TABLE, lambda file: self.table.to_csv(file, index=False), "table"),
            write_whole(target / LENGTHS, lambda file: lengths.to_csv(file, index=False), "table"),
            write_whole(target / FIGURE, figure.savefig, "figure"),
        ]


def find_neighbours(result: Result, stimulated: Sequence[str] | None = None) -> Neighbours:
    """Sort the spines of a result by what was done to them; for users see `Result.neighbours`.

    Raises
    ------
    DescriptionError : a name that is not there, no spine or every spine is stimulated.
    SpinecableError : the result does not know how its sections are joined.
    """
    given = stimulated_spines(result) if stimulated is None else list(stimulated)
    for name in given:
        if name not in result.spines:
            raise DescriptionError(
                f"the result has no spine '{name}'", tip=suggestion(name, result.spines)
            )
    chosen = [name for name in result.spines if name in given]
    if len(chosen) in (0, len(result.spines)):
        which = "every spine is" if chosen else "no spine is"
        raise DescriptionError(
            f"{which} stimulated, so nothing can be compared",
            tip="Name the stimulated spines yourself, or add spines that no stimulus names.",
        )
    distances = path_distances_um(result)
    columns = [result.spines.index(name) for name in chosen]
    nearest = [columns[int(np.argmin(row))] for row in distances[:, columns]]
    is_driven = np.isin(result.spines, chosen)
    table: dict[str, object] = {
        "spine": result.spines,
        "stimulated": is_driven,
        "nearest": [result.spines[n] for n in nearest],
        "distance_um": [float(distances[n, m]) for n, m in enumerate(nearest)],
    }
    for name in RISES:
        table[name] = rises(result, name)
    data = result.dataset
    table["weight_change"] = data["weight_change"].to_numpy()
    if "late_head_volume_um3" in data:
        volume = data["late_head_volume_um3"].to_numpy()
        at = result.experiment.outcome.minutes_after
        late = data["late_time_min"].to_numpy()
        table["volume_change"] = [np.interp(at, late, v) / v[0] - 1 for v in volume]
    for name, trace in LAGS.items():
        peaks = _peak_times_ms(result, trace)
        lag = np.where(is_driven, np.nan, peaks - peaks[nearest])
        table[name] = lag
    return Neighbours(pd.DataFrame(table))


def stimulated_spines(result: Result) -> list[str]:
    """Names of the spines that a stimulus or an electrode of the experiment reaches."""
    experiment = result.experiment
    found = []
    for spine in result.spines:
        for i, stimulus in enumerate(experiment.stimuli):
            at_spines = hasattr(stimulus, "spines") and experiment.reaches(i, spine)
            if at_spines or getattr(stimulus, "spine", None) == spine:
                found.append(spine)
                break
    return found


def rises(result: Result, name: str) -> Floats:
    """A column of `RISES`: peak above the value before the first stimulus, one a spine."""
    trace, peak, _ = RISES[name]
    data = result.dataset
    highest = data[peak].to_numpy()
    if f"late_{trace}" in data:
        highest = np.maximum(highest, data[f"late_{trace}"].to_numpy().max(axis=1))
    return np.asarray(highest - data[trace].to_numpy()[:, 0], dtype=np.float64)


def path_distances_um(result: Result) -> Floats:
    """Distance along the dendrites between the neck bases, shape (n_spines, n_spines).

    Between dendrites of different stems it leads to the soma's surface and on from there.

    Raises
    ------
    SpinecableError : the result is of a version that did not keep how sections are joined.
    """
    text = result.dataset.attrs.get("branches")
    if text is None:
        raise SpinecableError(
            "the result does not know how its sections are joined",
            tip="Run the experiment again with this version.",
        )
    branches: Mapping[str, tuple[str, float]] = json.loads(text)
    from_soma = result.dataset["path_distance_um"].to_numpy()
    lines = [_way_to_the_soma(str(name), branches) for name in result["section"].to_numpy()]
    count = len(lines)
    found = np.zeros((count, count))
    for i in range(count):
        for j in range(i):
            shared = _meeting_um(lines[i], lines[j], branches, from_soma[i], from_soma[j])
            found[i, j] = found[j, i] = from_soma[i] + from_soma[j] - 2 * shared
    return found


def _way_to_the_soma(section: str, branches: Mapping[str, tuple[str, float]]) -> list[str]:
    way = []
    while section:
        way.append(section)
        section = branches[section][0]
    return way


def _meeting_um(
    a: list[str],
    b: list[str],
    branches: Mapping[str, tuple[str, float]],
    a_um: float,
    b_um: float,
) -> float:
    """Distance from the soma of the place where the ways of two spines meet."""
    if a[0] == b[0]:
        return min(a_um, b_um)
    if a[0] in b:
        return min(a_um, branches[b[b.index(a[0]) - 1]][1])
    if b[0] in a:
        return min(b_um, branches[a[a.index(b[0]) - 1]][1])
    shared = next((name for name in a if name in b), None)
    return 0.0 if shared is None else branches[a[a.index(shared) - 1]][1]


def _peak_times_ms(result: Result, trace: str) -> Floats:
    """When a trace is highest; not a number where it never rises."""
    data = result.dataset
    time, values = data["time_ms"].to_numpy(), data[trace].to_numpy()
    if f"late_{trace}" in data:
        last_ms = result.experiment.last_event_ms()
        later = last_ms + MS_PER_MIN * data["late_time_min"].to_numpy()
        after = later > time[-1]
        time = np.concatenate([time, later[after]])
        values = np.hstack([values, data[f"late_{trace}"].to_numpy()[:, after]])
    floor = next(floor for own, _, floor in RISES.values() if own == trace)
    found = time[np.argmax(values, axis=1)]
    return np.where(values.max(axis=1) - values[:, 0] > floor, found, np.nan)


def _floor(quantity: str) -> float:
    return RISES[quantity][2] if quantity in RISES else CHANGES[quantity]
