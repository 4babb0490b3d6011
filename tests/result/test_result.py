"""A result survives its file, and refuses what does not fit."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from spinecable.errors import SimulationError, SpinecableError
from spinecable.result.result import Result


def test_file_holds_everything(result: Result, tmp_path: Path) -> None:
    path = result.save(tmp_path / "out" / "result.nc")
    again = Result.load(path)
    xr.testing.assert_identical(result.dataset, again.dataset)
    assert again.experiment == result.experiment
    assert again.provenance == result.provenance
    assert list(path.parent.iterdir()) == [path]
    for name, variable in result.dataset.variables.items():
        assert again.dataset[name].dtype.kind == variable.dtype.kind
        if variable.dtype.kind == "f":
            assert again.dataset[name].dtype == np.float64


def test_units_of_every_variable_are_in_the_file(result: Result, tmp_path: Path) -> None:
    """Read by plain HDF5, not through this package; the unit agrees with the name's suffix."""
    suffixes = {"_mV": "mV", "_uM": "uM", "_ms": "ms", "_um": "um", "_um3": "um^3", "_min": "min"}
    with h5py.File(result.save(tmp_path / "r.nc")) as file:
        assert file.attrs["seed"] == 7
        assert {"head_mV", "weight", "time_ms", "outcome"} <= set(file)
        for name, variable in file.items():
            units = variable.attrs["units"]
            for suffix, unit in suffixes.items():
                if name.endswith(suffix) and not name.endswith("uM_ms"):
                    assert units == unit, name


def test_versions_are_recorded(result: Result) -> None:
    import platform

    import neuron

    versions = result.provenance.versions
    assert versions["python"] == platform.python_version()
    assert versions["numpy"] == np.__version__
    assert versions["neuron"].split("+")[0] in neuron.__version__
    assert "40 min after the last stimulus" in result.criterion


def test_change_and_outcome_follow_from_the_weight(result: Result) -> None:
    np.testing.assert_allclose(
        result["weight_change"], result["weight"].sel(late_time_min=40.0) - 1, rtol=1e-12
    )
    assert list(result["outcome"].values) == ["LTP", "LTD"]


def _again(result: Result, **changed: object) -> Result:
    from spinecable.result.variables import GIVEN_SCALARS, LATE, TRACES, SpineScalars

    data = result.dataset
    spines = [
        SpineScalars(spine=n, **{c: data[c].values[i].item() for c in GIVEN_SCALARS})
        for i, n in enumerate(result.spines)
    ]
    arrays = {n: data[n].values for n in ("time_ms", "late_time_min", *TRACES, *LATE) if n in data}
    values = {**arrays, "spines": spines, "provenance": result.provenance, **changed}
    return Result.from_arrays(result.experiment, **values)


def test_wrong_shape_is_refused(result: Result) -> None:
    with pytest.raises(SimulationError, match=r"head_mV has shape \(3001, 2\), expected \(2, 3001"):
        _again(result, head_mV=result["head_mV"].values.T)


def test_not_a_number_is_refused(result: Result) -> None:
    ca = result["head_ca_uM"].values.copy()
    ca[1, 5] = np.nan
    with pytest.raises(SimulationError, match=r"head_ca_uM is not finite at index \(1, 5\)"):
        _again(result, head_ca_uM=ca)


def test_slow_part_must_reach_the_outcome(result: Result) -> None:
    keep = slice(0, 50)
    with pytest.raises(SimulationError, match="does not reach the outcome"):
        _again(
            result,
            late_time_min=result["late_time_min"].values[keep],
            weight=result["weight"].values[:, keep],
        )


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.nc"
    text.write_text("hello")
    with pytest.raises(SpinecableError, match="not a NetCDF 4 file"):
        Result.load(text)
    other = tmp_path / "b.nc"
    xr.Dataset({"x": ("t", [1.0])}).to_netcdf(other, engine="h5netcdf")
    with pytest.raises(SpinecableError, match="does not hold a spinecable result"):
        Result.load(other)
    with pytest.raises(SpinecableError, match="no such file"):
        Result.load(tmp_path / "none.nc")


def test_a_later_layout_is_refused(result: Result, tmp_path: Path) -> None:
    result.dataset.attrs["spinecable_format"] = 99
    with pytest.raises(SpinecableError, match="newer"):
        Result.load(result.save(tmp_path / "r.nc"))
