"""Where the files that come with the package are: mechanisms, morphologies, protocols."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from spinecable.errors import SpinecableError

Kind = Literal["mod", "morphologies", "protocols"]
_PACKAGE = Path(__file__).resolve().parent


def resource_dir(kind: Kind) -> Path:
    """The folder of bundled files of one kind.

    A wheel carries it inside the package; an editable install uses the checkout.
    """
    for folder in (_PACKAGE / kind, _PACKAGE.parent / kind):
        if folder.is_dir():
            return folder
    raise SpinecableError(
        f"the bundled folder '{kind}' is missing from this installation",
        where=str(_PACKAGE),
        tip="Install spinecable again.",
    )
