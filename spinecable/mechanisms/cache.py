"""Compiled libraries on disk: found by their content, built apart, published whole.

An entry is a folder ``<root>/<kind>/<key>``. The key is a digest of everything that decides what
the library does, so an entry never becomes stale and file dates play no part. A build happens in a
fresh folder beside the target and appears by one rename: readers see all of it or nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock
import platformdirs

from spinecable.errors import MechanismError

CACHE_VARIABLE = "SPINECABLE_CACHE_DIR"
MANIFEST = "manifest.json"
LOG = "build.log"
_KINDS = ("mechanisms", "kernels")
_LOCK_TIMEOUT_S = 600.0
_ABANDONED_AFTER_S = 86400.0


@dataclass(frozen=True)
class Entry:
    """A published library.

    Parameters
    ----------
    kind : ``mechanisms`` (NMODL) or ``kernels`` (C++).
    key : digest of all that the library depends on.
    folder : where it stands, with its build log and sources.
    label : what it was made from, for people.
    size_bytes : of all files together.
    """

    kind: str
    key: str
    folder: Path
    label: str
    size_bytes: int


def cache_root() -> Path:
    """The cache folder: SPINECABLE_CACHE_DIR, else the platform's folder for caches."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(platformdirs.user_cache_dir("spinecable"))


def writable_cache_root() -> Path:
    """The cache folder, made if need be.

    Raises
    ------
    MechanismError : nothing can be written there.
    """
    root = cache_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise MechanismError(
            f"the cache folder for compiled mechanisms cannot be written ({error.strerror})",
            where=str(root),
            tip=f"Set {CACHE_VARIABLE} to a folder you may write to.",
        ) from error
    return root


def digest(parts: Iterable[str | bytes]) -> str:
    """sha256 of the parts in order; each is preceded by its length, so none can run together."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()


def find(kind: str, key: str, product: str) -> Path | None:
    """The library of that key if it is there and its bytes are those that were published."""
    folder = cache_root() / kind / key
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        data = (folder / product).read_bytes()
        wanted = manifest["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return folder / product if hashlib.sha256(data).hexdigest() == wanted else None


def find_or_build(
    kind: str, key: str, product: str, label: str, build: Callable[[Path], None]
) -> Path:
    """The library of that key, built first if it is missing or damaged.

    Parameters
    ----------
    kind, key : which entry.
    product : file name of the library inside the entry.
    label : what it is made from, kept for listings.
    build : given an empty folder, leaves `product` there and its output in ``build.log``.
        What it raises passes through; its log is then kept under ``<root>/failed``.

    Raises
    ------
    MechanismError : the cache cannot be written, or the build left no library.
    """
    found = find(kind, key, product)
    if found:
        return found
    root = writable_cache_root()
    (root / kind).mkdir(exist_ok=True)
    _remove_abandoned(root / kind)
    with _work_saving_lock(root / kind / f"{key}.lock"):
        found = find(kind, key, product)
        return found or _build(root, kind, key, product, label, build)


@contextlib.contextmanager
def work_folder(kind: str, key: str) -> Iterator[Path]:
    """An empty folder for what several entries are made from; gone afterwards.

    Only one process at a time has one of a kind, so whoever waited should look again for what it
    lacks. If the work fails, its ``build.log`` is kept as `failed_log` says for that key.

    Raises
    ------
    MechanismError : the cache cannot be written.
    """
    root = writable_cache_root()
    (root / kind).mkdir(exist_ok=True)
    _remove_abandoned(root / kind)
    with _work_saving_lock(root / kind / "work.lock"):
        folder = Path(tempfile.mkdtemp(prefix=f".work-{key[:12]}-", dir=root / kind))
        try:
            yield folder
        except BaseException:
            _keep_log(folder / LOG, failed_log(kind, key))
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def failed_log(kind: str, key: str) -> Path:
    """Where the log of a failed build of that key is kept."""
    return cache_root() / "failed" / f"{kind}-{key[:16]}.log"


def entries() -> list[Entry]:
    """Every published library, sorted by kind and label."""
    result = []
    for kind in _KINDS:
        for manifest in (cache_root() / kind).glob(f"[!.]*/{MANIFEST}"):
            try:
                label = str(json.loads(manifest.read_text())["label"])
            except (OSError, ValueError, KeyError, TypeError):
                label = "(unreadable)"
            folder = manifest.parent
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            result.append(Entry(kind, folder.name, folder, label, size))
    return sorted(result, key=lambda entry: (entry.kind, entry.label, entry.key))


def clear() -> list[Entry]:
    """Remove every library, log and leftover of a build; returns what was published.

    Only what this module makes is removed, never the root itself.
    """
    removed = entries()
    for name in (*_KINDS, "failed"):
        shutil.rmtree(cache_root() / name, ignore_errors=True)
    return removed


def _build(
    root: Path, kind: str, key: str, product: str, label: str, build: Callable[[Path], None]
) -> Path:
    target = root / kind / key
    folder = Path(tempfile.mkdtemp(prefix=f".build-{key[:12]}-", dir=root / kind))
    try:
        try:
            build(folder)
        except BaseException:
            _keep_log(folder / LOG, failed_log(kind, key))
            raise
        if not (folder / product).is_file():
            raise MechanismError(f"the build of {label} left no {product}", where=str(folder))
        checksum = hashlib.sha256((folder / product).read_bytes()).hexdigest()
        (folder / MANIFEST).write_text(json.dumps({"label": label, "sha256": checksum}, indent=1))
        folder.chmod(0o755)
        return _publish(folder, target, kind, key, product)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(folder: Path, target: Path, kind: str, key: str, product: str) -> Path:
    """Rename the finished folder to its place; an intact entry that got there first wins."""
    for _ in range(3):
        with contextlib.suppress(OSError):
            folder.rename(target)
            return target / product
        found = find(kind, key, product)
        if found:
            return found
        damaged = Path(tempfile.mkdtemp(prefix=".damaged-", dir=target.parent))
        with contextlib.suppress(OSError):
            target.rename(damaged / key)
        shutil.rmtree(damaged, ignore_errors=True)
    raise MechanismError(
        "a compiled library could not be moved into the cache",
        where=str(target),
        tip="Remove that folder and try again.",
    )


def _keep_log(log: Path, destination: Path) -> None:
    """Keep the log of a failed build; that it cannot be kept must not hide the failure."""
    with contextlib.suppress(OSError):
        destination.parent.mkdir(exist_ok=True)
        log.replace(destination)


def _remove_abandoned(folder: Path) -> None:
    """Remove the folders of builds that were killed more than a day ago."""
    for leftover in folder.glob(".*-*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_AFTER_S:
                shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def _work_saving_lock(path: Path) -> Iterator[None]:
    """Let one process build while the others wait.

    Publishing is safe without it, so a file system that cannot lock only costs duplicate work.
    """
    lock = filelock.FileLock(path, timeout=_LOCK_TIMEOUT_S)
    with contextlib.suppress(filelock.Timeout, OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.release()
