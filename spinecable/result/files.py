"""Files that are either whole or not there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from spinecable.errors import SpinecableError


def write_whole(path: str | Path, write: Callable[[Path], Any], what: str) -> Path:
    """Let `write` fill a file beside `path`, then rename it, replacing an existing file.

    Missing folders are made. Each writer has a file of its own, so that of several at once the last
    one stands, whole. `what` names the content in the error's text.
    """
    target = Path(path)
    partial = target.with_name(f".{target.stem}.{uuid.uuid4().hex[:12]}.partial{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(partial)
        os.replace(partial, target)
    except OSError as error:
        raise SpinecableError(
            f"the {what} cannot be written: {error.strerror or error}",
            where=str(target),
            tip="Choose a folder that can be written to.",
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return target
