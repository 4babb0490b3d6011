"""Spine marks of Neurolucida ASC files.

A mark stands between ``<`` and ``>`` behind a point of the tree and holds the point of the spine's
tip. It says where a spine is and nothing of its head and neck: the spine is set on the dendrite
nearest to its tip, and its whole shape has to come from elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path

from spinecable.errors import DescriptionError
from spinecable.population.measured import Measured

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_POINT = re.compile(rf"\(\s*({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})(?:[\s,]+({_NUMBER}))?")
_COVERED = re.compile(r'"[^"\n]*"|;[^\n]*')


def read_asc(path: Path) -> list[Measured]:
    """The spine marks of an ASC file, in the order of the file.

    Raises
    ------
    DescriptionError : no marks, a mark that is not closed or holds no point.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DescriptionError("the file cannot be read", where=str(path)) from error
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    text = _COVERED.sub(lambda match: " " * len(match[0]), text)
    found = []
    for start in re.finditer("<", text):
        where = f"{path}:{text.count(chr(10), 0, start.start()) + 1}"
        end = text.find(">", start.end())
        following = text.find("<", start.end())
        if end < 0 or 0 <= following < end:
            raise DescriptionError("this spine mark is not closed by '>'", where=where)
        point = _POINT.search(text, start.end(), end)
        if point is None:
            raise DescriptionError(
                "this spine mark holds no point",
                where=where,
                tip="A mark looks like < (x y z diameter) >.",
            )
        x, y, z = (float(point[k]) for k in (1, 2, 3))
        found.append(Measured(where=where, point_um=(x, y, z)))
    if not found:
        raise DescriptionError("the file has no spine marks ('<...>')", where=str(path))
    return found
