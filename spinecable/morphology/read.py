"""Reading morphology files: SWC, Neurolucida ASC and HDF5, checked before NEURON sees them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spinecable.errors import MorphologyError, suggestion
from spinecable.morphology import swc
from spinecable.morphology.build import Raw, build
from spinecable.morphology.check import LineFinder, check_geometry, repair
from spinecable.morphology.container import only_neuron
from spinecable.morphology.defects import Defect, require_known
from spinecable.morphology.soma import soma_from_contour, soma_from_samples
from spinecable.morphology.tree import Morphology, Soma
from spinecable.resources import resource_dir

FORMATS = (".swc", ".asc", ".h5")
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Examination:
    """Everything found in one file.

    Parameters
    ----------
    defects : all of them, accepted or not.
    morphology : the cell with every acceptable defect accepted as asked, None if one is left.
    """

    path: Path
    defects: tuple[Defect, ...]
    refused: tuple[Defect, ...]
    morphology: Morphology | None


def read_morphology(name_or_path: str | Path, accept: Collection[str] = ()) -> Morphology:
    """Read and check a neuron.

    Parameters
    ----------
    name_or_path : a bundled name such as ``ca1_pyramidal``, or the path of an SWC, ASC or HDF5
        file.
    accept : names of defects that are turned into notices, see
        ``spinecable.morphology.defects.ACCEPTABLE`` for each with what is done about it.

    Raises
    ------
    MorphologyError : the file is missing, unreadable or has a defect that is not accepted; the
        text has file, line (where the format has lines), reason and tip.
    DescriptionError : `accept` has an unknown name.
    """
    examination = examine(name_or_path, accept)
    if examination.morphology is None:
        raise examination.refused[0].error()
    return examination.morphology


def examine(name_or_path: str | Path, accept: Collection[str] = ()) -> Examination:
    """Like `read_morphology`, but return the defects instead of raising the first.

    A missing file still raises.
    """
    accepted = require_known(accept)
    path, name = locate(name_or_path)
    data = path.read_bytes()
    defects: list[Defect] = []
    notices: list[str] = []
    raw = _parse(path, data, accepted, defects, notices)
    refused = [defect for defect in defects if defect.code not in accepted]
    if raw is None:
        return Examination(path, tuple(defects), tuple(refused), None)
    notices += [defect.notice() for defect in defects if defect.code in accepted]
    morphology = None
    if not refused:
        digest = hashlib.sha256(data).hexdigest()
        morphology = build(raw, name=name, path=path, sha256=digest, notices=tuple(notices))
    return Examination(path, tuple(defects), tuple(refused), morphology)


def locate(name_or_path: str | Path) -> tuple[Path, str]:
    """The file of a bundled name or a path, and the morphology's name."""
    bundled = resource_dir("morphologies") / f"{name_or_path}.swc"
    if Path(name_or_path).name == str(name_or_path) and bundled.is_file():
        return bundled, str(name_or_path)
    path = Path(name_or_path).expanduser()
    if path.is_file():
        return path, path.stem
    raise MorphologyError(_missing(path), where=str(name_or_path), tip=_missing_tip(path))


def _missing(path: Path) -> str:
    if path.is_dir():
        return "this is a folder, not a morphology file"
    return "there is no such file" if path.suffix else "there is no such morphology"


def _missing_tip(path: Path) -> str:
    if path.is_dir():
        return "Name a file in it."
    bundled = sorted(file.stem for file in resource_dir("morphologies").glob("*.swc"))
    if not path.suffix and path.parent == Path("."):
        return f"{suggestion(path.name, bundled)} Or give the path of a file."
    if not path.parent.is_dir():
        return f"The folder {path.parent} does not exist."
    beside = [file.name for file in path.parent.iterdir() if file.suffix.lower() in FORMATS]
    if not beside:
        return f"The folder {path.parent} holds no SWC, ASC or HDF5 file."
    return suggestion(path.name, beside[:30])


def _parse(
    path: Path,
    data: bytes,
    accepted: frozenset[str],
    defects: list[Defect],
    notices: list[str],
) -> Raw | None:
    """Fill `defects` and `notices`; None if nothing can be built."""
    where = str(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        defects.append(
            Defect(
                "unsupported_format",
                f"files ending in '{path.suffix}' are not read",
                where,
                "SWC (.swc), Neurolucida (.asc) and HDF5 (.h5) are; convert it or rename it.",
            )
        )
        return None
    if suffix == ".h5":
        return _parse_h5(path, data, accepted, defects, notices)
    text = _decoded(data)
    if "\0" in text:
        defects.append(Defect("unreadable", "this is no text file", where, "Export it again."))
        return None
    finder = LineFinder(text, where, suffix)
    if suffix == ".asc":
        return _parse_asc(text, where, finder, accepted, defects, notices)
    samples, found = swc.scan(text, where)
    defects += found
    if any(not defect.acceptable for defect in found):
        return None
    early = swc.first_reversed(samples)
    if early is not None:
        notices.append(
            f"{where}:{early.line}: sample {early.id} stands before its parent; the samples were "
            "read in the order of the tree."
        )
    if any(defect.code == "several_somata" for defect in found):
        samples = swc.first_soma_only(samples)
        text = swc.write(samples)
    raw = _with_morphio(text, suffix, where, defects, notices)
    if raw is None:
        return None
    if any(sample.type == swc.SOMA for sample in samples):
        raw = raw.with_soma(soma_from_samples(samples))
    loose = {s.id: s for s in samples if s.parent < 0 and s.type != swc.SOMA}
    raw = raw.with_loose([(s.x_um, s.y_um, s.z_um) for s in loose.values()])
    return _checked(raw, finder, accepted, defects, notices)


def _parse_asc(
    text: str,
    where: str,
    finder: LineFinder,
    accepted: frozenset[str],
    defects: list[Defect],
    notices: list[str],
) -> Raw | None:
    raw = _with_morphio(text, ".asc", where, defects, notices)
    if raw is None:
        return None
    bare = re.sub(r'"[^"\n]*"|;[^\n]*', "", text)
    spines = bare.count("<")
    if spines:
        notices.append(
            f"{where}: {spines} spine mark{'s' if spines > 1 else ''} passed over; they are no "
            "sections."
        )
    if raw.soma is None:
        defects.append(swc.no_soma(where))
    return _checked(raw, finder, accepted, defects, notices)


def _parse_h5(
    path: Path,
    data: bytes,
    accepted: frozenset[str],
    defects: list[Defect],
    notices: list[str],
) -> Raw | None:
    where = str(path)
    if not data.startswith(HDF5_SIGNATURE):
        defects.append(Defect("unreadable", "this is no HDF5 file", where, "Export it again."))
        return None
    with only_neuron(path) as plain:
        raw = _with_morphio(plain, ".h5", where, defects, notices)
    if raw is None:
        return None
    if raw.soma is None:
        defects.append(swc.no_soma(where))
    return _checked(raw, LineFinder("", where, ".h5"), accepted, defects, notices)


def _checked(
    raw: Raw,
    finder: LineFinder,
    accepted: frozenset[str],
    defects: list[Defect],
    notices: list[str],
) -> Raw:
    found, more = check_geometry(raw, finder)
    defects += found
    notices += more
    return repair(raw, {defect.code for defect in defects} & accepted)


def _decoded(data: bytes) -> str:
    """Text with Unix line ends; comments in any old encoding are let pass."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_morphio(
    source: str | Path, suffix: str, where: str, defects: list[Defect], notices: list[str]
) -> Raw | None:
    import morphio

    collector = morphio.WarningHandlerCollector()
    options = morphio.Option.allow_unifurcated_section_change
    arguments = (str(source),) if isinstance(source, Path) else (source, suffix[1:])
    try:
        cell = morphio.Morphology(*arguments, options=options, warning_handler=collector)
    except morphio.MorphioError as error:
        defects.append(_morphio_defect(str(error), where))
        return None
    notices += _morphio_notices(collector, where)
    return _raw(cell, suffix, where, defects, notices)


def _plain(message: str) -> str:
    """MorphIO's text on one line, without colours and its own place mark."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", message)
    text = re.sub(r"\S*:\d+:(error|warning)", "", text)
    return re.sub(r"\s+", " ", text.replace("Warning:", "")).strip().rstrip(".:")


def _line(message: str) -> int:
    """The line MorphIO names, 0 if none."""
    marks = re.findall(r":(\d+):(?:error|warning)", message)
    return int(marks[-1]) if marks else 0


def _morphio_defect(message: str, where: str) -> Defect:
    line = _line(message)
    place = f"{where}:{line}" if line else where
    plain = _plain(message)
    if "Missing points or structure" in message:
        return Defect(
            "no_datasets",
            "the file has no 'points' and 'structure' datasets at its top",
            place,
            "A container of morph-spines is read if it holds one neuron; else extract the cell.",
        )
    if "Can't iterate past the end" in message:
        plain = "the file is empty or ends in the middle of a tree"
    elif "but got" in plain or "converting" in plain or "end of file" in plain.lower():
        plain = f"the text breaks off or is out of order here ({plain})"
    return Defect("unreadable", plain or "MorphIO cannot read it", place, "Repair or export again.")


def _morphio_notices(collector: Any, where: str) -> list[str]:
    import morphio

    own = {
        morphio.Warning.no_soma_found,
        morphio.Warning.disconnected_neurite,
        morphio.Warning.zero_diameter,
    }
    texts = []
    for emission in collector.get_all():
        if emission.warning.warning() == morphio.Warning.soma_non_conform:
            texts.append(f"{where}: the three soma samples are not exactly NeuroMorpho's sphere.")
        elif emission.warning.warning() not in own:
            line = _line(emission.warning.msg())
            place = f"{where}:{line}" if line else where
            texts.append(f"{place}: {_plain(emission.warning.msg())}.")
    return texts


def _raw(
    cell: Any, suffix: str, where: str, defects: list[Defect], notices: list[str]
) -> Raw | None:
    sections = list(cell.iter())
    place = {section.id: k for k, section in enumerate(sections)}
    soma: Soma | None = None
    if suffix != ".swc" and len(cell.soma.points) > 0:
        soma = soma_from_contour(np.asarray(cell.soma.points, dtype=float))
    raw = Raw(
        soma=soma,
        parents=[-1 if section.is_root else place[section.parent.id] for section in sections],
        types=[int(section.type) for section in sections],
        points_um=[np.asarray(section.points, dtype=float) for section in sections],
        diameters_um=[np.asarray(section.diameters, dtype=float) for section in sections],
    )
    if raw.empty_ends:
        notices.append(f"{where}: ends of no length passed over: {raw.empty_ends}.")
    raw = raw.without_empty()
    if not raw.parents:
        defects.append(
            Defect("no_neurites", "there are no neurites", where, "Check that the file is whole.")
        )
        return None
    return raw
