"""The command `spinecable`: its subcommands, and how errors reach the user."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from spinecable.errors import SpinecableError, suggestion

_COMMANDS = {
    "run": ("spinecable.cli.run:run", "Run an experiment and write table, data and figure."),
    "sweep": ("spinecable.cli.sweep:sweep", "Run an experiment at many values, many times."),
    "sensitivity": (
        "spinecable.cli.sweep:sensitivity",
        "Rank parameters by how much they decide.",
    ),
    "neighbours": (
        "spinecable.cli.neighbours:neighbours",
        "Compare stimulated spines of a result with their neighbours.",
    ),
    "episodes": (
        "spinecable.cli.episodes:episodes",
        "Repeat an experiment on spines that remodel; their fate.",
    ),
    "measure": (
        "spinecable.cli.measure:measure",
        "Measure resistance, attenuation, EPSPs, spikes.",
    ),
    "protocols": ("spinecable.cli.protocols:protocols", "List, show and check experiment files."),
    "morphology": (
        "spinecable.cli.morphology:morphology",
        "Check, describe, draw and fetch morphologies.",
    ),
    "spines": (
        "spinecable.cli.spines:spines",
        "Draw spine shapes and list the spines of an experiment.",
    ),
    "mechanisms": ("spinecable.cli.mechanisms:mechanisms", "List and compile NMODL mechanisms."),
    "validate": (
        "spinecable.cli.validate:validate",
        "Run published experiments and score the agreement.",
    ),
    "doctor": ("spinecable.cli.doctor:doctor", "Check that everything a run needs is there."),
}
"""Name of each subcommand, where it is defined and one line about it."""

EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called, so ``--help`` is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command '{args[0]}'. {suggestion(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        import spinecable

        click.echo(f"spinecable {spinecable.__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    help="Show the full traceback of an error. Accepted anywhere on the line.",
)
def cli() -> None:
    """How the geometry of a dendritic spine shapes its voltage, calcium and plasticity.

    \b
    Example:
      spinecable run neighbours --out my_run
    """


def main() -> None:
    """Entry point of ``spinecable`` and ``python -m spinecable``."""
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status.

    0: what was asked was done; 1: an error, told in one paragraph on stderr; 2: the command line
    is wrong; 3: `validate` found a row worse than stored; 130: interrupted. With ``--debug``
    an error leaves as a traceback.
    """
    arguments, debug = _without_debug(list(arguments))
    try:
        status = cli.main(arguments, prog_name="spinecable", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except SpinecableError as error:
        if debug:
            raise
        click.echo(f"Error: {error}", err=True)
        return EXIT_FAILED
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"Error: something unexpected happened ({_one_line(error)}). This is a fault of "
            "spinecable, not yours. Run the command again with --debug to see where it arose.",
            err=True,
        )
        return EXIT_FAILED
    return status if isinstance(status, int) else 0


def _without_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """`arguments` with ``--debug`` taken out, up to a ``--`` that ends the options."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    kept = [argument for argument in arguments[:end] if argument != "--debug"]
    return kept + arguments[end:], len(kept) < end


def _reader_gone() -> int:
    """The reader of standard output has closed it, as ``head`` does: not an error to report."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_FAILED


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
