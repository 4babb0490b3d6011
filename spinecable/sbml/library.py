"""libSBML, which is an optional dependency."""

from __future__ import annotations

from typing import Any

from spinecable.errors import ToolchainError


def require_libsbml() -> Any:
    """The module ``libsbml``.

    Raises
    ------
    ToolchainError : it is not installed.
    """
    try:
        import libsbml
    except ImportError as error:
        raise ToolchainError(
            "SBML needs libSBML, which is not installed",
            tip="Install it with `python -m pip install 'spinecable[sbml]'`.",
        ) from error
    return libsbml
