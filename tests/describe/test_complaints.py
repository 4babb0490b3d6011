"""What a faulty experiment file is told: file, line, key, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FAULTS = {
    "unknown table": (
        "[cell]",
        "[cel]",
        "exp.toml:3, cel: unknown key 'cel'. Did you mean 'cell'?",
    ),
    "unknown key in a header's table": (
        "neck_length_um = 1.0\nneck",
        "neck_lenght_um = 1.0\nneck",
        "exp.toml:17, spine[1].geometry.neck_lenght_um: unknown key 'neck_lenght_um'. "
        "Did you mean 'neck_length_um'?",
    ),
    "unknown key in an inline table": (
        "neck_length_um = 1.0,",
        "neck_lenght_um = 1.0,",
        "exp.toml:10, spine[0].geometry.neck_lenght_um: unknown key 'neck_lenght_um'. "
        "Did you mean 'neck_length_um'?",
    ),
    "unknown key in times": (
        "interval =",
        "intervall =",
        "exp.toml:23, stimulus[0].times_ms.intervall: unknown key 'intervall'. "
        "Did you mean 'interval'?",
    ),
    "unknown kind": (
        'kind = "presynaptic"',
        'kind = "presinaptic"',
        "exp.toml:21, stimulus[0].kind: there is no stimulus of the kind 'presinaptic'. "
        "Did you mean 'presynaptic'?",
    ),
    "no kind": (
        'kind = "presynaptic"\n',
        "",
        "exp.toml:20, stimulus[0]: 'kind' is missing. "
        "It is one of: presynaptic, uncaging, evoked_spikes, current, current_clamp, "
        "voltage_clamp, background, calcium_current, photobleach, photoactivation.",
    ),
    "missing key": (
        "duration_ms = 500.0\n",
        "",
        "exp.toml:29, simulation: 'duration_ms' is missing. Add duration_ms = 500.0.",
    ),
    "not a number": (
        "duration_ms = 500.0",
        'duration_ms = "long"',
        "exp.toml:30, simulation.duration_ms: must be a number, not 'long'.",
    ),
    "not finite": (
        "duration_ms = 500.0",
        "duration_ms = nan",
        "exp.toml:30, simulation.duration_ms: must be a finite number.",
    ),
    "not whole": (
        "seed = 1",
        "seed = 1.5",
        "exp.toml:31, simulation.seed: must be a whole number, not 1.5.",
    ),
    "out of bounds": (
        "neck_diameter_um = 0.25",
        "neck_diameter_um = -0.25",
        "exp.toml:18, spine[1].geometry.neck_diameter_um: must be greater than 0, not -0.25.",
    ),
    "not a choice": (
        'axon = "stub"',
        'axon = "stab"',
        "exp.toml:5, cell.axon: 'stab' is not one of the choices. Did you mean 'stub'?",
    ),
    "name with a space": (
        'name = "wide"',
        'name = "wide one"',
        "exp.toml:13, spine[1].name: must be a letter followed by letters, digits, '_' or '-', "
        "not 'wide one'.",
    ),
    "times of no form": (
        '{ after = "presynaptic", delay = 10.0 }',
        "5",
        "exp.toml:27, stimulus[1].times_ms: must be a list of numbers, or a table with start, "
        "interval and count, or a table with start, interval, count, burst_interval and bursts, "
        "or a table with after and delay, not 5.",
    ),
    "times with a word": (
        '{ after = "presynaptic", delay = 10.0 }',
        '[1, "x"]',
        "exp.toml:27, stimulus[1].times_ms[1]: must be a number, not 'x'.",
    ),
    "one name instead of a list": (
        '["narrow", "wide"]',
        '"narrow"',
        'exp.toml:22, stimulus[0].spines: must be a list such as ["a", "b"], or "all", '
        "not 'narrow'.",
    ),
    "a neck wider than the head": (
        "neck_diameter_um = 0.25",
        "neck_diameter_um = 1.25",
        "exp.toml:15, spine[1].geometry: the neck (1.25 um) is wider than the head (0.535 um).",
    ),
    "half a site": (
        'near = "narrow", ',
        "",
        "exp.toml:14, spine[1].site: a site is given by domain + path_distance_um, or section + "
        "position, or near + distance_um; here: distance_um.",
    ),
    "near no spine": (
        'near = "narrow"',
        'near = "narow"',
        "exp.toml:12: spine 'wide' stands near 'narow', which is not a spine listed before it. "
        "Did you mean 'narrow'?",
    ),
    "a stimulus of no spine": (
        '["narrow", "wide"]',
        '["narow"]',
        "exp.toml:20: stimulus[0] names the spine 'narow', which is not there. "
        "Did you mean 'narrow'?",
    ),
    "after no stimulus": (
        'after = "presynaptic"',
        'after = "presynaptik"',
        "exp.toml:27: stimulus[1].times_ms.after names 'presynaptik', which is no stimulus here. "
        "Did you mean 'presynaptic'?",
    ),
    "after the end": (
        "duration_ms = 500.0",
        "duration_ms = 200.0",
        "exp.toml:20: stimulus[0] has an event at 250 ms, after the end of the run "
        "(simulation.duration_ms = 200).",
    ),
    "same name twice": (
        'name = "wide"',
        'name = "narrow"',
        "exp.toml:12: two spines are called 'narrow'; names must differ.",
    ),
    "plural table": (
        '[[spine]]\nname = "narrow"',
        '[[spines]]\nname = "narrow"',
        "exp.toml:7, spines: unknown key 'spines'. Did you mean 'spine'?",
    ),
    "a zone of implicit spines on no known dendrite": (
        'axon = "stub"\n',
        'axon = "stub"\nimplicit_spines.zone = [{ domain = "apical_tuff", density_per_um = 2 }]\n',
        "exp.toml:6, cell.implicit_spines.zone[0].domain: 'apical_tuff' is not one of the choices. "
        "Did you mean 'apical_tuft'?",
    ),
    "a zone of implicit spines without density": (
        'axon = "stub"\n',
        'axon = "stub"\nimplicit_spines.zone = [{ domain = "basal" }]\n',
        "exp.toml:6, cell.implicit_spines.zone[0]: 'density_per_um' is missing. "
        "Add density_per_um = 2.0.",
    ),
    "a zone of implicit spines that ends before they begin": (
        'axon = "stub"\n',
        'axon = "stub"\nimplicit_spines.zone = [{ to_um = 30.0, density_per_um = 2.0 }]\n',
        "exp.toml:6, cell.implicit_spines: zone[0] ends at 30 um, before implicit spines begin "
        "(min_path_distance_um 50). Give the zone a from_um.",
    ),
    "unknown content": (
        "[spine.geometry]",
        "contents = { calbndin_uM = 0.0 }\n[spine.geometry]",
        "exp.toml:15, spine[1].contents.calbndin_uM: the preparation 'rat_ca1' has no "
        "'calbndin_uM' in [head]. Did you mean 'calbindin_uM'?",
    ),
    "unknown preparation": (
        'title = "pairing"',
        'preparation = "rat_ca2"',
        "exp.toml:1, preparation: there is no preparation 'rat_ca2'. Did you mean 'rat_ca1'?",
    ),
    "broken TOML": (
        "[simulation]",
        "[simulation",
        "exp.toml:29: this is not TOML: expected ']' at the end of a table declaration in "
        "column 12.",
    ),
    "a key twice": (
        "seed = 1\n",
        "seed = 1\nseed = 2\n",
        "exp.toml:32: this key or table is given twice. "
        "Each item of a list of tables is headed [[name]].",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_text(name: str, good: str, refusal: Callable[..., str]) -> None:
    before, after, expected = FAULTS[name]
    assert before in good
    assert refusal(good.replace(before, after, 1)) == expected


def test_every_fault_has_a_line_of_its_own(good: str, refusal: Callable[..., str]) -> None:
    text = good.replace('"stub"', '"stab"').replace("0.25", "-1").replace("seed", "sed")
    assert refusal(text).splitlines() == [
        "exp.toml:5, cell.axon: 'stab' is not one of the choices. Did you mean 'stub'?",
        "exp.toml:18, spine[1].geometry.neck_diameter_um: must be greater than 0, not -1.",
        "exp.toml:31, simulation.sed: unknown key 'sed'. Did you mean 'seed'?",
    ]


def test_an_empty_file_is_told_what_to_add(refusal: Callable[..., str]) -> None:
    assert refusal("").splitlines() == [
        "exp.toml: 'spine' is missing. Add a [[spine]] table with name, site and geometry.",
        "exp.toml: 'simulation' is missing. Add [simulation] with duration_ms = 500.0.",
    ]


def test_a_table_where_a_list_of_tables_belongs(refusal: Callable[..., str]) -> None:
    assert "a list of tables, each headed [[spine]]" in refusal(
        '[spine]\nname = "a"\n[simulation]\nduration_ms = 1\n'
    )


def test_a_change_is_blamed_and_not_the_file(good: str, refusal: Callable[..., str]) -> None:
    assert refusal(good, "spine.wide.geometry.neck_lenght_um=2") == (
        "--set spine.wide.geometry.neck_lenght_um=2: unknown key 'neck_lenght_um'. "
        "Did you mean 'neck_length_um'?"
    )
    assert refusal(good, "spine.0.geometry.neck_diameter_um=1.5") == (
        "--set spine.0.geometry.neck_diameter_um=1.5, spine[0].geometry: "
        "the neck (1.5 um) is wider than the head (0.535 um)."
    )
