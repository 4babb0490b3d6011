from __future__ import annotations

import pytest

from spinecable.describe.bath import Bath
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.contents import head_electrics, shaft_electrics
from spinecable.errors import DescriptionError

GEOMETRY = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.1)
VALUES = {
    "ampar_per_um3": 375.0,
    "ampar_conductance_pS": 10.0,
    "nmdar_count": 15.0,
    "nmdar_conductance_pS": 40.0,
    "glun2b_fraction": 0.5,
    "nmdar_calcium_fraction": 0.1,
    "cav23_S_per_cm2": 0.002,
}


def test_receptor_numbers_become_conductances():
    contents = head_electrics(GEOMETRY, VALUES, Bath(mg_mM=1.3))
    assert contents.ampa.values["gmax"] == pytest.approx(300e-6)
    assert contents.nmda.values == pytest.approx(
        {"gmax": 600e-6, "mg": 1.3, "f_ca": 0.1, "frac_2b": 0.5}
    )
    assert contents.mechanisms() == {"sc_ampa_jonas", "sc_nmda_popescu", "sc_car", "sc_ca_port"}


def test_a_missing_value_is_named():
    values = {k: v for k, v in VALUES.items() if k != "nmdar_count"}
    with pytest.raises(DescriptionError, match="'nmdar_count' is missing"):
        head_electrics(GEOMETRY, values, Bath())
    with pytest.raises(DescriptionError, match="shaft: the value 'cav23_S_per_cm2' is missing"):
        shaft_electrics({"cav23_S_per_cm": 1.0})
