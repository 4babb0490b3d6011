"""Physical constants (CODATA 2018) and the package's unit conversions."""

from __future__ import annotations

FARADAY_C_PER_MOL = 96485.33212
GAS_J_PER_MOL_K = 8.314462618
AVOGADRO_PER_MOL = 6.02214076e23
ZERO_CELSIUS_K = 273.15

MOLECULES_PER_UM_UM3 = 602.214076
"""Molecules in 1 uM x 1 um^3 (the package's unit of amount, 1e-21 mol)."""

PA_PER_UM2_IN_MA_PER_CM2 = 0.1
"""1 pA/um^2 = 1e-9 mA / 1e-8 cm^2."""


def calcium_inflow(current_density_mA_per_cm2: float, area_um2: float) -> float:
    """Inflow of calcium (uM um^3 / ms) that a membrane current density carries.

    An inward (negative) current is a positive inflow; z = 2.
    1 mA/cm^2 x 1 um^2 = 1e-11 A; / (2F) gives mol/s; 1 uM um^3 = 1e-21 mol; 1 s = 1e3 ms.
    """
    return -current_density_mA_per_cm2 * area_um2 * 1e7 / (2.0 * FARADAY_C_PER_MOL)
