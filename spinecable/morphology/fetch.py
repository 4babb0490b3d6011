"""Cells from NeuroMorpho.org: downloaded once, checked by the reader, kept with their reference.

A cell is two requests: its record, ``api/neuron/name/NAME``, and its file in the collection's
common form ("CNG version"). Both are kept under the cache folder in ``neuromorpho``, apart for
each server, and are not asked for again. The collection's terms of use ask whoever uses a cell to
cite its original paper and the collection, `COLLECTION`.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import ssl
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spinecable.errors import MorphologyError
from spinecable.mechanisms.cache import cache_root, digest
from spinecable.morphology.defects import ACCEPTABLE, Defect
from spinecable.morphology.read import examine
from spinecable.result.files import write_whole

URL_VARIABLE = "SPINECABLE_NEUROMORPHO_URL"
DEFAULT_URL = "https://neuromorpho.org"
COLLECTION = (
    "NeuroMorpho.Org (RRID:SCR_002145), Tecuatl, Ljungquist & Ascoli 2024, FASEB Bioadv 6:207, "
    "10.1096/fba.2024-00048"
)
TIMEOUT_S = 30.0
"""Longest wait for the server to connect or to send the next bytes (s)."""
LARGEST_BYTES = 200_000_000
"""More than this is no morphology; the largest of the collection have some tens of megabytes."""

_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True)
class Fetched:
    """A downloaded cell.

    Parameters
    ----------
    name : as the collection spells it.
    path : the SWC file in the cache.
    url : where the file came from.
    record : the collection's own description, every key the server gave.
    from_cache : whether no request was made.
    defects : what `read_morphology` would refuse unless accepted; see ``morphology check``.
    """

    name: str
    path: Path
    url: str
    record: Mapping[str, Any]
    from_cache: bool
    defects: tuple[Defect, ...]

    def said(self, key: str) -> str:
        """A key of the record as text, lists joined by commas; empty where the server has none."""
        value = self.record.get(key)
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(item) for item in values if item not in (None, ""))

    def credit(self) -> dict[str, str]:
        """Who to cite and what it is: archive, species, region, cell type, DOI, PMID, URL.

        A key that the record has not is an empty text.
        """
        return {
            "archive": self.said("archive"),
            "species": self.said("species"),
            "region": self.said("brain_region"),
            "cell_type": self.said("cell_type"),
            "doi": self.said("reference_doi"),
            "pmid": self.said("reference_pmid"),
            "url": self.url,
        }


def fetch(
    name: str, *, base_url: str | None = None, force: bool = False, timeout_s: float = TIMEOUT_S
) -> Fetched:
    """A cell of NeuroMorpho.org by its name, from the cache if it was fetched before.

    Parameters
    ----------
    name : the collection's name of the cell, such as ``cnic_001``; an ending ``.CNG.swc`` or
        ``.swc`` is taken off.
    base_url : of the server; by default that of the environment variable
        ``SPINECABLE_NEUROMORPHO_URL``, else ``https://neuromorpho.org``.
    force : ask the server although the cell is in the cache.
    timeout_s : longest wait for the server to connect or to send more (s).

    Raises
    ------
    MorphologyError : the name cannot be one, the server cannot be reached, has no such cell,
        breaks off, or sends something else than a record or a readable SWC file. What stood in
        the cache stays there.
    SpinecableError : the cache folder cannot be written.
    """
    name = _checked_name(name)
    base = _base_url(base_url)
    file = cache_root() / "neuromorpho" / digest([base])[:16] / f"{name}.swc"
    if not force:
        kept = _kept(name, file)
        if kept is not None:
            return kept
    record = _record(base, name, timeout_s)
    own_name = _checked_name(str(record.get("neuron_name") or name))
    archive = _checked_name(str(record["archive"]))
    url = f"{base}/dableFiles/{_quoted(archive.lower())}/CNG%20version/{_quoted(own_name)}.CNG.swc"
    data = _get(url, timeout_s, f"the file of '{name}' is not on the server")
    defects = _check(url, file, data)
    note = {
        "name": own_name,
        "url": url,
        "sha256": hashlib.sha256(data).hexdigest(),
        "record": dict(record),
    }
    write_whole(file, lambda part: part.write_bytes(data), "downloaded cell")
    text = json.dumps(note, indent=1)
    write_whole(
        file.with_suffix(".json"), lambda part: part.write_text(text, "utf-8"), "cell's record"
    )
    return Fetched(own_name, file, url, record, False, defects)


def _checked_name(name: str) -> str:
    """`name` without the ending of a file; refused where it could leave its folder."""
    bare = name.strip().removesuffix(".swc").removesuffix(".CNG")
    if not _NAME.fullmatch(bare) or bare.startswith(".") or ".." in bare:
        raise MorphologyError(
            f"'{name}' is no name of a cell",
            where="fetch",
            tip="Give the name on the cell's page of NeuroMorpho.org, such as cnic_001.",
        )
    return bare


def _base_url(given: str | None) -> str:
    chosen = given or os.environ.get(URL_VARIABLE) or DEFAULT_URL
    parts = urllib.parse.urlsplit(chosen)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise MorphologyError(
            f"'{chosen}' is no address of a server",
            where="--url" if given else URL_VARIABLE,
            tip=f"Give one like {DEFAULT_URL}.",
        )
    return chosen.rstrip("/")


def _quoted(part: str) -> str:
    return urllib.parse.quote(part, safe="")


def _kept(name: str, file: Path) -> Fetched | None:
    """The cell in the cache; None if it is not there or not as it was put there."""
    try:
        data = file.read_bytes()
        note = json.loads(file.with_suffix(".json").read_text("utf-8"))
        if note["sha256"] != hashlib.sha256(data).hexdigest():
            return None
        defects = _check(note["url"], file, data)
        return Fetched(note["name"], file, note["url"], dict(note["record"]), True, defects)
    except (OSError, ValueError, KeyError, TypeError, MorphologyError):
        return None


def _record(base: str, name: str, timeout_s: float) -> Mapping[str, Any]:
    url = f"{base}/api/neuron/name/{_quoted(name)}"
    data = _get(url, timeout_s, f"there is no cell '{name}'")
    try:
        record = json.loads(data)
    except ValueError as error:
        start = data[:60].decode("utf-8", "replace").strip()
        raise MorphologyError(
            f"the answer is not JSON but starts with {start!r}",
            where=url,
            tip="A proxy or a login page may have answered; open the address in a browser.",
        ) from error
    if not isinstance(record, dict) or not isinstance(record.get("archive"), str):
        raise MorphologyError(
            "the answer is no record of a cell: it names no archive",
            where=url,
            tip="Look the cell up on the server's page; its interface may have changed.",
        )
    return record


def _get(url: str, timeout_s: float, missing: str) -> bytes:
    """What stands at `url`; `missing` is said where the server has nothing there."""
    request = urllib.request.Request(url, headers={"User-Agent": "spinecable"})
    try:
        with _opened(request, timeout_s) as answer:
            data: bytes = answer.read(LARGEST_BYTES + 1)
            announced = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        raise _http_fault(url, error, missing) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        tip = "Check network and proxy, or download the file elsewhere and give its path."
        if isinstance(reason, ssl.SSLCertVerificationError):
            tip = "Set SSL_CERT_FILE to your certificates, or download the file in a browser."
        raise MorphologyError(
            f"the server cannot be reached ({str(reason) or type(error).__name__})",
            where=url,
            tip=tip,
        ) from error
    if len(data) > LARGEST_BYTES:
        raise MorphologyError(
            f"the file has more than {LARGEST_BYTES / 1e6:.0f} MB",
            where=url,
            tip="Download it by hand if it is a morphology.",
        )
    if announced is not None and announced.isdigit() and len(data) < int(announced):
        raise MorphologyError(
            f"the download broke off after {len(data)} of {announced} bytes",
            where=url,
            tip="Run it again.",
        )
    return data


def _opened(request: urllib.request.Request, timeout_s: float) -> Any:
    """The server's answer, also from one whose key exchange is weak by today's rules.

    neuromorpho.org has offered a Diffie-Hellman group of 1024 bits only, which OpenSSL refuses
    since 2020 (github.com/neuronsimulator/nrn/issues/1784). Its certificate is checked all the
    same, and what comes is public.
    """
    try:
        return urllib.request.urlopen(request, timeout=timeout_s)
    except urllib.error.URLError as error:
        if "DH_KEY_TOO_SMALL" not in str(error.reason):
            raise
    context = ssl.create_default_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return urllib.request.urlopen(request, timeout=timeout_s, context=context)


def _http_fault(url: str, error: urllib.error.HTTPError, missing: str) -> MorphologyError:
    if error.code == 404:
        return MorphologyError(
            missing,
            where=url,
            tip="Search for it on NeuroMorpho.org; the name is the one on the cell's page.",
        )
    return MorphologyError(
        f"the server answered {error.code} {error.reason}",
        where=url,
        tip="Try again later, or download the file elsewhere and give its path.",
    )


def _check(url: str, file: Path, data: bytes) -> tuple[Defect, ...]:
    """The defects that can be accepted; MorphologyError for a file that is no morphology."""
    with tempfile.TemporaryDirectory(prefix="spinecable-") as folder:
        trial = Path(folder) / file.name
        trial.write_bytes(data)
        found = examine(trial, tuple(ACCEPTABLE))
        if found.morphology is not None:
            return tuple(
                replace(defect, where=defect.where.replace(str(trial), str(file)))
                for defect in found.defects
            )
        worst = found.refused[0]
    line = worst.where.removeprefix(str(trial)).removeprefix(":")
    raise MorphologyError(
        f"what the server sent is no readable SWC file: {f'line {line}: ' if line else ''}"
        f"{worst.what}",
        where=url,
        tip="Open the address in a browser to see what stands there.",
    )
