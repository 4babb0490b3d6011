"""`spinecable measure`: what an experimenter would read off an experiment's cell and spines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd

    from spinecable.describe.experiment import Experiment

WHAT = {
    "neck_resistance": "resistance of each neck, from its shape and by a current into the head",
    "impedance": "input impedance of the soma, of each head and of the dendrite below it",
    "attenuation": "voltage attenuation from each head to its dendrite and the soma, and back",
    "half_length": "distance at which a steady somatic voltage falls to a half",
    "epsp": "amplitude, rise and half-width of each spine's EPSP in head, shaft and soma",
    "bap": "amplitude of back-propagating spikes along the dendrite",
    "bap_spines": "amplitude of back-propagating spikes in each head and its dendrite",
    "cooperativity": "somatic EPSP of more and more of the spines against the linear sum",
    "dendritic_spike": "how many spines together make the dendrite fire",
}
"""Name of each measure and one line about it."""


_WIDTH = max(map(len, WHAT))
_LIST = "\n".join(f"  {name:<{_WIDTH}}  {line}" for name, line in WHAT.items())


@click.command(epilog=f"\b\nMeasures:\n{_LIST}")
@click.argument("experiment", metavar="FILE|NAME")
@click.option(
    "--what", type=click.Choice(list(WHAT)), required=True, help="The measure; see below."
)
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value. Repeatable."
)
@click.option(
    "--frequency",
    "frequency_Hz",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Frequency of impedance and attenuation (Hz).",
)
@click.option(
    "--to",
    metavar="DOMAIN|SECTION",
    help="Where the path of bap and half_length ends. Default: the farthest apical end.",
)
@click.option(
    "--spikes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Number of spikes of bap and bap_spines, at 15 Hz.",
)
@click.option(
    "--block",
    multiple=True,
    metavar="ION|MECHANISM",
    help="Leave channels out: na, k, ca, or a mechanism such as sc_hd. Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")
def measure(
    experiment: str, what: str, changes: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Measure the cell and the spines of an experiment, without its stimuli and chemistry.

    \b
    Examples:
      spinecable measure neighbours --what neck_resistance
      spinecable measure neighbours --what impedance --frequency 100 --json
      spinecable measure neighbours --what bap --spikes 5 --block sc_kad
    """
    from spinecable.describe.toml import load_experiment

    table, notes = _measured(what, load_experiment(experiment, changes), **options)
    if as_json:
        rows = [
            {str(key): _plain(value) for key, value in row.items()}
            for row in table.to_dict(orient="records")
        ]
        report = {"what": what, **{k: _plain(v) for k, v in notes.items()}, "table": rows}
        click.echo(json.dumps(report, indent=1))
        return
    click.echo(
        table.to_string(index=False, float_format=lambda value: f"{value:.4g}", na_rep="none")
    )
    for name, value in notes.items():
        click.echo(f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}")


def _plain(value: Any) -> Any:
    """A value that JSON knows; what is no number is null."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _measured(
    what: str,
    e: Experiment,
    *,
    frequency_Hz: float,
    to: str | None,
    spikes: int,
    block: tuple[str, ...],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The measure's table, and its values beside the table."""
    from spinecable import measures

    if what == "neck_resistance":
        return measures.neck_resistance(e, blocked=block), {}
    if what == "impedance":
        places = ["soma", *(f"{s.name}{part}" for s in e.spines for part in ("", ".shaft"))]
        table = measures.impedance(e, at=places, frequency_Hz=frequency_Hz, blocked=block)
        return table[["at", "frequency_Hz", "input_Mohm", "input_phase_deg"]], {}
    if what == "attenuation":
        table = measures.attenuation(e, frequency_Hz=frequency_Hz, blocked=block)
        return table, {"frequency_Hz": frequency_Hz}
    if what == "half_length":
        profile = measures.voltage_half_length(e, to=to, blocked=block)
        return profile.table, {"half_length_um": profile.half_length_um}
    if what == "epsp":
        return measures.epsps(e, blocked=block), {}
    if what == "bap":
        return measures.bap(e, to=to, spikes=spikes, blocked=block), {}
    if what == "bap_spines":
        return measures.bap_in_spines(e, spikes=spikes, blocked=block), {}
    if what == "cooperativity":
        return measures.cooperativity(e, blocked=block), {}
    found = measures.dendritic_spike_threshold(e, blocked=block)
    names = ("n_spines", "threshold_mV", "nonlinearity_percent", "soma_slope_V_per_s", "soma_fired")
    return found.table, {name: getattr(found, name) for name in names}
