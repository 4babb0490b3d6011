"""What room a dendrite has left for explicit spines."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.membrane import Window, spiny_windows, window_at

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
        self._windows: dict[int, tuple[Window, ...]] = {}
        self._left: dict[int, list[float]] = {}

    def copy(self, section: int) -> Room:
        """A room of one section, for a trial."""
        other = Room(self._morphology, self._implicit)
        other._taken = {section: list(self._taken.get(section, ()))}
        if section in self._windows:
            other._windows = {section: self._windows[section]}
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
        if section not in self._windows:
            windows = spiny_windows(self._morphology.sections[section], self._implicit)
            self._windows[section] = windows
            self._left[section] = [window.area_um2 for window in windows]
        return window_at(self._windows[section], at_um)
