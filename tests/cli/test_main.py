"""Help, versions, exit statuses and the form of errors."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import types
from collections.abc import Callable, Iterator

import click
import pytest

from spinecable.cli import main
from spinecable.cli.main import cli, execute
from spinecable.errors import SimulationError

Run = Callable[..., subprocess.CompletedProcess[str]]


def _commands(group: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from _commands(command, (*words, name))


@pytest.mark.parametrize("words", list(_commands(cli)), ids=" ".join)
def test_help_of_every_command_has_an_example(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example" in text
    assert f"spinecable {' '.join(words)}" in text.split("Example")[1]


def test_first_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from spinecable.cli.main import execute\n"
        "execute(['--help'])\n"
        "heavy = {'neuron', 'numpy', 'pandas', 'matplotlib', 'pydantic', 'rich'}\n"
        "sys.stderr.write(' '.join(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_version(spinecable: Run) -> None:
    done = spinecable("--version")
    assert done.returncode == 0
    assert done.stdout == f"spinecable {importlib.metadata.version('spinecable')}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["runn"], "No such command 'runn'. Did you mean 'run'?"),
        (["run"], "Missing argument 'FILE|NAME'"),
        (["run", "neighbours", "--outt", "x"], "--outt"),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], told: str, spinecable: Run) -> None:
    done = spinecable(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["run", "neigbours"],
            "Error: there is neither a bundled protocol nor a file called 'neigbours'. "
            "Did you mean 'neighbours'?\n",
        ),
        (["run", "absent.toml"], "Error: absent.toml: there is no such file.\n"),
        (
            ["run", "neighbours", "--set", "spine.wide.geometry.neck_lenght_um=2"],
            "Error: --set spine.wide.geometry.neck_lenght_um=2: unknown key 'neck_lenght_um'. "
            "Did you mean 'neck_length_um'?\n",
        ),
        (
            ["protocols", "check", "neighbours", "--set", "cell.morphology=ca1_pyramidl"],
            "Error: ca1_pyramidl: there is no such morphology. Did you mean 'ca1_pyramidal'? "
            "Or give the path of a file.\n",
        ),
    ],
)
def test_an_error_is_one_paragraph(arguments: list[str], told: str, spinecable: Run) -> None:
    done = spinecable(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


def test_debug_shows_the_traceback_wherever_it_stands(spinecable: Run) -> None:
    for arguments in (["--debug", "run", "absent"], ["run", "absent", "--debug"]):
        done = spinecable(*arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("Traceback")
        assert "DescriptionError" in done.stderr


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Adds a command ``fail`` that raises an exception."""

    def install(error: BaseException) -> None:
        @click.command()
        def fail() -> None:
            raise error

        module = types.ModuleType("failing_command")
        module.fail = fail  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "failing_command", module)
        monkeypatch.setitem(main._COMMANDS, "fail", ("failing_command:fail", ""))

    return install


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (SimulationError("it broke", where="here", tip="Mend it."), 1, "here: it broke. Mend it."),
        (ValueError("a\n\n  b"), 1, "something unexpected happened (ValueError: a b)"),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
)
def test_what_a_command_raises(
    error: BaseException,
    status: int,
    told: str,
    failing: Callable[[BaseException], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    failing(error)
    assert execute(["fail"]) == status
    captured = capsys.readouterr()
    assert told in captured.err
    assert len(captured.err.strip().split("\n\n")) == 1
    assert captured.out == ""


def test_a_reader_that_stops_early_is_no_fault() -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m spinecable protocols show neighbours --json | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""
