"""Open the built wheel and source distribution and check what is in them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CARRIED = {
    "mod": "mod/*.mod",
    "morphologies": "morphologies/*.swc",
    "protocols": "protocols/*.toml",
    "preparations": "spinecable/preparations/*.toml",
    "samplers": "spinecable/samplers/*.toml",
    "validate": "spinecable/validate/*.json",
    "morphology": "spinecable/morphology/*.html",
}
ALLOWED = (
    "spinecable/*.py",
    "spinecable/py.typed",
    "spinecable/mod/*.mod",
    "spinecable/morphologies/*.swc",
    "spinecable/protocols/*.toml",
    "spinecable/preparations/*.toml",
    "spinecable/samplers/*.toml",
    "spinecable/validate/baseline.json",
    "spinecable/morphology/viewer.html",
    "spinecable/*/README.md",
    "spinecable-*.dist-info/*",
)


def wheel_faults(wheel: Path) -> list[str]:
    """What is missing from the wheel or does not belong there."""
    faults = [] if wheel.name.endswith("-py3-none-any.whl") else [f"{wheel.name} is not pure"]
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        faults += [f"binary content: {name}" for name in names if b"\0" in archive.read(name)]
    faults += [
        f"does not belong there: {name}"
        for name in names
        if not any(fnmatch(name, pattern) for pattern in ALLOWED)
    ]
    for folder, pattern in CARRIED.items():
        wanted = {f"spinecable/{folder}/{name.rpartition('/')[2]}" for name in tracked(pattern)}
        if not wanted:
            faults.append(f"the checkout has no {pattern}")
        faults += [f"missing: {name}" for name in wanted - names]
    modules = set(tracked("spinecable/*.py"))
    return faults + [f"missing: {name}" for name in modules - names]


def sdist_faults(sdist: Path) -> list[str]:
    """What the source distribution lacks to build and test the package."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = tracked("spinecable/*", "mod/*", "morphologies/*", "protocols/*", "tests/*", "*.md")
    return [f"missing from {sdist.name}: {name}" for name in wanted if name not in names]


def tracked(*patterns: str) -> list[str]:
    """Files of the checkout that git knows."""
    listing = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listing.stdout.split()


def main(folder: Path) -> int:
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    faults = wheel_faults(wheel) + sdist_faults(sdist)
    for fault in sorted(faults):
        print(fault)
    if not faults:
        print(f"{wheel.name} and {sdist.name} hold what they should")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
