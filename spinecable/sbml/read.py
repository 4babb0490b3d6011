"""A user's cascade from an SBML file.

libSBML reads the file, brings it to Level 3 and writes functions and initial assignments out. What
is left is checked here for what a cascade with prescribed calcium can be, and turned into Python
arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spinecable.sbml.contents import Contents
from spinecable.sbml.declared import check_laws, concentrations, refuse_implausible, unit_of_time
from spinecable.sbml.equations import equations_source
from spinecable.sbml.library import require_libsbml
from spinecable.sbml.model import CascadeModel, Readout, conserved_sums
from spinecable.sbml.opening import open_document, refuse_constructs
from spinecable.sbml.units import Dimension, dimension, same, shown


def read_cascade(
    path: str | Path,
    calcium: str | Sequence[str],
    readouts: Sequence[str] = (),
    *,
    concentration_unit: str | None = None,
    time_unit: str | None = None,
) -> CascadeModel:
    """Read an SBML file (any level) as a cascade that calcium drives.

    Parameters
    ----------
    path : the file.
    calcium : ids (or unique names) of the species that stand for free calcium; they are held at
        the prescribed concentration and the model's own reactions do not change them.
    readouts : ids (or unique names) of species, parameters or compartments to record; species come
        out in uM. Empty: every species.
    concentration_unit, time_unit : ``nM``, ``uM``, ``mM`` or ``M``, and ``ms``, ``s``, ``min`` or
        ``h``: what the file's numbers are, whatever it declares. None: as declared.

    Raises
    ------
    ToolchainError : libSBML is not installed.
    ChemistryError : the file is not valid SBML; it holds events, algebraic rules, delays, fast
        reactions, volumes that change or values that are not set; an unknown species; a unit of
        concentration or time that is not understood; a rate law of the wrong dimension.
    """
    libsbml = require_libsbml()
    file = Path(path)
    contents = Contents(libsbml, open_document(libsbml, file), str(file))
    notices = refuse_constructs(contents)
    named = (calcium,) if isinstance(calcium, str) else tuple(calcium)
    driven = tuple(contents.find(name, contents.species, "species") for name in named)
    second = unit_of_time(contents, time_unit)
    state = contents.state(driven)
    wanted = _wanted(contents, tuple(readouts), driven)
    needed = dict.fromkeys((*driven, *state, *(w for w in wanted if w in contents.species)))
    factors = concentrations(contents, needed, concentration_unit)
    refuse_implausible(contents, driven, factors, concentration_unit)
    calcium_values = {name: 1.0 / factors[name] for name in driven}
    stoichiometry = contents.stoichiometry(state)
    source = equations_source(contents, calcium_values, state, wanted, factors)
    notices += check_laws(contents, concentration_unit or time_unit)
    return CascadeModel(
        path=contents.where,
        calcium=calcium_values,
        state=state,
        initial=tuple(contents.value(name) for name in state),
        seconds=second,
        litres=tuple(contents.litres(name) for name in state),
        scales=tuple(contents.scale(name) for name in state),
        stoichiometry=stoichiometry,
        moieties=conserved_sums(stoichiometry, state),
        readouts=tuple(_readout(contents, name) for name in wanted),
        notices=tuple(notices),
        source=source,
    )


def _wanted(
    contents: Contents, readouts: tuple[str, ...], driven: tuple[str, ...]
) -> tuple[str, ...]:
    if not readouts:
        return tuple(name for name in contents.species if name not in driven)
    elements = {**contents.species, **{p.getId(): p for p in contents.model.getListOfParameters()}}
    return tuple(contents.find(name, elements, "species or parameter") for name in readouts)


def _readout(contents: Contents, name: str) -> Readout:
    if name in contents.species:
        return Readout(name, contents.species[name].getName() or name, "uM")
    parameter = contents.model.getParameter(name)
    unit = parameter.getDerivedUnitDefinition() if parameter.isSetUnits() else None
    found = dimension(contents.sbml, unit)
    plain = found is None or same(found, Dimension(1.0, 0, 0, 0))
    text = "1" if plain else shown(contents.sbml, unit)
    return Readout(name, parameter.getName() or name, text)
