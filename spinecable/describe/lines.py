"""In which line of a TOML text a key stands: a light scan, used for error messages only."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class KeyLines:
    """The lines of the keys of one TOML text.

    Keys of headers and of ``key = value`` lines are found exactly; keys of inline tables are
    searched between their table's line and the next key. Text inside multi-line strings is
    skipped.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._found: dict[Path, int] = {}
        self._scan()

    def of(self, path: Path) -> int | None:
        """Line (from 1) of the key at `path` or of the nearest table above it that has one."""
        for depth in range(len(path), 0, -1):
            line = self._found.get(path[:depth])
            if line is not None:
                inner = [part for part in path[depth:] if isinstance(part, str)]
                return self._inside(line, inner)
        return None

    def _inside(self, line: int, keys: list[str]) -> int:
        """The line of an inline table's key, or `line` where the scan does not see it."""
        end = min((n for n in self._found.values() if n > line), default=len(self._lines) + 1)
        for key in reversed(keys):
            for number in range(line, end):
                if re.search(rf"(?<![\w-]){re.escape(key)}\s*=", self._lines[number - 1]):
                    return number
        return line

    def _scan(self) -> None:
        table: Path = ()
        items: dict[Path, int] = {}
        closing: str | None = None
        for number, line in enumerate(self._lines, start=1):
            if closing is not None:
                if closing in line:
                    closing = None
                continue
            header, key = _HEADER.match(line), _KEY.match(line)
            if header is not None:
                table = _table(_parts(header[2]), items, starts_item=header[1] == "[[")
                for depth in range(1, len(table) + 1):
                    self._found.setdefault(table[:depth], number)
            elif key is not None:
                path = table
                for part in _parts(key[1]):
                    path = (*path, part)
                    self._found.setdefault(path, number)
            for quotes in ('"""', "'''"):
                if line.count(quotes) % 2 == 1:
                    closing = quotes


def _parts(text: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(text)]


def _table(parts: list[str], items: dict[Path, int], *, starts_item: bool) -> Path:
    """The path of a header, with the index of the last item of each ``[[table]]`` on the way."""
    path: Path = ()
    for depth, part in enumerate(parts):
        path = (*path, part)
        if starts_item and depth == len(parts) - 1:
            items[path] = items.get(path, -1) + 1
        if path in items:
            path = (*path, items[path])
    return path
