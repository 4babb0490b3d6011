"""Published models beside this package: SBML files under a calcium step, and spines in NEURON."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from spinecable.errors import ToolchainError
from spinecable.simulate.job import Progress
from spinecable.validate.entry import Floats, NeedsData, Scale, Task

FOLDER = "SPINECABLE_SBML_DIR"
"""Environment variable: the folder with the SBML files, as BioModels gives them out."""

REST_UM, STEP_UM = 0.08, 1.0
STEP_S = (10.0, 20.0)
END_S = 60.0
READ_S = (20.0, 60.0)
"""The end of the step, and 40 s later."""

FILES = {
    "pepke2010": (
        "MODEL1001150000_Pepke2010.xml",
        ("Ca",),
        ("KaMe",),
        "uM",
        20.0,
    ),
    "stefan2008": (
        "BIOMD0000000183_Stefan2008.xml",
        ("ca",),
        ("PP2Bbar",),
        None,
        1e6,
    ),
    "hayer2005": (
        "MODEL9086926384_Hayer2005_CaMKII_noPKA.xml",
        ("Ca", "Ca_minus_PSD"),
        ("act_CaMKII_cyt",),
        None,
        1e6,
    ),
}
"""File, its calcium, what is read, unit of its numbers, time at rest before (s). The file of Pepke
2010 has no phosphatase, so that its rest is a matter of time: 20 s."""


def published_cascade(name: str, folder: str, progress: Progress) -> dict[str, Floats]:
    """One of `FILES` under the step: what is read, at `READ_S`, by the ids of the file.

    Parameters
    ----------
    folder : that holds the file; empty where none was named.

    Raises
    ------
    NeedsData : the file or libSBML is not there.
    """
    from spinecable.sbml.read import read_cascade
    from spinecable.sbml.solve import integrate, settled_state

    file, calcium, wanted, unit, settle_s = FILES[name]
    path = Path(folder) / file
    if not folder or not path.is_file():
        raise NeedsData(f"{file} of BioModels in the folder that {FOLDER} names")
    try:
        model = read_cascade(path, calcium, wanted, concentration_unit=unit)
    except ToolchainError as error:
        raise NeedsData(str(error)) from error
    begin, end = STEP_S
    times = np.array([0.0, begin, begin, end, end, END_S])
    course = np.array([REST_UM, REST_UM, STEP_UM, STEP_UM, REST_UM, REST_UM])
    start = settled_state(model, REST_UM, settle_s)
    found = integrate(model, times, course, np.array(READ_S), start)
    progress(1.0, "published cascade")
    return {key: np.asarray(values) for key, values in zip(wanted, found.values, strict=True)}


def head_under_step(progress: Progress) -> dict[str, Floats]:
    """The head of rat CA1 under the same step: active shares of its enzymes at `READ_S`."""
    from scipy.integrate import solve_ivp

    from spinecable.chemistry.contents import (
        camkii_active_weights,
        can_active_weights,
        head_scheme,
        scheme_values,
    )
    from spinecable.chemistry.equations import Equations
    from spinecable.chemistry.steady import steady_state
    from spinecable.describe.preparation import load_preparation
    from spinecable.plasticity.slot_model import sphere_area_um2

    preparation = load_preparation()
    scheme = head_scheme(kinetics=preparation.values("kinetics"))
    values = scheme_values(preparation, "head", 0.08, sphere_area_um2(0.08))
    equations = Equations(scheme)
    parameters = equations.parameter_values(values)
    resting = steady_state(scheme, REST_UM, values=values)
    calcium = equations.species.index("ca")
    state = np.array([resting[name] for name in equations.species])
    free = np.array([not s.bookkeeping for s in scheme.species])
    free[calcium] = False

    def slope(_: float, x: Floats) -> Floats:
        return np.where(free, equations.derivative(x, parameters), 0.0)

    def share(weights: dict[str, float], total: str) -> float:
        vector = np.array([weights.get(n, 0.0) for n in equations.species])
        return float(vector @ state / values[total])

    kinase, phosphatase = [], []
    for held, seconds in ((STEP_UM, STEP_S[1] - STEP_S[0]), (REST_UM, END_S - STEP_S[1])):
        state[calcium] = held
        solved = solve_ivp(slope, (0.0, seconds), state, method="BDF", rtol=1e-6, atol=1e-9)
        state = solved.y[:, -1]
        kinase.append(share(camkii_active_weights(scheme), "camkii_total_uM"))
        phosphatase.append(share(can_active_weights(scheme), "can_total_uM"))
    progress(1.0, "head")
    return {"camkii": np.array(kinase), "calcineurin": np.array(phosphatase)}


def neck_resistances(diameters_um: tuple[float, ...], progress: Progress) -> dict[str, Floats]:
    """Neck and half a head of Popovic 2015, measured in NEURON: ``Mohm``, one a diameter."""
    from spinecable.describe.cell import Cell
    from spinecable.describe.geometry import SpineGeometry
    from spinecable.electrics.bundled.passive import passive
    from spinecable.electrics.contents import HeadElectrics
    from spinecable.electrics.measure import neck_resistance
    from spinecable.electrics.model import build_model
    from spinecable.electrics.spine import PlacedSpine
    from spinecable.morphology import read_morphology

    membrane = passive(Rm_ohm_cm2=20_000, Ra_ohm_cm=100, cm_uF_per_cm2=1)
    stick, found = read_morphology("ball_and_stick"), []
    for diameter in diameters_um:
        shape = SpineGeometry(head_diameter_um=0.5, neck_length_um=1.0, neck_diameter_um=diameter)
        placed = PlacedSpine("spine", shape, 0, 0.5, HeadElectrics())
        cell = Cell(implicit_spines=None)
        with build_model(cell, stick, [placed], biophysics=membrane, initial_mV=0.0) as model:
            found.append(neck_resistance(model, model.spine("spine")).measured_Mohm)
    progress(1.0, "necks")
    return {"Mohm": np.array(found)}


def somatic_epsps(resistances_Mohm: tuple[float, ...], progress: Progress) -> dict[str, Floats]:
    """Somatic EPSP of the spine of Palmer & Stuart 2009 by neck resistance: ``percent``.

    Relative to that without a neck. Their cell is not part of the package; ball and stick with its
    membrane stand in, as the loss is that of a conductance in series with a neck.
    """
    from spinecable.describe.cell import Cell
    from spinecable.describe.geometry import SpineGeometry
    from spinecable.electrics.bundled.passive import passive
    from spinecable.electrics.contents import HeadElectrics, Receptor
    from spinecable.electrics.model import build_model
    from spinecable.electrics.spine import PlacedSpine
    from spinecable.electrics.stimuli import Stimulation
    from spinecable.morphology import read_morphology

    stick = read_morphology("ball_and_stick")
    synapse = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 2.0, "e": 0.0}, weight=0.5e-3)
    shape = SpineGeometry(head_diameter_um=1.0, neck_length_um=1.0, neck_diameter_um=0.051)
    placed = PlacedSpine("spine", shape, 0, 0.5, HeadElectrics(ampa=synapse))
    membrane = passive(Rm_ohm_cm2=8500, Ra_ohm_cm=105, cm_uF_per_cm2=2)
    peaks = []
    for resistance in (1e-3, *resistances_Mohm):
        cell = Cell(implicit_spines=None)
        with build_model(cell, stick, [placed], biophysics=membrane, initial_mV=-75.0) as model:
            spine = model.spine("spine")
            spine.neck.Ra *= resistance / spine.neck_resistance_Mohm
            Stimulation(model).presynaptic(["spine"], [1.0])
            model.initialise()
            peak = -75.0
            for _ in range(1600):
                model.advance()
                peak = max(peak, model.soma_seg.v)
        peaks.append(peak + 75.0)
    progress(1.0, "somatic EPSPs")
    return {"percent": 100.0 * np.array(peaks[1:]) / peaks[0]}


def step_of(name: str) -> Callable[[Scale], Task]:
    """The published file under the step, as a function of the scale."""

    def run(scale: Scale) -> Task:
        return Task(published_cascade, (name, os.environ.get(FOLDER, "")))

    return run


def own_step(scale: Scale) -> Task:
    """`head_under_step` as shared work."""
    return Task(head_under_step)
