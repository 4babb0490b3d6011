"""What, besides the experiment, decided a run's numbers."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def installed_versions() -> dict[str, str]:
    """Versions of Python, spinecable, NEURON and the numerical packages; imports none of them."""
    versions = {"python": platform.python_version()}
    for package in ("spinecable", "neuron", "numpy", "scipy", "xarray"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return versions


@dataclass(frozen=True)
class Provenance:
    """The identity of code and data behind a result.

    Parameters
    ----------
    mechanism_hash : content hash of the compiled mechanisms.
    kernel_hash : content hash of the generated chemistry kernel.
    morphology_name : as read.
    morphology_sha256 : of the morphology file's bytes.
    biophysics_sha256 : of the channel set's file, or of a registered set written as one; empty for
        a set that comes with the package.
    versions : package name to version; those installed at the time by default.
    notices : sentences about what differs from what was asked (a fallback site, a repaired file).
    """

    mechanism_hash: str = ""
    kernel_hash: str = ""
    morphology_name: str = ""
    morphology_sha256: str = ""
    biophysics_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=installed_versions)
    notices: tuple[str, ...] = ()

    def attributes(self) -> dict[str, Any]:
        """Flat attributes for a NetCDF file; mappings and tuples as JSON text."""
        values = asdict(self)
        values["versions"] = json.dumps(dict(self.versions), sort_keys=True)
        values["notices"] = json.dumps(list(self.notices), ensure_ascii=False)
        return values

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, Any]) -> Provenance:
        """The inverse of `attributes`."""
        return cls(
            mechanism_hash=str(attributes["mechanism_hash"]),
            kernel_hash=str(attributes["kernel_hash"]),
            morphology_name=str(attributes["morphology_name"]),
            morphology_sha256=str(attributes["morphology_sha256"]),
            biophysics_sha256=str(attributes.get("biophysics_sha256", "")),
            versions=json.loads(attributes["versions"]),
            notices=tuple(json.loads(attributes["notices"])),
        )
