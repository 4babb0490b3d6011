"""Systems Biology Markup Language: our reaction schemes out, a user's own cascade in.

libSBML does all reading and writing; it comes with the extra ``spinecable[sbml]`` and is imported
only when one of these functions is called.
"""

from __future__ import annotations

from spinecable.sbml.export import export_scheme
from spinecable.sbml.read import read_cascade

__all__ = ["export_scheme", "read_cascade"]
