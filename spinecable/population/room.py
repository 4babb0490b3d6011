"""What room a dendrite has left for explicit spines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from spinecable.describe.cell import ImplicitSpines
from spinecable.electrics.membrane import spiny_windows

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology


class Room:
    """Places taken, and the membrane that implicit spines leave to explicit ones.

    The membrane is counted in the windows of `spinecable.electrics.membrane`, so what fits here
    is accepted when the cell is built. Where no implicit spines stand there is no bound.
    """

    def __init__(self, morphology: Morphology, implicit: ImplicitSpines | None) -> None:
        self._morphology = morphology
        self._implicit = implicit
        self._taken: dict[int, list[float]] = {}
        self._starts: dict[int, list[float]] = {}
        self._left: dict[int, list[float]] = {}

    def copy(self, section: int) -> Room:
        """A room of one section, for a trial."""
        other = Room(self._morphology, self._implicit)
        other._taken = {section: list(self._taken.get(section, ()))}
        if section in self._starts:
            other._starts = {section: self._starts[section]}
            other._left = {section: list(self._left[section])}
        return other

    def fits(self, section: int, at_um: float, area_um2: float, spacing_um: float) -> bool:
        """Whether a spine of `area_um2` may stand at `at_um` along `section`."""
        return self.is_free(section, at_um, spacing_um) and area_um2 <= self.left_um2(
            section, at_um
        )

    def is_free(self, section: int, at_um: float, spacing_um: float) -> bool:
        """Whether no spine stands nearer than `spacing_um`."""
        taken = self._taken.get(section, [])
        index = bisect_left(taken, at_um)
        return not any(
            abs(other - at_um) < spacing_um for other in taken[max(index - 1, 0) : index + 1]
        )

    def left_um2(self, section: int, at_um: float) -> float:
        """Membrane (um^2) that explicit spines may still have in the window at `at_um`."""
        window = self._window(section, at_um)
        return float("inf") if window is None else self._left[section][window]

    def take(self, section: int, at_um: float, area_um2: float) -> None:
        """Put a spine there."""
        insort(self._taken.setdefault(section, []), at_um)
        window = self._window(section, at_um)
        if window is not None:
            self._left[section][window] -= area_um2

    def _window(self, section: int, at_um: float) -> int | None:
        if section not in self._starts:
            own = self._morphology.sections[section]
            windows = spiny_windows(own.path_start_um, own.length_um, self._implicit)
            self._starts[section] = [window.start_um for window in windows]
            self._left[section] = [window.area_um2 for window in windows]
        index = bisect_right(self._starts[section], at_um) - 1
        return None if index < 0 else index
