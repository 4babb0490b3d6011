"""CaMKII that actin holds back in a head: how much is bound, and how fast the rest diffuses.

A reading of the enzymes' course and no part of it: in runs CaMKII stays in the head. Binding is
reversible and always in balance. With B bound subunits per free one,

    bound share = B / (1 + B),   effective diffusion = D / (1 + B).

At rest free CaMKII is at one concentration in head and dendrite, so that contents tell B: spines
hold twice the dendrite's concentration (Feng 2011 Brain Res 1419:46, PMID 21925648), hence
``1 + B_head = 2 (1 + B_dendrite)``. What the dendrite binds is left out (ASSUMED: 0), which leaves
the ratio of the two effective diffusions at rest as it is.

A subunit binds calmodulin or actin but not both (Wang 2019, 10.1073/pnas.1911452116), and none
that mimics phosphorylation on T286 binds actin (Khan 2016 Biophys J, PMC4968397); release takes
less than 20 s (Khan 2019, PMC6341221). So ``B = B_rest f / f_rest`` with f the share of subunits
without calmodulin and without that phosphate. Several subunits of a holoenzyme that hold on
together would make it steeper.
"""

from __future__ import annotations

from spinecable.chemistry.contents import AUTONOMOUS_FACTOR
from spinecable.chemistry.network import Floats
from spinecable.plasticity.induction import EnzymeCourse

HEAD_OVER_DENDRITE = 2.0
"""Concentration of CaMKII in spines over that in dendrites, Feng 2011."""


def free_to_bind(course: EnzymeCourse) -> Floats:
    """Share of subunits with neither calmodulin nor phosphate on T286, shape of its times."""
    autonomous = (course.camkii_active - course.camkii_bound) / AUTONOMOUS_FACTOR
    return 1.0 - course.camkii_bound - autonomous


def bound_per_free(available: Floats) -> Floats:
    """B in the head; the first value of `available` (see `free_to_bind`) is that of rest."""
    return (HEAD_OVER_DENDRITE - 1.0) * available / available[0]


def effective_diffusion(free_um2_per_s: float, available: Floats) -> Floats:
    """Of CaMKII in the head (um2/s), shape of `available`; in the dendrite it is the free one."""
    return free_um2_per_s / (1.0 + bound_per_free(available))
