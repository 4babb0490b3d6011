"""A light scan of SWC text: what MorphIO cannot say, or dies or falls silent on, with line numbers.

MorphIO parses the file; this scan looks at ids, parents and types first. Loops, repeated ids and
old Mac line ends give MorphIO an empty cell without a word, and give NEURON a segmentation fault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from spinecable.morphology.defects import Defect

SOMA = 1
KNOWN_TYPES = (1, 2, 3, 4)


@dataclass(frozen=True)
class Sample:
    """One line of an SWC file."""

    line: int
    id: int
    type: int
    x_um: float
    y_um: float
    z_um: float
    radius_um: float
    parent: int


def scan(text: str, where: str) -> tuple[list[Sample], list[Defect]]:
    """Samples of the text and the defects of its lines, ids and parents.

    `samples` is complete only if no defect is returned that cannot be accepted.
    """
    samples: list[Sample] = []
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.split("#")[0].split()
        if not fields:
            continue
        sample = _parse(fields, number)
        if sample is None:
            return samples, [_unreadable(line, f"{where}:{number}")]
        samples.append(sample)
    if not samples:
        return [], [Defect("empty", "there are no samples", where, "Check that the file is whole.")]
    return samples, _defects(samples, where)


def _parse(fields: list[str], number: int) -> Sample | None:
    try:
        numbers = [float(text) for text in fields[:7]]
    except ValueError:
        return None
    if len(numbers) < 7 or not all(math.isfinite(value) for value in numbers):
        return None
    if any(numbers[k] != int(numbers[k]) for k in (0, 1, 6)):
        return None
    sample_id, kind, x, y, z, radius, parent = numbers
    return Sample(number, int(sample_id), int(kind), x, y, z, radius, int(parent))


def _unreadable(line: str, where: str) -> Defect:
    return Defect(
        "unreadable",
        f"this line is no SWC sample: '{line.strip()[:60]}'",
        where,
        "A sample is: id type x y z radius parent, seven numbers parted by blanks.",
    )


def _defects(samples: list[Sample], where: str) -> list[Defect]:
    found: list[Defect] = []
    by_id: dict[int, Sample] = {}
    for sample in samples:
        if sample.id in by_id:
            found.append(
                Defect(
                    "repeated_id",
                    f"id {sample.id} stands already on line {by_id[sample.id].line}",
                    f"{where}:{sample.line}",
                    "Give every sample its own id.",
                )
            )
        by_id.setdefault(sample.id, sample)
        if sample.radius_um < 0:
            found.append(
                Defect(
                    "negative_radius",
                    f"sample {sample.id} has the radius {sample.radius_um:g}",
                    f"{where}:{sample.line}",
                    "Set a positive radius.",
                )
            )
        if sample.type < 0:
            found.append(
                Defect(
                    "negative_type",
                    f"sample {sample.id} has the type {sample.type}",
                    f"{where}:{sample.line}",
                    "Types are 1 soma, 2 axon, 3 basal dendrite, 4 apical dendrite.",
                )
            )
    if found:
        return found
    for sample in samples:
        if sample.parent >= 0 and sample.parent not in by_id:
            found.append(
                Defect(
                    "missing_parent",
                    f"sample {sample.id} has the parent {sample.parent}, which is not in the file",
                    f"{where}:{sample.line}",
                    "Restore the missing sample, or connect this one to an existing one "
                    "(-1 is the root).",
                )
            )
    if found:
        return found
    found += _loops(samples, by_id, where)
    return found or _somata(samples, by_id, where) + _types(samples, where)


def _loops(samples: list[Sample], by_id: dict[int, Sample], where: str) -> list[Defect]:
    reaches_root: set[int] = set()
    for sample in samples:
        chain: list[int] = []
        on_chain: set[int] = set()
        at = sample
        while at.id not in reaches_root:
            if at.id in on_chain:
                what = f"sample {at.id} is its own ancestor"
                if at.parent == at.id:
                    what = f"sample {at.id} is its own parent"
                tip = "Break the loop: one sample of it must have a parent outside."
                return [Defect("loop", what, f"{where}:{at.line}", tip)]
            chain.append(at.id)
            on_chain.add(at.id)
            if at.parent < 0:
                break
            at = by_id[at.parent]
        reaches_root.update(chain)
    return []


def _somata(samples: list[Sample], by_id: dict[int, Sample], where: str) -> list[Defect]:
    found: list[Defect] = []
    somata = [sample for sample in samples if sample.type == SOMA]
    for sample in somata:
        if sample.parent >= 0 and by_id[sample.parent].type != SOMA:
            found.append(
                Defect(
                    "soma_on_neurite",
                    f"soma sample {sample.id} has sample {sample.parent} of a neurite as parent",
                    f"{where}:{sample.line}",
                    "Give it a soma sample as parent, or the type of its neurite.",
                )
            )
    roots = [sample for sample in somata if sample.parent < 0]
    if len(roots) > 1:
        found.append(
            Defect(
                "several_somata",
                f"there are {len(roots)} somata; the first is on line {roots[0].line}",
                f"{where}:{roots[1].line}",
                "Keep one cell to a file.",
            )
        )
    loose = [sample for sample in samples if sample.type != SOMA and sample.parent < 0]
    if not somata:
        found.append(no_soma(where))
        loose = loose[1:] if len(loose) > 1 and not _begin_together(loose) else []
    if loose:
        found.append(
            Defect(
                "disconnected",
                f"{len(loose)} piece{'s are' if len(loose) > 1 else ' is'} connected to nothing, "
                f"the first at sample {loose[0].id}",
                f"{where}:{loose[0].line}",
                "Connect every piece to the cell.",
            )
        )
    return found


def _begin_together(roots: list[Sample]) -> bool:
    """Whether the neurites of a file without soma start within 20 um of the first (ASSUMED)."""
    first = roots[0]
    return all(
        math.dist((root.x_um, root.y_um, root.z_um), (first.x_um, first.y_um, first.z_um)) <= 20.0
        for root in roots
    )


def no_soma(where: str) -> Defect:
    """The defect of a file without a soma, any format."""
    return Defect(
        "no_soma",
        "there is no soma",
        where,
        "Add the soma (SWC type 1, ASC CellBody contour).",
    )


def _types(samples: list[Sample], where: str) -> list[Defect]:
    custom = [sample for sample in samples if sample.type not in KNOWN_TYPES]
    if not custom:
        return []
    kinds = ", ".join(str(kind) for kind in sorted({sample.type for sample in custom}))
    return [
        Defect(
            "custom_types",
            f"{len(custom)} samples have types that are no soma, axon, basal or apical dendrite: "
            f"{kinds}",
            f"{where}:{custom[0].line}",
            "Set them to 2 (axon), 3 (basal) or 4 (apical).",
        )
    ]


def first_reversed(samples: list[Sample]) -> Sample | None:
    """The first sample that stands before its parent."""
    seen: set[int] = set()
    for sample in samples:
        if sample.parent >= 0 and sample.parent not in seen:
            return sample
        seen.add(sample.id)
    return None


def first_soma_only(samples: list[Sample]) -> list[Sample]:
    """The samples without the second and later somata; their neurites start at the first one."""
    by_id = {sample.id: sample for sample in samples}
    roots = [sample for sample in samples if sample.type == SOMA and sample.parent < 0]

    def root_of(sample: Sample) -> int:
        while sample.parent >= 0:
            sample = by_id[sample.parent]
        return sample.id

    dropped = {s.id for s in samples if s.type == SOMA and root_of(s) != roots[0].id}
    return [
        replace(sample, parent=roots[0].id) if sample.parent in dropped else sample
        for sample in samples
        if sample.id not in dropped
    ]


def write(samples: list[Sample]) -> str:
    """SWC text of the samples, one per line."""
    return "".join(
        f"{s.id} {s.type} {s.x_um!r} {s.y_um!r} {s.z_um!r} {s.radius_um!r} {s.parent}\n"
        for s in samples
    )
