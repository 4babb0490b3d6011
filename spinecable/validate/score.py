"""From what the model did to a line of the scoreboard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from spinecable.errors import SpinecableError
from spinecable.validate.entry import Floats, Measured, NeedsData, NotComputable, Part, Row
from spinecable.validate.gates import Watch, sigma, z_score

ROUNDING = 1e-12

SKIPPED = "skipped: needs "
"""How the note of a row without its data begins."""

Ranges = tuple[tuple[float | None, float | None], ...]


@dataclass(frozen=True)
class PartScore:
    """One number of a row beside the published one.

    Parameters
    ----------
    name, unit, published, gate : as in the entry.
    published_value, published_sd : as numbers, None where the paper has none.
    value : the model's mean or median.
    spread : its standard deviation over spines or sites, None for a single number.
    count : of spines or sites.
    z : distance from the published value in sigma, None where there is none.
    accepted : the ranges that pass; None stands for no limit.
    passed : None where the part is only watched.
    """

    name: str
    unit: str
    published: str
    published_value: float | None
    published_sd: float | None
    gate: str
    value: float | None
    spread: float | None
    count: int
    z: float | None
    passed: bool | None
    accepted: Ranges = ()


@dataclass(frozen=True)
class RowScore:
    """One row's answer.

    Parameters
    ----------
    passed : all gated parts pass; None where all are watched; False after an error.
    seconds : computing time of its runs; a shared run's time is divided among its rows.
    note : the entry's note, and the known reason where it fails, or the error's text.
    error : the row could not be measured.
    """

    id: str
    group: str
    quantity: str
    grade: str
    parts: tuple[PartScore, ...]
    passed: bool | None
    seconds: float
    note: str
    error: bool = False

    @property
    def skipped(self) -> bool:
        """Passed over, as data are not there that the package does not carry."""
        return self.note.startswith(SKIPPED)

    @property
    def headline(self) -> PartScore:
        """The part that decides: one that failed before others, then the largest deviation."""
        return max(self.parts, key=lambda p: (p.passed is False, abs(p.z or 0.0)))

    @property
    def z(self) -> float | None:
        """The largest deviation of its parts, with its sign."""
        found = [part.z for part in self.parts if part.z is not None]
        return max(found, key=abs) if found else None

    def as_json(self) -> dict[str, Any]:
        """A flat record; ``parts`` repeats its numbers one by one."""
        top = self.headline
        return {
            "id": self.id,
            "group": self.group,
            "quantity": self.quantity,
            "published": " / ".join(p.published for p in self.parts if p.published),
            "value": top.value,
            "unit": top.unit,
            "spread": top.spread,
            "z": self.z,
            "passed": self.passed,
            "grade": self.grade,
            "gate": " / ".join(dict.fromkeys(p.gate for p in self.parts)),
            "seconds": round(self.seconds, 2),
            "note": self.note,
            "error": self.error,
            "parts": [asdict(part) for part in self.parts],
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> RowScore:
        """The inverse of `as_json`."""
        fields = ("id", "group", "quantity", "grade", "passed", "seconds", "note", "error")
        parts = tuple(
            PartScore(**{**part, "accepted": tuple((a, b) for a, b in part["accepted"])})
            for part in record["parts"]
        )
        return cls(parts=parts, **{name: record[name] for name in fields})


def score(row: Row, measured: Measured, seconds: float) -> RowScore:
    """A row's line.

    Raises
    ------
    SpinecableError : the measure gives other names than the row has, or no finite number.
    """
    found = measured if isinstance(measured, Mapping) else {row.parts[0].name: measured}
    names = [part.name for part in row.parts]
    if sorted(found) != sorted(names):
        raise SpinecableError(f"the measure gives {sorted(found)}, the row has {sorted(names)}")
    parts = tuple(_part(part, found[part.name]) for part in row.parts)
    decided = [part.passed for part in parts if part.passed is not None]
    passed = all(decided) if decided else None
    note = " ".join(text for text in (row.note, row.why if passed is False else "") if text)
    return RowScore(row.id, row.group, row.quantity, row.grade, parts, passed, seconds, note)


def failed_with(row: Row, error: BaseException, seconds: float) -> RowScore:
    """The line of a row that could not be measured or that the model cannot reach, or is skipped.

    A row that lacks data (`NeedsData`) is neither passed nor failed.
    """
    decided = any(not isinstance(part.gate, Watch) for part in row.parts)
    passed = False if decided and not isinstance(error, NeedsData) else None
    empty = tuple(_empty(part, passed) for part in row.parts)
    fault = not isinstance(error, NotComputable)
    if isinstance(error, NeedsData):
        text = f"{SKIPPED}{error}"
    else:
        text = f"error: {error}" if fault else f"Not computable: {error}"
    text = " ".join(text.split())
    return RowScore(
        row.id, row.group, row.quantity, row.grade, empty, passed, seconds, text, error=fault
    )


def _part(part: Part, measured: Any) -> PartScore:
    values = np.atleast_1d(np.asarray(measured, dtype=float)).ravel()
    values = values[~np.isnan(values)]
    if not values.size or not np.isfinite(values).all():
        raise SpinecableError(f"'{part.name or 'value'}' is not a finite number")
    value = float(np.median(values) if part.median else np.mean(values))
    z = None
    if part.value is not None and sigma(part.value, part.sd) > 0:
        z = z_score(value, part.value, part.sd)
    return PartScore(
        name=part.name,
        unit=part.unit,
        published=part.published,
        published_value=part.value,
        published_sd=part.sd,
        gate=part.gate.text(part.value, part.sd),
        value=value,
        spread=_spread(values),
        count=int(values.size),
        z=z,
        passed=part.gate.passed(value, part.value, part.sd),
        accepted=_finite(part),
    )


def _spread(values: Floats) -> float | None:
    """Standard deviation; what differs by rounding only has none."""
    if values.size < 2:
        return None
    found = float(np.std(values, ddof=1))
    return found if found > ROUNDING * float(np.abs(values).max()) else 0.0


def _empty(part: Part, passed: bool | None) -> PartScore:
    return PartScore(
        name=part.name,
        unit=part.unit,
        published=part.published,
        published_value=part.value,
        published_sd=part.sd,
        gate=part.gate.text(part.value, part.sd),
        value=None,
        spread=None,
        count=0,
        z=None,
        passed=None if isinstance(part.gate, Watch) else passed,
        accepted=_finite(part),
    )


def _finite(part: Part) -> Ranges:
    ranges = part.gate.accepted(part.value, part.sd)
    return tuple(
        (low if math.isfinite(low) else None, high if math.isfinite(high) else None)
        for low, high in ranges
    )


@dataclass(frozen=True)
class Totals:
    """Counts over a scoreboard: gates passed of those decided, and the worst deviation."""

    passed: int
    gated: int
    passed_A: int
    gated_A: int
    watched: int
    skipped: int
    worst: RowScore | None

    @classmethod
    def of(cls, scores: Sequence[RowScore]) -> Totals:
        """The totals of these rows."""
        gated = [s for s in scores if s.passed is not None]
        best = [s for s in gated if s.grade == "A"]
        with_z = [s for s in gated if s.z is not None]
        return cls(
            passed=sum(s.passed is True for s in gated),
            gated=len(gated),
            passed_A=sum(s.passed is True for s in best),
            gated_A=len(best),
            watched=sum(s.passed is None and not s.skipped for s in scores),
            skipped=sum(s.skipped for s in scores),
            worst=max(with_z, key=lambda s: abs(s.z or 0.0), default=None),
        )

    def text(self) -> str:
        """One line."""
        parts = [
            f"{self.passed_A} of {self.gated_A} grade-A gates passed"
            f"{_percent(self.passed_A, self.gated_A)}",
            f"{self.passed} of {self.gated} of all{_percent(self.passed, self.gated)}",
            f"{self.watched} watched",
        ]
        if self.skipped:
            parts.append(f"{self.skipped} skipped")
        if self.worst is not None and self.worst.z is not None:
            parts.append(f"worst z {self.worst.z:.1f} ({self.worst.id})")
        return "; ".join(parts)


def worse_than(scores: Iterable[RowScore], stored: Mapping[str, RowScore]) -> list[str]:
    """Ids of rows that passed when stored and fail now."""
    return [
        s.id for s in scores if s.id in stored and stored[s.id].passed is True and s.passed is False
    ]


def _percent(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.0f} %)" if whole and math.isfinite(part) else ""
