"""The neuron that carries the spines."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.describe.cell_presets import expanded
from spinecable.describe.implicit_spines import ImplicitSpines


class Cell(Description):
    """A morphology with a set of channels.

    Parameters
    ----------
    morphology : a bundled name (``ca1_pyramidal``, ``ball_and_stick``) or a path to an SWC,
        Neurolucida ASC or HDF5 file.
    biophysics : name of a channel set, see ``spinecable.electrics.presets``, or a path to a TOML
        file, see ``spinecable.electrics.sets``.
    temperature_C : of the bath; mechanisms with a published Q10 follow it.
    axon : ``stub`` cuts the reconstructed axon and sets an initial segment and a short axon in
        its place, ``keep`` uses the reconstruction, ``none`` cuts it.
    implicit_spines : the spines not modelled explicitly, or None for a smooth dendrite.
    accept : defects of the file that are accepted after being reported; the names and what each
        does are in ``spinecable.morphology.defects.ACCEPTABLE`` (``disconnected``, ``soma_gap``,
        ``no_soma``, ``nanometres``, ``several_somata``, ``custom_types``, ``zero_radii``).
    """

    morphology: str = "ca1_pyramidal"
    biophysics: str = "ca1_migliore2005"
    temperature_C: float = Field(default=34.0, ge=0, le=45)
    axon: Literal["stub", "keep", "none"] = "stub"
    implicit_spines: ImplicitSpines | None = ImplicitSpines()
    accept: tuple[str, ...] = ()

    @field_validator("biophysics")
    @classmethod
    def _absolute(cls, name: str) -> str:
        return str(Path(name).expanduser().absolute()) if name.endswith(".toml") else name

    @model_validator(mode="before")
    @classmethod
    def _from_preset(cls, values: Any) -> Any:
        return expanded(values) if isinstance(values, dict) and "preset" in values else values

    @classmethod
    def preset(cls, name: str, **changes: Any) -> Cell:
        """A whole cell by name, some fields replaced; a file says ``[cell] preset = "msn"``.

        Parameters
        ----------
        name : of `spinecable.describe.cell_presets.PRESETS`: ``ca1_pyramidal``, ``ca1_strong``,
            ``ca1_weak``, ``ca1_slow_inactivation``, ``l5_thick_tufted``, ``l23_rat``,
            ``l23_human``, ``msn``, ``msn_active``.
        changes : fields that replace the preset's; implicit spines given as a dict are merged.

        Raises
        ------
        pydantic.ValidationError : no such preset, or a field that is not one of a cell.
        """
        return cls.model_validate({"preset": name, **changes})
