"""`spinecable doctor`: is everything there that a run needs."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

import click
from rich.console import Console
from rich.table import Column, Table

from spinecable.errors import SpinecableError
from spinecable.mechanisms.cache import cache_root, writable_cache_root
from spinecable.mechanisms.compile import compile_mechanisms, compiled_libraries
from spinecable.mechanisms.installation import find_neuron
from spinecable.mechanisms.library import mechanism_set
from spinecable.mechanisms.toolchain import (
    NRNIVMODL_TOOLS,
    require_compiler,
    require_nrnivmodl_tools,
)

_OLDEST_PYTHON = (3, 11)
_NEURON_TIMEOUT_S = 120.0
_IMPORT_NEURON = """
import sys
from spinecable.errors import SpinecableError
from spinecable.mechanisms.library import mechanism_set
from spinecable.mechanisms.load import not_loaded
try:
    not_loaded(mechanism_set())
except SpinecableError as error:
    sys.exit(str(error))
"""


@dataclass(frozen=True)
class Check:
    """One line of the report: what was looked at, whether it is well, what was found."""

    name: str
    ok: bool
    found: str


@click.command()
@click.option("--compile", "compile_now", is_flag=True, help="Compile all mechanisms too.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")
@click.pass_context
def doctor(context: click.Context, compile_now: bool, as_json: bool) -> None:
    """Check Python, NEURON, the compiler, the cache and the mechanisms.

    The exit status is 0 only if all is well.

    \b
    Example:
      spinecable doctor --compile
    """
    checks = run_checks(compile_now)
    well = all(check.ok for check in checks)
    if as_json:
        click.echo(
            json.dumps({"ok": well, "checks": [asdict(check) for check in checks]}, indent=1)
        )
    else:
        table = Table("check", "", Column("found", overflow="fold"))
        for check in checks:
            table.add_row(check.name, "ok" if check.ok else "FAILS", check.found)
        Console(markup=False).print(table)
        click.echo("All is well." if well else "Not all is well: see the lines that say FAILS.")
    if not well:
        context.exit(1)


def run_checks(compile_now: bool = False) -> list[Check]:
    """Every check in order; a check that fails does not stop the others."""
    return [
        _checked("python", _python),
        *_requirements(),
        _checked("neuron files", lambda: str(find_neuron().package)),
        _checked("neuron starts", _neuron_starts),
        _checked("C++ compiler", lambda: require_compiler().identity.replace("\n", ": ", 1)),
        _checked("mechanism tools", _tools),
        _checked("cache folder", lambda: str(writable_cache_root())),
        _checked("mechanisms", lambda: _mechanisms(compile_now)),
    ]


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look().splitlines()[0])
    except SpinecableError as error:
        return Check(name, False, str(error))


def _python() -> str:
    if sys.version_info < _OLDEST_PYTHON:
        raise SpinecableError(
            f"Python {platform.python_version()} is too old",
            where=sys.executable,
            tip="Use Python 3.11 or newer.",
        )
    return f"{platform.python_version()} {sys.executable}, {platform.platform()}"


def _requirements() -> list[Check]:
    """Versions of the package and of all it requires; the extras are left out."""
    checks = []
    try:
        required = importlib.metadata.requires("spinecable") or []
    except importlib.metadata.PackageNotFoundError:
        return [Check("spinecable", False, "not installed: run `python -m pip install .`")]
    for name in ["spinecable", *(line for line in required if "extra ==" not in line)]:
        match = re.match(r"[\w.-]+", name)
        package = match[0] if match else name
        try:
            checks.append(Check(package, True, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            tip = f"not installed: run `python -m pip install '{name.split(';')[0].strip()}'`"
            checks.append(Check(package, False, tip))
    return checks


def _neuron_starts() -> str:
    """Import NEURON in another process, where a crash or a stale ./x86_64 does no harm."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _IMPORT_NEURON],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_NEURON_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SpinecableError("importing NEURON does not end", where=sys.executable) from error
    if done.returncode:
        last = (done.stdout.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise SpinecableError(last)
    return f"{find_neuron().version}, no clash in the current folder"


def _tools() -> str:
    require_nrnivmodl_tools()
    return ", ".join(NRNIVMODL_TOOLS)


def _mechanisms(compile_now: bool) -> str:
    found = mechanism_set()
    if compile_now:
        compile_mechanisms(found, progress=lambda text: click.echo(text, err=True))
    compiled = len(compiled_libraries(found))
    if compiled == len(found):
        return f"{compiled} compiled in {cache_root()}"
    return f"{len(found)}, {compiled} of them compiled, the others when a run first needs them"
