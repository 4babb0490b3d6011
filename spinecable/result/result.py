"""What a run leaves behind: labelled arrays, one table row a spine, and how to run it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from spinecable.describe.experiment import Experiment
from spinecable.errors import SimulationError, SpinecableError
from spinecable.plasticity.outcome import classify, criterion_text
from spinecable.result.files import write_whole
from spinecable.result.provenance import Provenance
from spinecable.result.variables import (
    COORDINATES,
    GIVEN_SCALARS,
    LATE,
    SCALARS,
    TRACES,
    SpineScalars,
    Variable,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from spinecable.result.neighbours import Neighbours

FORMAT = 1
"""Version of the file's layout; a higher number than a reader knows is refused."""


class Result:
    """Traces, scalars and metadata of one run.

    Parameters
    ----------
    dataset : dimensions ``spine``, ``time_ms`` (traces) and ``late_time_min`` (the slow part);
        every variable has a ``units`` attribute. Built by `from_arrays` or read by `load`.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset

    @classmethod
    def from_arrays(
        cls,
        experiment: Experiment,
        *,
        time_ms: ArrayLike,
        soma_mV: ArrayLike,
        head_mV: ArrayLike,
        shaft_mV: ArrayLike,
        head_ca_uM: ArrayLike,
        shaft_ca_uM: ArrayLike,
        camkii_active: ArrayLike,
        can_active: ArrayLike,
        late_time_min: ArrayLike,
        weight: ArrayLike,
        spines: Sequence[SpineScalars],
        provenance: Provenance,
        late_camkii_active: ArrayLike | None = None,
        late_can_active: ArrayLike | None = None,
        head_dff: ArrayLike | None = None,
        shaft_dff: ArrayLike | None = None,
        extra: Mapping[str, tuple[Variable, ArrayLike]] | None = None,
        branches: Mapping[str, tuple[str, float]] | None = None,
    ) -> Result:
        """A result from plain arrays; weight change and outcome follow from `weight`.

        Parameters
        ----------
        time_ms, soma_mV : shape (n_times,).
        head_mV ... can_active : shape (n_spines, n_times), spines in the order of `spines`.
        late_time_min : shape (n_late,), ascending, minutes since the last stimulus; negative
            times cover the stimulation. It must reach ``experiment.outcome.minutes_after``.
        weight : shape (n_spines, n_late), relative to the weight before the first stimulus.
        late_camkii_active, late_can_active : shape (n_spines, n_late), where known.
        head_dff, shaft_dff : shape (n_spines, n_times), where there is a calcium indicator.
        extra : further variables, each with its dimensions and unit; numbers or texts. Those of
            one value a spine stand in the summary too; one whose only dimension has its own name
            is a coordinate.
        branches : name of each section between spines and soma -> name of the one that it springs
            from (empty: the soma) and path distance of its beginning (um).

        Raises
        ------
        SimulationError : a shape does not fit, a value is not finite, or the slow part ends
            before the outcome is read.
        """
        names = [record.spine for record in spines]
        given = {
            "time_ms": time_ms,
            "late_time_min": late_time_min,
            "soma_mV": soma_mV,
            "head_mV": head_mV,
            "shaft_mV": shaft_mV,
            "head_ca_uM": head_ca_uM,
            "shaft_ca_uM": shaft_ca_uM,
            "camkii_active": camkii_active,
            "can_active": can_active,
            "weight": weight,
            "late_camkii_active": late_camkii_active,
            "late_can_active": late_can_active,
            "head_dff": head_dff,
            "shaft_dff": shaft_dff,
        }
        arrays = {n: np.asarray(a, dtype=float) for n, a in given.items() if a is not None}
        sizes = {
            "spine": len(names),
            "time_ms": arrays["time_ms"].size,
            "late_time_min": arrays["late_time_min"].size,
        }
        known = {**COORDINATES, **TRACES, **LATE}
        for name, (variable, values) in (extra or {}).items():
            known[name], arrays[name] = variable, np.asarray(values)
            if variable.dims == (name,):
                sizes[name] = arrays[name].size
        for name, array in arrays.items():
            _check_array(name, array, known[name], sizes)

        late = arrays["late_time_min"]
        criterion = experiment.outcome
        if late.size == 0 or late[-1] < criterion.minutes_after * (1 - 1e-9):
            raise SimulationError(
                f"the slow part does not reach the outcome, {criterion.minutes_after:g} min after "
                "the last stimulus",
                where="late_time_min",
                tip="Extend it, or set outcome.minutes_after lower.",
            )
        change = [float(np.interp(criterion.minutes_after, late, w)) - 1 for w in arrays["weight"]]
        columns: dict[str, list[Any]] = {
            n: [getattr(record, n) for record in spines] for n in GIVEN_SCALARS
        }
        columns["weight_change"] = change
        columns["outcome"] = [classify(c, criterion) for c in change]

        variables = {
            name: (known[name].dims, array, _attributes(known[name]))
            for name, array in arrays.items()
            if name not in COORDINATES
        }
        for name in SCALARS:
            variables[name] = (("spine",), np.asarray(columns[name]), _attributes(SCALARS[name]))
        coordinates = {
            "spine": ("spine", np.asarray(names), _attributes(COORDINATES["spine"])),
            "time_ms": ("time_ms", arrays["time_ms"], _attributes(COORDINATES["time_ms"])),
            "late_time_min": (
                "late_time_min",
                late,
                _attributes(COORDINATES["late_time_min"]),
            ),
        }
        metadata = {
            "spinecable_format": FORMAT,
            "title": experiment.title,
            "experiment": experiment.model_dump_json(by_alias=True),
            "seed": experiment.simulation.seed,
            "criterion": criterion_text(criterion),
            **provenance.attributes(),
        }
        if branches is not None:
            metadata["branches"] = json.dumps(dict(branches))
        return cls(xr.Dataset(variables, coordinates, metadata))

    @property
    def experiment(self) -> Experiment:
        """The experiment, rebuilt from the metadata: enough to run it again."""
        return Experiment.model_validate_json(self.dataset.attrs["experiment"])

    @property
    def provenance(self) -> Provenance:
        """Versions, hashes and notices."""
        return Provenance.from_attributes(self.dataset.attrs)

    @property
    def criterion(self) -> str:
        """The sentence that says when a change counts as LTP or LTD."""
        return str(self.dataset.attrs["criterion"])

    @property
    def spines(self) -> list[str]:
        """Names of the spines, in order."""
        return [str(name) for name in self.dataset["spine"].values]

    def __getitem__(self, name: str) -> xr.DataArray:
        return self.dataset[name]

    def __repr__(self) -> str:
        rows = zip(self.spines, self.dataset["outcome"].values, strict=True)
        return f"Result({', '.join(f'{spine}: {outcome}' for spine, outcome in rows)})"

    def summary(self) -> pd.DataFrame:
        """One row a spine; see `spinecable.result.summary`."""
        from spinecable.result.summary import summary_table

        return summary_table(self)

    def figure(self) -> Figure:
        """The comparison of the spines; see `spinecable.result.figure`."""
        from spinecable.result.figure import neighbours_figure

        return neighbours_figure(self)

    def neighbours(self, stimulated: Sequence[str] | None = None) -> Neighbours:
        """What stimulated spines do to the others, against the path distance between them.

        ::

            found = result.neighbours()
            found.table                  # one row a spine
            found.length_constants()     # exponentials with intervals
            found.crosstalk()            # shares of what the nearest stimulated spine gets

        Parameters
        ----------
        stimulated : names of spines; None: those that a stimulus or an electrode reaches. Stimuli
            of the soma count for no spine.

        Raises
        ------
        DescriptionError : a name that is not there, no spine or every spine is stimulated.
        SpinecableError : the result is of a version that did not keep how sections are joined.
        """
        from spinecable.result.neighbours import find_neighbours

        return find_neighbours(self, stimulated)

    def save(self, path: str | Path) -> Path:
        """Write one NetCDF 4 file (``.nc``); an existing file is replaced only when complete."""
        compressed = {
            str(name): {"zlib": True, "complevel": 4}
            for name, variable in self.dataset.data_vars.items()
            if variable.dtype.kind == "f" and variable.size > 1000
        }
        return write_whole(
            path,
            lambda file: self.dataset.to_netcdf(file, engine="h5netcdf", encoding=compressed),
            "result",
        )

    @classmethod
    def load(cls, path: str | Path) -> Result:
        """Read a file written by `save`.

        Raises
        ------
        SpinecableError : no such file, not a result of this package, or of a later version.
        """
        source = Path(path)
        if not source.is_file():
            raise SpinecableError("there is no such file", where=str(source))
        try:
            dataset = xr.load_dataset(source, engine="h5netcdf")
        except (OSError, ValueError, KeyError) as error:
            raise SpinecableError(
                "this is not a NetCDF 4 file",
                where=str(source),
                tip="Give a result.nc that spinecable wrote.",
            ) from error
        layout = dataset.attrs.get("spinecable_format")
        if layout is None or "experiment" not in dataset.attrs:
            raise SpinecableError(
                "this NetCDF file does not hold a spinecable result", where=str(source)
            )
        if int(layout) > FORMAT:
            raise SpinecableError(
                f"this result has layout {int(layout)}, newer than this version knows ({FORMAT})",
                where=str(source),
                tip="Install a newer spinecable.",
            )
        for name in (n for n, v in dataset.variables.items() if v.dtype.kind in "OU"):
            dataset[name] = dataset[name].astype(str).assign_attrs(dataset[name].attrs)
        return cls(dataset)


def _attributes(variable: Variable) -> dict[str, str]:
    return {"units": variable.units, "long_name": variable.long_name}


def _check_array(name: str, array: NDArray[Any], variable: Variable, sizes: dict[str, int]) -> None:
    expected = tuple(sizes[dim] for dim in variable.dims)
    if array.shape != expected:
        raise SimulationError(
            f"{name} has shape {array.shape}, expected {expected} for {variable.dims}"
        )
    if array.dtype.kind != "U" and not np.isfinite(array).all():
        bad = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise SimulationError(f"{name} is not finite at index {bad}")
    if name in ("time_ms", "late_time_min") and array.size > 1 and not (np.diff(array) > 0).all():
        raise SimulationError(f"{name} is not ascending")
