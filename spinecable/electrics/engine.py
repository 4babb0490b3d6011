"""The one NEURON of this process: its globals, its mechanisms, one model at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spinecable.errors import MechanismError, SimulationError, suggestion
from spinecable.mechanisms.load import load_mechanisms, neuron_h


def claim() -> Any:
    """NEURON's ``h``, certain to hold no section of anybody else.

    Leftover sections would be integrated along and would change numbers.

    Raises
    ------
    SimulationError : NEURON already holds sections.
    """
    h = neuron_h()
    left = [section.name() for section in h.allsec()]
    if left:
        raise SimulationError(
            f"NEURON already holds {len(left)} sections in this process ({left[0]} ...)",
            tip="Close the earlier model with model.close(), or run in a fresh process.",
        )
    return h


def clear() -> None:
    """Delete all sections: the model that was being built in a claimed NEURON."""
    h = neuron_h()
    for section in list(h.allsec()):
        h.delete_section(sec=section)


def set_globals(
    *, temperature_C: float, dt_ms: float, calcium_outside_mM: float, calcium_inside_mM: float
) -> None:
    """Set every NEURON global a model depends on, whatever an earlier model left there."""
    h = neuron_h()
    h.celsius = temperature_C
    h.secondorder = 0
    h.dt = dt_ms
    h.t = 0.0
    h.CVode().active(False)
    h.CVode().use_fast_imem(False)
    if has_mechanism("ca_ion"):
        h.cao0_ca_ion = calcium_outside_mM
        h.cai0_ca_ion = calcium_inside_mM


def _registered(kind: int) -> list[str]:
    h = neuron_h()
    types = h.MechanismType(kind)
    names, name = [], h.ref("")
    for i in range(int(types.count())):
        types.select(i)
        types.selected(name)
        names.append(str(name[0]))
    return names


def has_mechanism(name: str) -> bool:
    """Whether NEURON knows a density mechanism, ion or point process of this name."""
    return name in _registered(0) or name in _registered(1)


def require_mechanisms(names: Iterable[str]) -> None:
    """Load the package's mechanisms if any of `names` needs them, and check that all are there.

    Raises
    ------
    MechanismError : NEURON does not know one of them.
    """
    missing = sorted(name for name in names if not has_mechanism(name))
    if not missing:
        return
    load_mechanisms(missing)
    for name in missing:
        if not has_mechanism(name):
            raise MechanismError(
                f"there is no mechanism '{name}'",
                tip=suggestion(name, [*_registered(0), *_registered(1)]),
            )


def set_range(target: Any, name: str, value: float, mechanism: str) -> None:
    """Set a RANGE variable of a mechanism's instance.

    Raises
    ------
    MechanismError : the mechanism has no such variable (NEURON itself would not always say so).
    """
    if not hasattr(target, name):
        raise MechanismError(f"the mechanism '{mechanism}' has no variable '{name}'")
    setattr(target, name, value)
