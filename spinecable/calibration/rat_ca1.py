"""Calibration of the preparation ``rat_ca1`` in patch-clamp conditions (``dialysed``).

    python -m spinecable.calibration.rat_ca1 [--write]

Few contents are free, each within bounds from the literature and drawn towards its published
value; together they aim at the rows of `spinecable.calibration.rows`. Every other number of the
preparation stays what its source says. ``intact`` is the same set with calbindin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from scipy.optimize import least_squares

from spinecable.calibration.bench import LEAD_MS, Bench, Response, with_contents
from spinecable.calibration.readings import coupled_readings, readings
from spinecable.calibration.rows import ROWS, deviations
from spinecable.chemistry.network import Floats
from spinecable.describe.preparation import Preparation, load_preparation

ROUNDS = 2
"""Voltage is computed anew with the conductances found, and the fit repeated."""

EVALUATIONS = 5
"""Of the fit in each round, beside those for its derivatives."""


@dataclass(frozen=True)
class Free:
    """A number that calibration may move.

    Parameters
    ----------
    keys : (group, key, factor): where its value goes.
    published, spread : value of the source, and the factor (natural logarithm) by which a
        deviation from it counts one.
    low, high : bounds.
    why : the sources of value and bounds.
    rows : names of the rows that decide it.
    """

    keys: tuple[tuple[str, str, float], ...]
    published: float
    spread: float
    low: float
    high: float
    why: str
    rows: str

    @property
    def name(self) -> str:
        """``group.key`` of the first place."""
        return ".".join(self.keys[0][:2])


FREE = (
    Free(
        tuple((g, "pmca_per_um2", 1.0) for g in ("head", "neck", "shaft")),
        998.0,
        1.0,
        180.0,
        998.0,
        "Bartol 2015 10.3389/fnsyn.2015.00017; at least 180, a bouton model of the same lineage",
        "C3, C5",
    ),
    Free(
        (("head", "ncx_per_um2", 1.0), ("neck", "ncx_per_um2", 1.0)),
        142.0,
        1.0,
        142.0,
        994.0,
        "Bartol 2015 10.3389/fnsyn.2015.00017; at most the shaft's",
        "C5",
    ),
    Free(
        (("head", "cav23_S_per_cm2", 1.0),),
        0.0074,
        0.7,
        0.0037,
        0.035,
        "20 channels/um2 (Chindemi 2022 10.1038/s41467-022-30214-w) of 3.72 pS (Church & Stanley "
        "1996 J Physiol 496:59); at most 20 a spine (Sabatini & Svoboda 2000 10.1038/35046076) of "
        "17 pS (Magee & Johnston 1995)",
        "C7, C10",
    ),
    Free(
        (("shaft", "cav23_S_per_cm2", 1.0),),
        0.001,
        2.0,
        0.001,
        0.05,
        "ASSUMED: the head's of 0.0074 times the ratio of dendrite to spine, 10 to 75 pS/um2, of "
        "O'Donnell 2011 J Neurosci 31:16142; stands for all calcium channels of the dendrite, "
        "whose ions per um2 are 2.2 times the spine's in Cornelisse 2007 "
        "10.1371/journal.pone.0001073",
        "C8",
    ),
    Free(
        (("head", "nmdar_count", 1.0),),
        15.0,
        0.7,
        5.0,
        30.0,
        "Rodrigues 2023 10.7554/eLife.80152; 5-30, Nimchinsky 2004 10.1523/JNEUROSCI.5066-03.2004; "
        "the same at every size, Sobczyk 2005 J Neurosci 25:6037",
        "C11, C17",
    ),
    Free(
        (("head", "nmdar_conductance_pS", 1.0),),
        45.0,
        0.3,
        35.0,
        65.0,
        "ASSUMED: the low end of the usual 45-65 pS without magnesium, Rodrigues 2023 has 90; at "
        "least 35, from the dependence on outside calcium in the code of Bell, Holst, Lee & "
        "Rangamani 2022 J Gen Physiol 154:e202112980",
        "C11, C17",
    ),
)


COUNT = next(i for i, free in enumerate(FREE) if free.name == "head.nmdar_count")
"""Place of the number of NMDA receptors in `FREE`."""


def contents(
    values: Sequence[float] | Floats, frees: Sequence[Free] = FREE
) -> dict[str, dict[str, float]]:
    """Free values, in the order of `frees`, as group -> key -> value."""
    found: dict[str, dict[str, float]] = {}
    for free, value in zip(frees, values, strict=True):
        for group, key, factor in free.keys:
            found.setdefault(group, {})[key] = float(value) * factor
    return found


def rounded(values: Sequence[float] | Floats) -> list[float]:
    """To three digits; the receptors to a whole number."""
    return [
        float(round(v)) if free.keys[0][1] == "nmdar_count" else float(f"{v:.3g}")
        for free, v in zip(FREE, values, strict=True)
    ]


def published() -> Preparation:
    """The preparation with the sources' own values in place of calibrated ones."""
    return with_contents(
        load_preparation("rat_ca1", "dialysed"),
        contents([free.published for free in FREE]),
    )


def calibrate() -> tuple[list[float], dict[str, float], dict[str, float]]:
    """Find the free values.

    Returns
    -------
    The values in the order of `FREE`; the readings of the rows with the published values; those
    with the values found, both from coupled runs.
    """
    base = published()
    low, high = (np.log([getattr(f, which) for f in FREE]) for which in ("low", "high"))
    x = np.log([f.published for f in FREE])
    x = np.clip(x, low + 1e-3, high - 1e-3)
    before: dict[str, float] = {}
    current: float | None = None
    for _ in range(ROUNDS):
        tried = with_contents(base, contents(np.exp(x)))
        with Bench(tried, spike_current_nA=current) as bench:
            current = bench.spike_current_nA
            spike = bench.run(spike_ms=LEAD_MS)
            epsp = bench.run(release_ms=[LEAD_MS])
            start = x

            def errors(
                y: Floats,
                bench: Bench = bench,
                start: Floats = start,
                spike: Response = spike,
                epsp: Response = epsp,
            ) -> Floats:
                preparation = with_contents(base, contents(np.exp(y)))
                runs = _scaled(bench, spike, epsp, np.exp(y - start))
                replayed = bench.replay(runs, preparation)
                count = float(np.exp(y - start)[COUNT])
                replayed[1] = replace(replayed[1], nmda_open=epsp.nmda_open * count)
                found = readings(bench, replayed[0], replayed[1], preparation)
                drawn = [(v - np.log(f.published)) / f.spread for v, f in zip(y, FREE, strict=True)]
                return np.array([*deviations(found), *drawn])

            x = least_squares(
                errors,
                x,
                bounds=(low, high),
                diff_step=np.full(len(x), 0.02),
                max_nfev=EVALUATIONS,
            ).x
    values = rounded(np.exp(x))
    with Bench(base, spike_current_nA=current) as bench:
        before = coupled_readings(bench)
    with Bench(with_contents(base, contents(values)), spike_current_nA=current) as bench:
        after = coupled_readings(bench)
    return values, before, after


def _scaled(bench: Bench, spike: Response, epsp: Response, ratios: Floats) -> list[Floats]:
    """Inflow with other conductances: each port's in proportion to what carries it."""
    ratio = {free.name: r for free, r in zip(FREE, ratios, strict=True)}
    heads = len(bench.model.spines)
    result = []
    nmda = ratio["head.nmdar_count"] * ratio["head.nmdar_conductance_pS"]
    for response, own in ((spike, ratio["head.cav23_S_per_cm2"]), (epsp, nmda)):
        charge = response.charge_mA_ms_per_cm2.copy()
        charge[:, :heads] *= own
        charge[:, heads:] *= ratio["shaft.cav23_S_per_cm2"]
        result.append(charge)
    return result


def table(values: Sequence[float], before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Values and rows as text."""
    lines = [f"{'value':28} {'published':>10} {'calibrated':>10}  bounds"]
    for free, value in zip(FREE, values, strict=True):
        lines.append(
            f"{free.name:28} {free.published:10.4g} {value:10.4g}  {free.low:g}-{free.high:g}"
        )
    lines += [
        "",
        f"{'row':10} {'quantity':28} {'before':>8} {'after':>8}  aim and range",
    ]
    for row in ROWS:
        part, band = row.part, row.band
        ok = "" if band.low <= after[row.name] <= band.high else "  MISSED"
        lines.append(
            f"{row.name:10} {row.quantity:28} {before[row.name]:8.3g} {after[row.name]:8.3g}  "
            f"{row.target:g} ({band.low:g}-{band.high:g}) {part.unit}{ok}"
        )
    return "\n".join(lines)


def written(text: str, values: Sequence[float], frees: Sequence[Free] = FREE) -> str:
    """The preparation's file with the calibrated values in it."""
    for free, value in zip(frees, values, strict=True):
        for group, key, factor in free.keys:
            new, old = (
                float(f"{value * factor:.3g}"),
                float(f"{free.published * factor:.3g}"),
            )
            source = f"calibrated on rows {free.rows}: moved from {old:g} ({free.why})"
            entry = rf"^{key} = \{{ value = "
            pattern = (
                rf"(^\[{group}\]$(?:(?!^\[).)*?{entry})"
                r'[^,]+(, unit = "[^"]+", source = ")[^"]*"'
            )
            changed = rf'\g<1>{new!r}\g<2>{source} to {new:g}"'
            text, count = re.subn(pattern, changed, text, flags=re.MULTILINE | re.DOTALL)
            if count != 1:
                raise click.ClickException(f"no entry '{key}' in [{group}]")
    return text


@click.command()
@click.option("--write", is_flag=True, help="Write the values into the preparation's file.")
def main(write: bool) -> None:
    """Calibrate rat_ca1 and show the rows before and after."""
    values, before, after = calibrate()
    click.echo(table(values, before, after))
    if write:
        path = Path(__file__).resolve().parents[1] / "preparations" / "rat_ca1.toml"
        path.write_text(written(path.read_text(encoding="utf-8"), values), encoding="utf-8")


if __name__ == "__main__":
    main()
