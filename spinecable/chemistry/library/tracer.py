"""An inert fluorescent tracer, such as GFP: it diffuses, binds nothing and is seen.

Amounts are shares of what a compartment can show (1: all of it is bright). The bright and the
dark form diffuse alike, so that their sum stays 1 everywhere.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import DIFFUSION
from spinecable.chemistry.reactions import Parameter, Scheme, Species

TRACER = "tracer"


def tracer(diffusion_um2_per_s: float) -> Scheme:
    """The bright tracer anywhere; the user gives its diffusion coefficient."""
    diffusion = Parameter(
        "d_tracer_um2_per_s",
        diffusion_um2_per_s,
        DIFFUSION,
        "diffusion coefficient of the tracer",
        "an input: chemistry.tracer_um2_per_s",
    )
    return Scheme(
        name=TRACER,
        species=(Species(TRACER, "bright tracer (share of all)", diffusion.name),),
        reactions=(),
        parameters=(diffusion,),
    )
