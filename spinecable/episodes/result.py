"""What episodes leave behind: a table, the fate of every spine, and what foretold it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from spinecable.describe.episodes import Episodes
from spinecable.episodes.predict import auc, auc_interval, cross_validated_scores
from spinecable.errors import SpinecableError
from spinecable.result.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STRUCTURE = (
    "head_volume_um3",
    "neck_length_um",
    "neck_diameter_um",
    "neck_resistance_Mohm",
    "path_distance_um",
)
"""What is known of a spine before its first episode."""

Fate = Literal["strengthened", "unchanged", "weakened", "vanished"]


class EpisodesResult:
    """The table of all episodes.

    Parameters
    ----------
    table : one row a spine and episode in which it was there: shape before and after (columns with
        ``after``), ``weight_change`` in the episode, ``weight`` (AMPA receptors over those with
        which the spine began), ``patterns`` it belongs to, ``active`` (in the episode's pattern),
        ``alive`` at its end, and ``born``, the first episode that it saw.
    episodes : what was run.
    """

    def __init__(self, table: pd.DataFrame, episodes: Episodes) -> None:
        self.table = table
        self.episodes = episodes

    def fates(self) -> pd.DataFrame:
        """One row a spine: `STRUCTURE` before its first episode, and what became of it.

        ``vanished``: pruned. Otherwise by the weight after the last episode over that at the
        beginning and the experiment's `Outcome`: ``strengthened`` above ``1 + ltp_above``,
        ``weakened`` below ``1 + ltd_below``, else ``unchanged``. ``episodes_active`` counts the
        episodes in whose pattern it was: an unchanged spine with 0 has stayed silent.
        """
        by_spine = self.table.groupby("spine", sort=False)
        first, last = by_spine.first(), by_spine.last()
        found = first[["born", "patterns", *STRUCTURE]].copy()
        found["episodes_active"] = by_spine["active"].sum().astype(int)
        found["weight"] = last["weight"]
        found["volume_share"] = last["head_volume_after_um3"] / first["head_volume_um3"]
        found["fate"] = [
            self._fate(weight, bool(alive))
            for weight, alive in zip(last["weight"], last["alive"], strict=True)
        ]
        return found.reset_index()

    def _fate(self, weight: float, alive: bool) -> Fate:
        criterion = self.episodes.experiment.outcome
        if not alive:
            return "vanished"
        if weight > 1 + criterion.ltp_above:
            return "strengthened"
        return "weakened" if weight < 1 + criterion.ltd_below else "unchanged"

    def predict_fate(
        self,
        fate: Fate = "strengthened",
        *,
        among: Literal["active", "all"] = "active",
        measures: Sequence[str] = STRUCTURE,
        seed: int = 0,
    ) -> pd.DataFrame:
        """How well the initial structure foretells a fate: one row a measure, then ``all``.

        ``auc`` is the chance that a spine of that fate has the higher value (0.5: none; below it,
        lower values go with the fate); ``low`` and ``high`` its 95 % bootstrap interval over
        spines; ``p`` that of Mann and Whitney's test (two-sided); ``beats_chance`` whether the
        interval leaves 0.5 out and ``p`` is below 0.05, which a handful of spines cannot reach.
        Row ``all`` scores a ridge logistic
        regression of all measures on spines that it has not seen (five folds).

        Parameters
        ----------
        among : ``active``: spines that were in the pattern of an episode; ``all``: every spine of
            the beginning, where being active alone foretells much.
        measures : columns of `fates`.
        seed : of folds and resamples.

        Raises
        ------
        SpinecableError : all spines or none have that fate, or a measure is not there.
        """
        fates = self.fates()
        chosen = fates[fates["born"] == 1]
        if among == "active":
            chosen = chosen[chosen["episodes_active"] > 0]
        missing = [name for name in measures if name not in chosen]
        if missing:
            raise SpinecableError(f"'{missing[0]}' is no column of fates()")
        hit = (chosen["fate"] == fate).to_numpy(dtype=bool)
        if hit.all() or not hit.any():
            raise SpinecableError(
                f"{int(hit.sum())} of {hit.size} spines are {fate}, so nothing tells them apart",
                tip="Use more spines, another fate, or among='all'.",
            )
        values = chosen[list(measures)].to_numpy(dtype=float)
        scores: dict[str, NDArray[np.float64]] = dict(zip(measures, values.T, strict=True))
        if min(hit.sum(), (~hit).sum()) > 1:
            scores["all"] = cross_validated_scores(values, hit, seed)
        rows = []
        for name, score in scores.items():
            low, high = auc_interval(score, hit, seed=seed)
            p_value = float(mannwhitneyu(score[hit], score[~hit]).pvalue)
            rows.append(
                {
                    "measure": name,
                    "auc": auc(score, hit),
                    "low": low,
                    "high": high,
                    "p": p_value,
                    "beats_chance": p_value < 0.05 and not low <= 0.5 <= high,
                    "spines": hit.size,
                    "of_that_fate": int(hit.sum()),
                }
            )
        return pd.DataFrame(rows)

    def figure(self) -> Figure:
        """Volume and weight over the episodes; see `spinecable.episodes.figure`."""
        from spinecable.episodes.figure import episodes_figure

        return episodes_figure(self)

    def save(self, path: str | Path) -> Path:
        """Write the table as CSV, every digit that differs."""
        return write_whole(path, lambda file: self.table.to_csv(file, index=False), "table")
