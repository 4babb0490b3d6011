"""Line numbers of keys."""

from __future__ import annotations

import pytest

from spinecable.describe.lines import KeyLines

TEXT = '''\
top = 1 # a comment
"quoted key" = 2
note = """
inside = 3
"""

[table]   # a comment
a.b = 4
inline = { x = 1, y = { z = 2 } }
list = [
  { x = 1 },
  { late = 2 },
]

[[item]]
key = 1
[[item]]
key = 2
[item.sub]
key = 3
[[item.deep]]
key = 4
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("quoted key",), 2),
        (("table",), 7),
        (("table", "a", "b"), 8),
        (("table", "inline", "y", "z"), 9),
        (("table", "list", 1, "late"), 12),
        (("table", "absent"), 7),
        (("item", 0, "key"), 16),
        (("item", 1), 17),
        (("item", 1, "sub", "key"), 20),
        (("item", 1, "deep", 0, "key"), 22),
        (("inside",), None),
        ((), None),
    ],
)
def test_line(path: tuple[str | int, ...], line: int | None) -> None:
    assert KeyLines(TEXT).of(path) == line
