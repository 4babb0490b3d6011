"""Cells from a server with NeuroMorpho.org's interface, here a real one on this machine."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from spinecable.cli.morphology import morphology
from spinecable.errors import MorphologyError, SpinecableError
from spinecable.mechanisms.cache import CACHE_VARIABLE
from spinecable.morphology import read_morphology
from spinecable.morphology.fetch import URL_VARIABLE, fetch

CELL = "# traced by hand\n1 1 0 0 0 8 -1\n2 3 0 -8 0 1 1\n3 3 0 -60 0 0.5 2\n"
RECORD = {
    "neuron_id": 1,
    "neuron_name": "cnic_001",
    "archive": "Wearne_Hof",
    "species": "monkey",
    "brain_region": ["neocortex", "prefrontal", "layer 3"],
    "cell_type": None,
    "reference_doi": ["10.1016/S0306-4522(02)00305-6", "10.1093/cercor/13.9.950"],
    "reference_pmid": ["12204204", "12902394"],
}
FILES = {
    "/api/neuron/name/cnic_001": json.dumps(RECORD),
    "/dableFiles/wearne_hof/CNG version/cnic_001.CNG.swc": CELL,
    "/api/neuron/name/a b?c": json.dumps({"archive": "Two Words", "neuron_name": "a b?c"}),
    "/dableFiles/two words/CNG version/a b?c.CNG.swc": CELL,
    "/api/neuron/name/no_file": json.dumps({"archive": "Wearne_Hof"}),
    "/api/neuron/name/no_archive": json.dumps({"status": 200}),
    "/api/neuron/name/login": "<html>Please log in</html>",
    "/api/neuron/name/html_file": json.dumps({"archive": "X"}),
    "/dableFiles/x/CNG version/html_file.CNG.swc": "<html>gone</html>",
    "/api/neuron/name/half": json.dumps({"archive": "X"}),
    "/dableFiles/x/CNG version/half.CNG.swc": CELL[:-12],
    "/api/neuron/name/broken_off": json.dumps({"archive": "X"}),
    "/dableFiles/x/CNG version/broken_off.CNG.swc": CELL,
    "/api/neuron/name/thin": json.dumps({"archive": "X"}),
    "/dableFiles/x/CNG version/thin.CNG.swc": CELL.replace("0.5 2", "0 2"),
    "/api/neuron/name/escapes": json.dumps({"archive": "../..", "neuron_name": "x"}),
}


class Handler(BaseHTTPRequestHandler):
    """Serves `FILES`; says more bytes than it sends of ``broken_off``, 503 for ``busy``."""

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.server.asked.append(path)  # type: ignore[attr-defined]
        if path.endswith("busy"):
            self.send_error(503)
        elif path not in FILES:
            self.send_error(404)
        else:
            data = FILES[path].encode()
            self.send_response(200)
            extra = 100 if path.endswith("broken_off.CNG.swc") else 0
            self.send_header("Content-Length", str(len(data) + extra))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server:
    """Its address and what was asked of it."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        http.asked = []  # type: ignore[attr-defined]
        self.asked: list[str] = http.asked  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{http.server_address[1]}"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of its own for each test, named by the environment, and an empty cache."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    own = Server(http)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv(URL_VARIABLE, own.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.chdir(tmp_path)
    yield own
    http.shutdown()
    thread.join()
    http.server_close()


OAKLEY_1024 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""The prime of the second group of RFC 2409, section 6.2."""


@pytest.fixture
def weak_server(server: Server, tmp_path: Path) -> Iterator[Server]:
    """The server by TLS with a Diffie-Hellman group of 1024 bits, and its certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl for a certificate")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    prime = b"\0" + OAKLEY_1024.to_bytes(128, "big")
    numbers = b"\x02\x81" + bytes([len(prime)]) + prime + b"\x02\x01\x02"
    group = base64.b64encode(b"\x30\x81" + bytes([len(numbers)]) + numbers).decode()
    (tmp_path / "group.pem").write_text(
        f"-----BEGIN DH PARAMETERS-----\n{group}\n-----END DH PARAMETERS-----\n"
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    context.load_dh_params(tmp_path / "group.pem")
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.handle_error = lambda *_: None  # type: ignore[method-assign]
    http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    own = Server(http)
    own.url = own.url.replace("http:", "https:")
    yield own
    http.shutdown()
    thread.join()
    http.server_close()


def cached(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "cache").rglob("*") if file.is_file())


def test_a_cell_comes_with_its_record_and_is_asked_for_once(server: Server, tmp_path: Path) -> None:
    first = fetch("cnic_001")
    assert server.asked == list(FILES)[:2]
    assert read_morphology(first.path).total_length_um() == pytest.approx(52.0)
    assert first.credit()["doi"] == "10.1016/S0306-4522(02)00305-6, 10.1093/cercor/13.9.950"
    assert first.credit()["region"] == "neocortex, prefrontal, layer 3"
    assert first.credit()["cell_type"] == ""
    second = fetch("cnic_001.CNG.swc")
    assert len(server.asked) == 2
    assert second.from_cache
    assert (second.path, second.record, second.url) == (first.path, first.record, first.url)
    fetch("cnic_001", force=True)
    assert len(server.asked) == 4
    assert cached(tmp_path) == ["cnic_001.json", "cnic_001.swc"]


def test_a_damaged_cache_entry_is_fetched_again(server: Server) -> None:
    path = fetch("cnic_001").path
    path.write_text(CELL[:-12])
    assert not fetch("cnic_001").from_cache
    assert path.read_text() == CELL
    path.with_suffix(".json").write_text("{}")
    assert not fetch("cnic_001").from_cache


def test_each_server_has_its_own_cache(server: Server) -> None:
    here = fetch("cnic_001").path
    by_name = fetch("cnic_001", base_url=server.url.replace("127.0.0.1", "localhost") + "/")
    assert not by_name.from_cache
    assert by_name.path != here


def test_names_are_quoted(server: Server) -> None:
    cell = fetch("a b?c")
    assert cell.name == "a b?c"
    assert cell.url.endswith("/dableFiles/two%20words/CNG%20version/a%20b%3Fc.CNG.swc")


@pytest.mark.parametrize("name", ["", " ", "..", "../x", "a/b", "a\\b", ".hidden", "a\nb", ".swc"])
def test_names_that_are_no_names_are_refused_without_a_request(server: Server, name: str) -> None:
    with pytest.raises(MorphologyError, match="is no name of a cell"):
        fetch(name)
    assert server.asked == []


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("unknown", "there is no cell 'unknown'"),
        ("no_file", "the file of 'no_file' is not on the server"),
        ("busy", "the server answered 503 Service Unavailable"),
        ("login", "not JSON but starts with '<html>Please log in</html>'"),
        ("no_archive", "names no archive"),
        ("html_file", "no readable SWC file: line 1"),
        ("half", "no readable SWC file: line 4"),
        ("broken_off", "broke off after 65 of 165 bytes"),
        ("escapes", "'../..' is no name"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    server: Server, tmp_path: Path, name: str, what: str
) -> None:
    with pytest.raises(MorphologyError) as caught:
        fetch(name)
    assert what in str(caught.value)
    assert caught.value.tip
    assert cached(tmp_path) == []


def test_a_failed_download_leaves_the_cached_cell(server: Server, tmp_path: Path) -> None:
    path = fetch("cnic_001").path
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    with pytest.raises(MorphologyError, match=r"cannot be reached \(.*refused\)"):
        fetch("cnic_001", base_url=f"http://127.0.0.1:{port}")
    server_entry = path.read_text()
    assert server_entry == CELL
    assert cached(tmp_path) == ["cnic_001.json", "cnic_001.swc"]


def test_a_server_that_says_nothing_is_given_up(server: Server) -> None:
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    with silent, pytest.raises(MorphologyError, match=r"cannot be reached \(.*timed out\)"):
        fetch("cnic_001", base_url=url, timeout_s=0.2)


def test_a_weak_key_exchange_is_let_pass_and_a_wrong_certificate_is_not(
    weak_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MorphologyError, match=r"CERTIFICATE_VERIFY_FAILED.*Set SSL_CERT_FILE"):
        fetch("cnic_001", base_url=weak_server.url)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    strict = ssl.create_default_context()
    with (
        pytest.raises(urllib.error.URLError, match="DH_KEY_TOO_SMALL"),
        urllib.request.urlopen(weak_server.url, context=strict, timeout=10),
    ):
        pass
    assert read_morphology(fetch("cnic_001", base_url=weak_server.url).path).sections


def test_an_address_is_needed(server: Server) -> None:
    with pytest.raises(MorphologyError, match="no address of a server"):
        fetch("cnic_001", base_url="file:///etc")


def test_a_cache_that_cannot_be_written_is_named(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(SpinecableError, match="the downloaded cell cannot be written"):
        fetch("cnic_001")


def test_the_command_says_whom_to_cite(server: Server, tmp_path: Path) -> None:
    result = CliRunner().invoke(morphology, ["fetch", "cnic_001"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "cnic_001.swc"
    assert "archive:    Wearne_Hof" in lines
    assert "cell type:  not given" in lines
    assert "pmid:       12204204, 12902394" in lines
    assert "10.1096/fba.2024-00048" in result.output
    assert (tmp_path / "cnic_001.swc").read_text() == CELL


def test_the_command_replaces_another_file_only_when_told(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "mine.swc"
    target.write_text("mine")
    arguments = ["fetch", "cnic_001", "--out", str(target)]
    refused = CliRunner().invoke(morphology, arguments).exception
    assert isinstance(refused, MorphologyError)
    assert "--force" in str(refused)
    assert target.read_text() == "mine"
    told = CliRunner().invoke(morphology, [*arguments, "--force", "--json"])
    assert json.loads(told.output)["doi"].startswith("10.1016/S0306-4522")
    assert target.read_text() == CELL


def test_a_defect_that_can_be_accepted_is_told(server: Server) -> None:
    result = CliRunner().invoke(morphology, ["fetch", "thin"])
    assert result.exit_code == 0
    assert "defect: thin.swc:4: 1 of 2 points have the radius zero." in result.output
    with pytest.raises(MorphologyError, match="radius zero"):
        read_morphology(fetch("thin").path)
