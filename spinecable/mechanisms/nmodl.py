"""What a .mod file says about itself: name, kind, title, source, parameters, ions."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from spinecable.errors import MechanismError

Kind = Literal["density", "point process", "artificial cell"]
_KINDS: dict[str, Kind] = {
    "SUFFIX": "density",
    "POINT_PROCESS": "point process",
    "ARTIFICIAL_CELL": "artificial cell",
}
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_PARAMETER = re.compile(
    rf"(?P<name>[A-Za-z_]\w*)\s*(?:\[\d+\])?\s*(?:=\s*(?P<value>{_NUMBER}))?"
    r"\s*(?:\((?P<unit>[^)]*)\))?"
    rf"\s*(?:<\s*(?P<low>{_NUMBER})\s*,\s*(?P<high>{_NUMBER})\s*>)?"
)
_DECLARATION = re.compile(r"\b(SUFFIX|POINT_PROCESS|ARTIFICIAL_CELL)\s+([A-Za-z_]\w*)")
_USEION = re.compile(r"\bUSEION\s+(\w+)((?:\s+(?:READ|WRITE)\s+\w+(?:\s*,\s*\w+)*)*)")
_HEADING = re.compile(r"\s*(Model|Source|Sources|Changes|Units)\b\s*:?\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class ModParameter:
    """One line of a PARAMETER block.

    Parameters
    ----------
    name : as in the file.
    value : default, None where NEURON supplies it (``celsius``).
    unit : as in the file, empty where none is given.
    bounds : lower and upper limit, None where none are given.
    note : the comment beside it: meaning and source.
    """

    name: str
    value: float | None
    unit: str
    bounds: tuple[float, float] | None
    note: str


@dataclass(frozen=True)
class Mechanism:
    """A .mod file, read but not compiled.

    Parameters
    ----------
    name : what NEURON calls it.
    kind : where it goes: a density in sections, a point process at one place, an artificial cell
        nowhere.
    path : the file.
    text : its whole content.
    title : its TITLE line.
    model, source : what its COMMENT block says under those headings.
    parameters : its PARAMETER block, in order.
    range_names, global_names : names that differ by place, and names shared by all places.
    reads, writes : ion variables.
    """

    name: str
    kind: Kind
    path: Path
    text: str
    title: str
    model: str
    source: str
    parameters: tuple[ModParameter, ...]
    range_names: tuple[str, ...]
    global_names: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def placed_by(self) -> str:
        """How a script puts it into a model."""
        if self.kind == "density":
            return f"section.insert('{self.name}')"
        if self.kind == "point process":
            return f"h.{self.name}(segment)"
        return f"h.{self.name}()"

    def as_dict(self) -> dict[str, object]:
        """All but the text, in types that JSON knows."""
        return {
            "name": self.name,
            "kind": self.kind,
            "placed_by": self.placed_by,
            "title": self.title,
            "model": self.model,
            "source": self.source,
            "parameters": [asdict(parameter) for parameter in self.parameters],
            "range_names": list(self.range_names),
            "global_names": list(self.global_names),
            "reads": list(self.reads),
            "writes": list(self.writes),
            "file": str(self.path),
        }


def read_mod(path: Path) -> Mechanism:
    """Read one .mod file.

    Raises
    ------
    MechanismError : it cannot be read, has characters outside ASCII, declares no mechanism, or has
        a file name from which no compiled name can be made.
    """
    text = _ascii_text(path)
    if not path.stem.isidentifier():
        raise MechanismError(
            "the name of a .mod file may hold only letters, digits and underscores",
            where=str(path),
            tip="Rename the file.",
        )
    code = _without_comments(text)
    declared = _DECLARATION.search(_block(code, "NEURON"))
    if declared is None:
        raise MechanismError(
            "the file declares no mechanism",
            where=str(path),
            tip="Add SUFFIX, POINT_PROCESS or ARTIFICIAL_CELL with a name to its NEURON block.",
        )
    neuron_block = _block(code, "NEURON")
    headings = _headings(text)
    title = re.search(r"^\s*TITLE\s+(.*?)\s*$", text, re.MULTILINE)
    return Mechanism(
        name=declared[2],
        kind=_KINDS[declared[1]],
        path=path,
        text=text,
        title=title[1] if title else "",
        model=headings.get("model", ""),
        source=headings.get("source", headings.get("sources", "")),
        parameters=_parameters(text),
        range_names=_names(neuron_block, "RANGE"),
        global_names=_names(neuron_block, "GLOBAL"),
        reads=_ion_names(neuron_block, "READ"),
        writes=_ion_names(neuron_block, "WRITE"),
    )


def _ascii_text(path: Path) -> str:
    """The file's text; NEURON's translator accepts ASCII only and does not say where it fails."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MechanismError(
            f"the mechanism file cannot be read ({error.strerror})", where=str(path)
        ) from error
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = data.splitlines()[line - 1].decode("utf-8", errors="replace").strip()
        raise MechanismError(
            f"a character outside ASCII stands in the line '{shown}'",
            where=f"{path}:{line}",
            tip="Write it with ASCII letters, for example 'u' for micro.",
        ) from error


def _without_comments(text: str) -> str:
    """The statements alone, with line numbers kept."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    text = re.sub(r"\bCOMMENT\b.*?\bENDCOMMENT\b", blank, text, flags=re.DOTALL)
    text = re.sub(r"\bVERBATIM\b.*?\bENDVERBATIM\b", blank, text, flags=re.DOTALL)
    text = re.sub(r"^\s*TITLE\b.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"[:?].*", "", text)


def _block(code: str, name: str) -> str:
    """Content of the first block of that name, without its braces."""
    span = _block_span(code, name)
    return code[span[0] : span[1]] if span else ""


def _block_span(code: str, name: str) -> tuple[int, int] | None:
    opening = re.search(rf"\b{name}\s*\{{", code)
    if opening is None:
        return None
    depth = 1
    for position in range(opening.end(), len(code)):
        depth += {"{": 1, "}": -1}.get(code[position], 0)
        if depth == 0:
            return opening.end(), position
    return opening.end(), len(code)


def _names(neuron_block: str, keyword: str) -> tuple[str, ...]:
    lists = re.findall(rf"\b{keyword}\s+(\w+(?:\s*,\s*\w+)*)", neuron_block)
    return tuple(dict.fromkeys(re.findall(r"\w+", ",".join(lists))))


def _ion_names(neuron_block: str, direction: str) -> tuple[str, ...]:
    found: list[str] = []
    for ion in _USEION.finditer(neuron_block):
        for names in re.findall(rf"\b{direction}\s+(\w+(?:\s*,\s*\w+)*)", ion[2]):
            found += re.findall(r"\w+", names)
    return tuple(dict.fromkeys(found))


def _parameters(text: str) -> tuple[ModParameter, ...]:
    """The PARAMETER block; a line with only a comment continues the note above it."""
    code_lines = _without_comments(text).split("\n")
    code = "\n".join(code_lines)
    span = _block_span(code, "PARAMETER")
    if span is None:
        return ()
    first, last = code.count("\n", 0, span[0]), code.count("\n", 0, span[1])
    found: list[ModParameter] = []
    for number, original in enumerate(text.split("\n")[first : last + 1], start=first):
        statement = _inside(code, code_lines[number], number, span)
        note = _note(original)
        matches = [m for m in _PARAMETER.finditer(statement) if m["value"] or m["unit"]]
        found += [_parameter(match, note) for match in matches]
        if not statement.strip() and note and found:
            previous = found[-1]
            found[-1] = ModParameter(
                previous.name,
                previous.value,
                previous.unit,
                previous.bounds,
                f"{previous.note} {note}".strip(),
            )
    return tuple(found)


def _inside(code: str, line: str, number: int, span: tuple[int, int]) -> str:
    """The part of a line that lies between the block's braces."""
    start = 0
    for _ in range(number):
        start = code.index("\n", start) + 1
    return line[max(0, span[0] - start) : max(0, span[1] - start)]


def _parameter(match: re.Match[str], note: str) -> ModParameter:
    return ModParameter(
        name=match["name"],
        value=float(match["value"]) if match["value"] else None,
        unit=(match["unit"] or "").strip(),
        bounds=(float(match["low"]), float(match["high"])) if match["low"] else None,
        note=note,
    )


def _note(line: str) -> str:
    comment = re.search(r"[:?](.*)", line)
    return comment[1].strip() if comment else ""


def _headings(text: str) -> dict[str, str]:
    """Paragraphs under Model, Source, Changes and Units in the COMMENT blocks."""
    found: dict[str, list[str]] = {}
    for comment in re.findall(r"\bCOMMENT\b(.*?)\bENDCOMMENT\b", text, re.DOTALL):
        current: list[str] | None = None
        for line in comment.splitlines():
            heading = _HEADING.fullmatch(line)
            if heading:
                current = found.setdefault(heading[1].lower(), [])
                current.append(heading[2].strip())
            elif current is not None and line.strip():
                current.append(line.strip())
            else:
                current = None
    return {name: " ".join(part for part in parts if part) for name, parts in found.items()}
