"""The page of the scoreboard in the documentation, made from the stored result.

    python -m spinecable.validate.page docs/scoreboard.md

writes the page and beside it the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from spinecable.result.files import write_whole
from spinecable.validate.board import all_rows
from spinecable.validate.entry import GROUPS, Row
from spinecable.validate.score import PartScore, RowScore, Totals
from spinecable.validate.store import load_baseline

WORDS = {True: "pass", False: "**FAIL**", None: "watched"}

HEAD = """# The scoreboard: published experiments on the model

    spinecable validate

runs published experiments on the model, under the conditions of each paper, and scores the
agreement. This page is the last full run that was stored (`spinecable validate --store`); it is
written by `python -m spinecable.validate.page docs/scoreboard.md`.

- *z* is (model - published) / sigma, sigma being the larger of the published SD and 15 % of the
  mean. Where a row's gate is a range, *z* is for information.
- Gates are a limit on *z*, a range, a sign, or none: a *watched* row is shown and not decided.
- Grade A: the number was read in the paper or its data. B: in the authors' code or a digitised
  figure. C: in other texts.
- The model's value is the mean over spines or sites, with their standard deviation.
- Calcium that was measured with a dye is simulated with that dye and read from its signal, unless
  the row is about calcium without dye.
- Group X runs published models. Three of its rows read SBML files of BioModels that are not part of
  the package (MODEL1001150000, BIOMD0000000183, MODEL9086926384) from the folder that the
  environment variable `SPINECABLE_SBML_DIR` names, and are skipped without them; two repeat spines
  of published NEURON models.
- Rows of plasticity that last for minutes take steps of 0.05 ms and segments of 0.1 length
  constants, twice the defaults.
- There is one set of parameters a preparation ([what was calibrated](calibration.md)); no row has
  its own.
"""

CONFLICTS = """## Where laboratories disagree

**Resistance of the neck.** Harnett et al. 2012 (10.1038/nature11554) find about 500 Mohm in CA1
with electrodes and uncaging, Grunditz et al. 2008 (10.1523/JNEUROSCI.2702-08.2008) 1.2 Gohm in
active spines; Acker et al. 2016 (10.1523/ENEURO.0050-15.2016) 179-204 Mohm in layer 5 with dyes;
Palmer & Stuart 2009 (10.1523/JNEUROSCI.5847-08.2009) an upper bound of 500 Mohm. Reconstructions by
electron microscopy give anything in between, and chemical fixation makes necks about 40 % thicker
than they are in frozen tissue (Tamada et al. 2020 eLife 9:e56384). The model's resistance follows
from the neck's shape and the axial resistivity. Do not conclude from it how far a given spine is
isolated electrically.

**NMDA current and size.** Sobczyk et al. 2005 find it independent of the head's size, Noguchi et
al. 2005 growing with it. The preparations take equal numbers of receptors. Do not conclude how
calcium scales with head volume beyond its sign, which both find (C19).

**Magnesium block.** Jahr & Stevens 1990 (10.1523/JNEUROSCI.10-09-03178.1990) and Vargas-Caballero &
Robinson 2003 (as used by Chindemi et al. 2022, 10.1038/s41467-022-30214-w) differ several-fold in
what is open near rest. The first is the default; the second is chosen by
`receptors.mg_block = "vargas_caballero"`. Do not conclude how much calcium a subthreshold synapse
lets in without trying both.
"""


def page(rows: Sequence[Row], scores: Sequence[RowScore], figure: str) -> str:
    """The page as MyST text.

    Parameters
    ----------
    figure : file name of the picture, relative to the page.
    """
    entries = {row.id: row for row in rows}
    failing = [s for s in scores if s.passed is False]
    missing = [row.id for row in rows if row.id not in {s.id for s in scores}]
    parts = [HEAD, f"**{Totals.of(scores).text()}.**", f"![model against data]({figure})"]
    parts += ["## What fails, and what is known about why", _reasons(failing, entries)]
    if missing:
        parts.append(f"Not run when this was stored: {', '.join(missing)}.")
    for letter, title in GROUPS.items():
        own = [s for s in scores if s.group == letter]
        if own:
            parts += [f"## {letter}: {title}", _table(own, entries), _sources(own, entries)]
    return "\n\n".join(part.strip("\n") for part in [*parts, CONFLICTS]) + "\n"


def _reasons(failing: Sequence[RowScore], entries: dict[str, Row]) -> str:
    """What the entries know today: reasons are found after a row was run.

    A row without a value has its reason from the run. Rows with one reason stand together.
    """
    if not failing:
        return "Nothing."
    alike: dict[str, list[RowScore]] = {}
    for s in failing:
        told = s.error or all(part.value is None for part in s.parts)
        known = s.note if told else f"{entries[s.id].note} {entries[s.id].why}".strip()
        alike.setdefault(known or f"The reason for {s.id} is not known.", []).append(s)
    lines = []
    for reason, rows in alike.items():
        names = ", ".join(s.id for s in rows)
        lines.append(f"- **{names}** ({'; '.join(s.quantity for s in rows)}): {reason}")
    return "\n".join(lines)


def _table(scores: Sequence[RowScore], entries: dict[str, Row]) -> str:
    lines = [
        "| row | quantity | model | published | gate | z | | grade |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for s in scores:
        for i, part in enumerate(s.parts):
            what = f"{s.quantity}: {part.name}" if part.name else s.quantity
            cells = [
                s.id if i == 0 else "",
                what,
                _model(part),
                part.published or "-",
                part.gate.replace("|", "\\|"),
                "" if part.z is None else f"{part.z:+.1f}",
                WORDS[part.passed],
                s.grade if i == 0 else "",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _sources(scores: Sequence[RowScore], entries: dict[str, Row]) -> str:
    lines = []
    for s in scores:
        row = entries.get(s.id)
        if row is not None:
            text = (
                f"- **{s.id}** {row.preparation}; {row.condition}. {row.source}. Model: {row.how}."
            )
            lines.append(f"{text} {row.note}".strip())
    return "\n".join(lines)


def _model(part: PartScore) -> str:
    if part.value is None:
        return "-"
    text = f"{part.value:.3g}" + ("" if part.spread is None else f" ± {part.spread:.2g}")
    return f"{text} {part.unit}" if part.unit != "1" else text


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def main(file: Path) -> None:
    """Write the page to FILE and its figure beside it, from the stored scoreboard."""
    from spinecable.validate.figure import write_figure

    rows, stored = all_rows(), load_baseline(fast=False)
    scores = [stored[row.id] for row in rows if row.id in stored]
    picture = file.with_suffix(".png")
    write_figure(scores, picture)
    text = page(rows, scores, picture.name)
    write_whole(file, lambda f: f.write_text(text, encoding="utf-8"), "page")


if __name__ == "__main__":
    main()
