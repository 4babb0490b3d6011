"""The NEURON that this interpreter imports, found through its metadata and without importing it."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from spinecable.errors import ToolchainError
from spinecable.mechanisms.toolchain import Compiler

DISTRIBUTIONS = ("neuron", "neuron-nightly")
_ABI_FILES = ("libnrniv", "nocmodl", "nrnmech_makefile")
_DROPPED_VARIABLES = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "NRNHOME_EXEC", "MODLUNIT", "VERBOSE")


@dataclass(frozen=True)
class NeuronInstallation:
    """A NEURON on disk.

    Parameters
    ----------
    version : of the distribution, such as ``9.0.2``.
    identity : version and a digest of the files that decide whether a library fits this build.
    package : folder of the Python package ``neuron``.
    nrnivmodl : the translator's shell script that belongs to it.
    home : the prefix that holds NEURON's own ``bin``, ``lib`` and ``include``; None where the
        script knows it by itself (NEURON built from source).
    """

    version: str
    identity: str
    package: Path
    nrnivmodl: Path
    home: Path | None

    @property
    def libraries(self) -> Path:
        """The folder with NEURON's own shared libraries."""
        return self.nrnivmodl.resolve().parent.parent / "lib"

    def environment(self, compiler: Compiler) -> dict[str, str]:
        """Environment in which `nrnivmodl` uses this NEURON and this compiler, and no other.

        Variables of a surrounding ``make`` or of another NEURON are left out.
        """
        variables = {k: v for k, v in os.environ.items() if k not in _DROPPED_VARIABLES}
        variables.update(LC_ALL="C", CXX=" ".join(compiler.command))
        if self.home:
            variables.update(
                NRNHOME=str(self.home),
                CORENRNHOME=str(self.home),
                NEURONHOME=str(self.home / "share" / "nrn"),
            )
        return variables


def neuron_version() -> str | None:
    """Version of the installed NEURON, None if there is none."""
    distribution = _distribution()
    return distribution.version if distribution else None


@functools.lru_cache
def find_neuron() -> NeuronInstallation:
    """The NEURON of this interpreter; PATH plays no part.

    Raises
    ------
    ToolchainError : NEURON or its mechanism translator is not installed, or is older than 9.
    """
    distribution = _distribution()
    spec = importlib.util.find_spec("neuron")
    if distribution is None or spec is None or not spec.submodule_search_locations:
        raise ToolchainError(
            "NEURON is not installed for this Python",
            where=sys.executable,
            tip="Install it with `python -m pip install 'neuron>=9'`.",
        )
    package = Path(spec.submodule_search_locations[0])
    home = package / ".data"
    script = home / "bin" / "nrnivmodl"
    if not script.is_file():
        script, home_or_none = _built_from_source(package), None
    else:
        home_or_none = home
    if int(distribution.version.split(".")[0]) < 9:
        raise ToolchainError(
            f"NEURON {distribution.version} is too old",
            where=str(package),
            tip="Install a newer one with `python -m pip install 'neuron>=9'`.",
        )
    return NeuronInstallation(
        version=distribution.version,
        identity=f"{distribution.version} {_build_digest(distribution)}",
        package=package,
        nrnivmodl=script,
        home=home_or_none,
    )


def library_name() -> str:
    """File name that nrnivmodl gives to a compiled library on this platform."""
    return "libnrnmech.dylib" if platform.system() == "Darwin" else "libnrnmech.so"


def _distribution() -> importlib.metadata.Distribution | None:
    for name in DISTRIBUTIONS:
        try:
            return importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def _built_from_source(package: Path) -> Path:
    """`nrnivmodl` of an installation that is not a wheel: in the prefix above the package."""
    for folder in (*package.parents[:4], Path(sys.prefix)):
        script = folder / "bin" / "nrnivmodl"
        if script.is_file():
            return script
    raise ToolchainError(
        "this NEURON installation has no nrnivmodl",
        where=str(package),
        tip="Install the wheel again with `python -m pip install --force-reinstall neuron`.",
    )


def _build_digest(distribution: importlib.metadata.Distribution) -> str:
    """Tells two builds of one version apart by the checksums recorded at installation."""
    recorded = sorted(
        f"{file.name} {file.hash.value}"
        for file in distribution.files or ()
        if file.hash and file.name.startswith(_ABI_FILES)
    )
    return hashlib.sha256("\n".join(recorded).encode()).hexdigest()[:16]
