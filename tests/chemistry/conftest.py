"""Small schemes and real networks that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from spinecable.chemistry.contents import head_scheme, neck_scheme, scheme_values, shaft_scheme
from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid
from spinecable.chemistry.network import Network
from spinecable.chemistry.reactions import Derived, Parameter, Reaction, Scheme, Species
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import load_preparation

SHAPES = {
    "stubby": (0.03, 0.1, 0.3),
    "stubby_wide": (0.06, 0.15, 0.4),
    "short": (0.02, 0.2, 0.15),
    "thin": (0.02, 0.6, 0.1),
    "thin_long": (0.03, 1.2, 0.1),
    "narrow": (0.08, 1.0, 0.08),
    "mean": (0.03, 0.5, 0.15),
    "mushroom": (0.25, 0.5, 0.2),
    "giant": (0.6, 0.4, 0.4),
    "filopodium": (0.012, 4.0, 0.15),
}
"""Head volume (um^3), neck length (um), neck diameter (um): stubby to filopodium."""


def _parameter(name: str, value: float, per_compartment: bool = False) -> Parameter:
    return Parameter(name, value, "", "made up", "ASSUMED: test", per_compartment)


@pytest.fixture(scope="session")
def shapes() -> dict[str, SpineGeometry]:
    return {
        name: SpineGeometry(head_volume_um3=v, neck_length_um=length, neck_diameter_um=d)
        for name, (v, length, d) in SHAPES.items()
    }


@pytest.fixture(scope="session")
def calcium_alone() -> Scheme:
    """Free calcium that only diffuses."""
    return Scheme("alone", (Species("ca", "calcium", "ca_D", 1),), (), (_parameter("ca_D", 220.0),))


@pytest.fixture(scope="session")
def small_scheme() -> Scheme:
    """A mobile buffer, a pump, a leak, a dimer of the buffer and a rate that follows it."""
    return Scheme(
        "small",
        (
            Species("ca", "calcium", "ca_D", 1),
            Species("b", "buffer", "b_D"),
            Species("b_ca", "buffer with calcium", "b_D", 1),
            Species("e", "enzyme"),
            Species("e_b", "enzyme with buffer", None, 2),
            Species("pump", "pump"),
            Species("pump_ca", "pump with calcium", None, 1),
            Species("ca_out", "extruded", None, 1, True),
        ),
        (
            Reaction("bind", {"ca": 1, "b": 1}, {"b_ca": 1}, "b_on", "b_off"),
            Reaction("pair", {"e": 1, "b_ca": 2}, {"e_b": 1}, "e_on", "e_off*speed"),
            Reaction("pump_on", {"ca": 1, "pump": 1}, {"pump_ca": 1}, "150", "15"),
            Reaction("pump_turn", {"pump_ca": 1}, {"pump": 1, "ca_out": 1}, "12"),
            Reaction("leak", {"ca_out": 1}, {"ca": 1}, "leak_uM_per_s", zero_order=True),
        ),
        (
            _parameter("ca_D", 220.0),
            _parameter("b_D", 20.0),
            _parameter("b_on", 30.0),
            _parameter("b_off", 30.0),
            _parameter("e_on", 0.05),
            _parameter("e_off", 4.0),
            _parameter("leak_uM_per_s", 0.0, True),
            _parameter("b_total_uM", 40.0, True),
            _parameter("e_total_uM", 5.0, True),
            _parameter("pump_total_uM", 20.0, True),
        ),
        conserved={
            "b": {"b": 1.0, "b_ca": 1.0, "e_b": 2.0},
            "e": {"e": 1.0, "e_b": 1.0},
            "pump": {"pump": 1.0, "pump_ca": 1.0},
            "calcium": {"ca": 1.0, "b_ca": 1.0, "e_b": 2.0, "pump_ca": 1.0, "ca_out": 1.0},
        },
        derived=(Derived("speed", "1 + 0.1*e_b/(e + e_b + 1e-30)", "1", "slow modulation"),),
    )


@pytest.fixture(scope="session")
def on_shaft() -> Callable[..., Grid]:
    """Spines a given distance apart on a dendrite of 0.8 um."""

    def build(
        geometries: Sequence[SpineGeometry], spacing_um: float = 3.0, **options: float
    ) -> Grid:
        spines = [
            AttachedSpine(f"s{i}", g, "d", 10.0 + spacing_um * (i + 0.5))
            for i, g in enumerate(geometries)
        ]
        length = 20.0 + spacing_um * len(geometries)
        return build_grid(spines, [ShaftSection("d", length, 0.8)], **options)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def rat_ca1() -> Callable[[Grid], Network]:
    """The network of a grid with the contents of the rat CA1 preparation."""
    preparation = load_preparation("rat_ca1")
    kinetics = preparation.values("kinetics")
    schemes = {
        "head": head_scheme(kinetics=kinetics),
        "neck": neck_scheme(kinetics=kinetics),
        "shaft": shaft_scheme(kinetics=kinetics),
    }

    def fill(grid: Grid) -> Network:
        compartments = tuple(
            replace(c, values=scheme_values(preparation, c.kind, c.volume_um3, c.area_um2))
            for c in grid.compartments
        )
        return Network(compartments, grid.links, schemes)

    return fill
