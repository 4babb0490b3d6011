"""Readable NMODL owners of calcium, written from the reaction lists.

``mod/sc_chem_head.mod`` and ``mod/sc_chem_shaft.mod`` let a plain NEURON script use the same
chemistry in one segment, without this package. ``python -m spinecable.chemistry.kinetic --write``
brings them up to date, ``--check`` tells whether they are. They hold the recommended schemes;
``--for FILE.toml --out FOLDER`` writes the pair for an experiment's ``[chemistry]`` table.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from spinecable.chemistry.owners import Owner, experiment_owners, owners
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme
from spinecable.chemistry.stores import LUMEN, LUMEN_LEAK, LUMEN_REST, LUMEN_SHARE
from spinecable.describe.preparation import experiment_preparation
from spinecable.describe.toml import load_experiment
from spinecable.errors import ChemistryError, SpinecableError
from spinecable.resources import resource_dir

_WIDTH = 96
_DIGITS = 6
"""nocmodl keeps six digits of a PARAMETER."""
_HOLD = "1e9"
"""Rate (/ms) that holds calcium in INITIAL: the pumps move it by 1e-9 of itself at most."""
_PASSES = 5
"""NEURON's steady state is one implicit step of 1e9 ms to a tolerance of 1e-6 uM: passes are
repeated until nothing moves."""
_UNITS = {"/uM/s": "/uM/s", "/s": "/s", "uM": "uM", "1": "1", "uM/s": "uM/s", "/um2": "/um2"}
_SHAPES = {
    "sphere": ("6", "a sphere whose area is that of the segment (L = diam)"),
    "cylinder": ("4", "the segment"),
}


def kinetic_text(owner: Owner) -> str:
    """The NMODL file of one owner.

    The mechanism owns ``cai``: it reads ``ica``, and its INITIAL puts every species at the
    steady state of the segment's initial ``cai`` and derives the leak that keeps it there.
    """
    blocks = (
        _header(owner),
        _neuron(owner),
        _units(),
        _parameter(owner),
        _assigned(owner),
        _state(owner),
        _initial(owner),
        _breakpoint(owner),
        _kinetic(owner),
        _coefficients(owner),
    )
    text = "\n\n".join(block for block in blocks if block) + "\n"
    if not text.isascii():
        raise ChemistryError(f"the text of '{owner.name}' must be ASCII", where=owner.name)
    return text


def _sources(scheme: Scheme) -> list[str]:
    """Publications of reactions and rates, each once, the longer of two forms; derived and
    assumed numbers say so themselves."""
    named = {r.source for r in scheme.reactions} | {
        p.source for p in scheme.parameters if not p.per_compartment and p.unit != "um2/s"
    }
    found = sorted(name for name in named if re.match(r"[A-Z][a-z]", name))
    return [name for name in found if not any(o != name and o.startswith(name) for o in found)]


def _header(owner: Owner) -> str:
    sources = _sources(owner.scheme)
    lobes = (
        "A calmodulin lobe is empty or full: its singly bound form stands at its quasi-steady "
        "state, so a lobe fills at k1on k2on ca^2/D and empties at k1off k2off/D, with D = k1off "
        "+ k2on ca. "
        if any(d.name == "cam_c_d" for d in owner.scheme.derived)
        else ""
    )
    paragraphs = [
        "Written from the reaction list in spinecable/chemistry/library by "
        "python -m spinecable.chemistry.kinetic --write: change the list, not this file.",
        f"Model: {owner.title[0].lower()}{owner.title[1:]}. One well-mixed volume by mass action. "
        f"The mechanism owns cai; channels and synapses reach it through ica. {lobes}"
        "INITIAL finds the steady state at the initial cai and the leak that holds it.",
        "Source: " + "; ".join(sources) + ". Each number names its own.",
        "Changes: off-rates of calmodulin from CaMKII close the thermodynamic cycle; what a pump "
        "extrudes is kept in ca_out, so that calcium is conserved; the leak is derived at rest.",
        "Temperature: none of the sources gives a Q10; rates are used as printed.",
        "Units: concentrations in uM (cai in mM, as NEURON has it), rates per second as papers "
        "print them, (0.001) turns them into rates per ms.",
    ]
    body = "\n".join(textwrap.fill(p, _WIDTH, break_on_hyphens=False) for p in paragraphs)
    return f"TITLE {owner.title}\n\nCOMMENT\n{body}\nENDCOMMENT"


def _listed(names: Sequence[str], indent: str) -> str:
    return textwrap.fill(
        ", ".join(names), _WIDTH, initial_indent=indent, subsequent_indent=indent + "    "
    )


def _neuron(owner: Owner) -> str:
    settable = ["volume_um3", "area_um2", "ica_rest", *(p.name for p in owner.contents)]
    shown = [
        "leak_uM_per_s",
        *([LUMEN_LEAK] if _stores(owner.scheme) else []),
        "volume",
        "membrane",
        *(name for name, _, _ in owner.readouts),
    ]
    rates = [p.name for p in _rates(owner)]
    lines = [
        "NEURON {",
        f"    SUFFIX {owner.name}",
        "    USEION ca READ cai, ica WRITE cai",
        *(_listed(settable[i : i + 5], "    RANGE ") for i in range(0, len(settable), 5)),
        _listed(shown, "    RANGE "),
        *(_listed(rates[i : i + 5], "    GLOBAL ") for i in range(0, len(rates), 5)),
        "    THREADSAFE",
        "}",
    ]
    return "\n".join(lines)


def _units() -> str:
    return textwrap.dedent(
        """\
        UNITS {
            (mA) = (milliamp)
            (molar) = (1/liter)
            (mM) = (millimolar)
            (uM) = (micromolar)
            (um) = (micron)
            FARADAY = (faraday) (coulomb)
        }"""
    )


def _rates(owner: Owner) -> list[Parameter]:
    """Parameters shared by all instances; diffusion coefficients have no place in one volume."""
    return [p for p in owner.scheme.parameters if not p.per_compartment and p.unit != "um2/s"]


def _number(value: float) -> str:
    text = f"{value:.{_DIGITS}g}"
    return text if re.search(r"[.e]", text) else f"{text}.0"


def _line(parameter: Parameter) -> Iterator[str]:
    text = (
        f"{parameter.name} = {_number(parameter.value)} ({_UNITS[parameter.unit]})"
        f" : {parameter.meaning}, {parameter.source}"
    )
    first, *rest = textwrap.wrap(text, _WIDTH - 10, break_on_hyphens=False)
    yield f"    {first}"
    yield from (f"        : {line}" for line in rest)


def _parameter(owner: Owner) -> str:
    shape = _SHAPES[owner.shape][1]
    lines = [
        "PARAMETER {",
        f"    volume_um3 = 0 (um3) <0, 1e9> : cytosol; 0 takes {shape}",
        "    area_um2 = 0 (um2) <0, 1e9> : membrane; 0 takes that of the segment",
        "    ica_rest = 0 (mA/cm2) : calcium current at rest, which the leak leaves out",
        "    molecules = 602.214076 (/um3/uM) : in 1 uM and 1 um3, CODATA 2018",
        "",
    ]
    for parameter in owner.contents:
        lines += _line(parameter)
    lines.append("")
    for parameter in _rates(owner):
        lines += _line(parameter)
    return "\n".join([*lines, "}"])


def _densities(owner: Owner) -> list[str]:
    """Names of molecules whose amount is given by membrane density."""
    return [p.name.removesuffix("_per_um2") for p in owner.contents if p.unit == "/um2"]


def _assigned(owner: Owner) -> str:
    lines = [
        "ASSIGNED {",
        "    ica (mA/cm2)",
        "    cai (mM)",
        "    area (um2)",
        "    diam (um)",
        "    volume (um3) : cytosol in use",
        "    membrane (um2) : membrane in use",
        "    hold (/ms) : how fast calcium is pulled to held_ca; 0 but in INITIAL",
        "    held_ca (uM) : calcium during INITIAL",
        "    leak_uM_per_s (uM/s) : constant inflow that balances the pumps at rest",
    ]
    if _stores(owner.scheme):
        lines.append("    held_er (uM) : luminal calcium during INITIAL")
        lines.append(
            f"    {LUMEN_LEAK} (/s) : leak out of the lumen that balances the pump at rest"
        )
    lines += [f"    {name}_total_uM (uM)" for name in _densities(owner)]
    lines += [f"    {d.name} ({_UNITS[d.unit]}) : {d.meaning}" for d in owner.scheme.derived]
    lines += [f"    {name} (1) : share of the enzyme's total" for name, _, _ in owner.readouts]
    return "\n".join([*lines, "}"])


def _state(owner: Owner) -> str:
    lines = [f"    {s.name} (uM) : {s.meaning}" for s in owner.scheme.species]
    return "\n".join(["STATE {", *lines, "}"])


def _pumped(scheme: Scheme) -> str:
    """Flux of calcium into the account of what is extruded."""
    accounts = {s.name for s in scheme.species if s.bookkeeping}
    terms = []
    for reaction in scheme.reactions:
        if reaction.zero_order or not accounts & set(reaction.right):
            continue
        if reaction.backward != "0":
            raise ChemistryError(f"'{reaction.name}' takes calcium back from its account")
        terms.append("*".join([reaction.forward, *reaction.left]))
    return " + ".join(terms)


def _stores(scheme: Scheme) -> bool:
    """Whether there is a spine apparatus."""
    return any(s.name == LUMEN for s in scheme.species)


def _taken_up(scheme: Scheme) -> str:
    """Flux of calcium into the lumen but for its leak.

    Buffers of the lumen are in balance at rest and left out: their fluxes are a thousand times
    those of the pump, and NEURON finds balance to six digits.
    """
    terms = []
    for reaction in scheme.reactions:
        change = reaction.change().get(LUMEN, 0)
        others = set(reaction.change()) - {LUMEN}
        shared = any(others & set(r.change()) for r in scheme.reactions if r is not reaction)
        if not change or not shared or LUMEN_LEAK in reaction.backward:
            continue
        for sign, rate, side in (
            (change, reaction.forward, reaction.left),
            (-change, reaction.backward, reaction.right),
        ):
            if rate != "0":
                flux = "*".join([f"({rate})", *(n for n, k in side.items() for _ in range(k))])
                terms.append(f"{'-' if sign < 0 else '+'} {flux}")
    return "\n        ".join(terms).removeprefix("+ ")


def _initial(owner: Owner) -> str:
    divisor = _SHAPES[owner.shape][0]
    lines = [
        "INITIAL {",
        "    membrane = area_um2",
        "    if (membrane == 0) { membrane = area }",
        "    volume = volume_um3",
        f"    if (volume == 0) {{ volume = area*diam/{divisor} }}",
    ]
    for name in _densities(owner):
        lines.append(f"    {name}_total_uM = {name}_per_um2*membrane/(molecules*volume)")
    lines += ["    held_ca = (1000)*cai", "    ca = held_ca"]
    stores = _stores(owner.scheme)
    if stores:
        lines += [f"    held_er = {LUMEN_REST}*{LUMEN_SHARE}", f"    {LUMEN_LEAK} = 0"]
    lines += [
        f"    {s.name} = {_start(owner.scheme, s.name)}"
        for s in owner.scheme.species
        if s.name != "ca"
    ]
    lines += [
        "    leak_uM_per_s = 0",
        f"    hold = {_HOLD}",
        *["    SOLVE chemistry STEADYSTATE sparse"] * _PASSES,
        "    hold = 0",
        "    ca = held_ca",
        *([f"    {LUMEN} = held_er"] if stores else []),
        "    cai = (0.001)*ca",
        *(f"    {s.name} = 0" for s in owner.scheme.species if s.bookkeeping),
        f"    leak_uM_per_s = {_pumped(owner.scheme)}",
        "        + (1e10)*ica_rest*membrane/(2*FARADAY*volume)",
        *(_lumen_leak(owner.scheme) if stores else []),
        *_readouts(owner),
        "}",
    ]
    return "\n".join(lines)


def _lumen_leak(scheme: Scheme) -> Iterator[str]:
    if scheme.derived:
        yield "    coefficients()"
    yield f"    {LUMEN_LEAK} = ("
    yield f"        {_taken_up(scheme)}"
    yield f"        )/({LUMEN_REST} - ca)"


def _sums(scheme: Scheme) -> dict[str, dict[str, float]]:
    return {name: dict(w) for name, w in scheme.conserved.items() if name != "calcium"}


def _start(scheme: Scheme, species: str) -> str:
    """Everything starts in the empty molecule, which stands in one conserved sum alone."""
    sums = _sums(scheme)
    for name, weights in sums.items():
        others = {n for other, w in sums.items() if other != name for n in w}
        if species == next(n for n in weights if n not in others):
            return f"{name}_total_uM"
    return "held_er" if species == LUMEN else "0"


def _readouts(owner: Owner) -> Iterator[str]:
    for name, weights, total in owner.readouts:
        terms = [n if w == 1.0 else f"{w:g}*{n}" for n, w in weights.items()]
        lines = textwrap.wrap(" + ".join(terms), _WIDTH - 24)
        yield f"    if ({total}_total_uM > 0) {{"
        yield f"        {name} = ({lines[0]}"
        yield from (f"            {line}" for line in lines[1:])
        yield f"            )/{total}_total_uM"
        yield "    }"


def _breakpoint(owner: Owner) -> str:
    return "\n".join(["BREAKPOINT {", "    SOLVE chemistry METHOD sparse", *_readouts(owner), "}"])


def _side(molecules: Mapping[str, int]) -> str:
    return " + ".join(name if n == 1 else f"{n} {name}" for name, n in molecules.items())


def _per_ms(expression: str) -> str:
    if expression == "0":
        return "0"
    return (
        f"(0.001)*({expression})" if re.search(r"[+\-/]", expression) else (f"(0.001)*{expression}")
    )


def _reaction(reaction: Reaction) -> str:
    left, right = _side(reaction.left), _side(reaction.right)
    if not right:
        return f"    ~ {left} -> ({_per_ms(reaction.forward)})"
    return f"    ~ {left} <-> {right} ({_per_ms(reaction.forward)}, {_per_ms(reaction.backward)})"


def _conserve(scheme: Scheme) -> Iterator[str]:
    for name, weights in _sums(scheme).items():
        yield f"    CONSERVE {' + '.join(weights)} = {name}_total_uM"


def _kinetic(owner: Owner) -> str:
    scheme = owner.scheme
    lines = ["KINETIC chemistry {"]
    if scheme.derived:
        lines.append("    coefficients()")
    lines += [
        "    ~ ca << (-(1e7)*ica*membrane/(2*FARADAY*volume) + (0.001)*leak_uM_per_s"
        " + hold*held_ca)",
        "    ~ ca -> (hold)",
    ]
    lines += [
        f"    ~ {s.name} << (-(0.001)*leak_uM_per_s)" for s in scheme.species if s.bookkeeping
    ]
    if _stores(scheme):
        lines += [f"    ~ {LUMEN} << (hold*held_er)", f"    ~ {LUMEN} -> (hold)"]
    lines += [
        f"    ~ {name} << ({_per_ms(r.forward)})"
        for r in scheme.reactions
        if r.zero_order and not r.left
        for name in r.right
    ]
    lines += [_reaction(r) for r in scheme.reactions if not r.zero_order]
    lines += _conserve(scheme)
    lines += ["    cai = (0.001)*ca", "}"]
    return "\n".join(lines)


def _coefficients(owner: Owner) -> str:
    if not owner.scheme.derived:
        return ""
    lines = ["PROCEDURE coefficients() {"]
    for d in owner.scheme.derived:
        lines.append(
            textwrap.fill(
                f"{d.name} = {d.expression}",
                _WIDTH,
                initial_indent="    ",
                subsequent_indent="        ",
            )
        )
    return "\n".join([*lines, "}"])


def _write_for(name_or_path: str, folder: Path) -> int:
    try:
        found = experiment_owners(name_or_path)
    except SpinecableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for owner in found:
        path = folder / f"{owner.name}.mod"
        path.write_text(kinetic_text(owner), encoding="ascii")
        sys.stdout.write(f"{path}\n")
    experiment = load_experiment(name_or_path)
    if experiment.chemistry.sodium:
        density = experiment_preparation(experiment).values("head")["nak_per_um2"]
        sys.stderr.write(
            "Sodium is not in these files: insert sc_na_pool beside them "
            f"(nak_per_um2 = {density:g}).\n"
        )
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the mechanisms, or check that the files are up to date (exit status 1 if not).

    ``--for FILE --out FOLDER`` writes the pair of one experiment and prints the paths.
    """
    parser = argparse.ArgumentParser(prog="python -m spinecable.chemistry.kinetic")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="write mod/sc_chem_*.mod")
    what.add_argument("--check", action="store_true", help="tell whether they are up to date")
    what.add_argument("--for", dest="experiment", metavar="FILE", help="an experiment's own pair")
    parser.add_argument("--out", type=Path, help="folder for the pair of --for (made if missing)")
    chosen = parser.parse_args(arguments)
    if chosen.experiment is not None:
        return _write_for(chosen.experiment, chosen.out or Path())
    stale = []
    for owner in owners():
        path = Path(resource_dir("mod")) / f"{owner.name}.mod"
        text = kinetic_text(owner)
        if chosen.write:
            path.write_text(text, encoding="ascii")
        elif not path.is_file() or path.read_text(encoding="ascii") != text:
            stale.append(path.name)
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
