"""The summary's columns stay put and its CSV reads back."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spinecable.errors import SpinecableError
from spinecable.result.result import Result
from spinecable.result.summary import write_summary

PROMISED = [
    "head_volume_um3",
    "neck_length_um",
    "neck_diameter_um",
    "neck_resistance_Mohm",
    "peak_head_mV",
    "peak_shaft_mV",
    "peak_head_ca_uM",
    "peak_shaft_ca_uM",
    "ca_integral_uM_ms",
    "peak_camkii_active",
    "peak_can_active",
    "weight_change",
    "outcome",
]


def test_promised_columns_in_order(result: Result) -> None:
    table = result.summary()
    columns = list(table.columns)
    assert columns[:3] == ["spine", "section", "path_distance_um"]
    assert columns[-len(PROMISED) :] == PROMISED
    assert len(table) == 2


def test_peaks_are_those_given_not_those_of_the_samples(result: Result) -> None:
    table = result.summary()
    assert (table["peak_head_mV"] > result["head_mV"].max("time_ms").values + 0.1).all()


def test_csv_reads_back_exactly(result: Result, tmp_path: Path) -> None:
    path = write_summary(result, tmp_path / "new" / "summary.csv")
    again = pd.read_csv(path, keep_default_na=False)
    table = result.summary()
    assert list(again.columns) == list(table.columns)
    for name in table.columns:
        if table[name].dtype.kind == "f":
            np.testing.assert_array_equal(again[name].to_numpy(), table[name].to_numpy())
    with path.open() as file:
        row = next(csv.DictReader(file))
    assert row["spine"] == "s0"
    assert row["outcome"] == "LTP"
    assert float(row["neck_resistance_Mohm"]) == pytest.approx(4 * 1.5 / (np.pi * 0.1**2))


def test_folder_that_cannot_be_made(result: Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpinecableError, match="cannot be written"):
        write_summary(result, tmp_path / "file" / "summary.csv")
