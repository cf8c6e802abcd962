"""The command line: one group, and the one place where an error becomes a line and an exit code.

Importing this loads click and nothing heavier; each command imports what it needs when it runs.
"""

import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from kb.cli.notes import colored, lines
from kb.cli.output import say
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.store.local import LocalStore

COMMANDS = {
    "align": "align",
    "trend": "align",
    "acts": "align",
    "diff": "diff",
    "matrix": "camps",
    "blocs": "camps",
    "deeds": "deeds",
    "proposals": "bargaining",
    "query": "ask",
    "sparql": "ask",
    "show": "ask",
    "articles": "ask",
    "info": "ask",
    "extract": "extract",
    "accept": "review",
    "reject": "review",
    "reopen": "review",
    "retract": "review",
    "add": "collect",
    "remove": "collect",
    "same-act": "collect",
    "not-same-act": "collect",
    "undo": "collect",
    "check": "check",
    "verify": "check",
    "lexicon": "lexicon",
    "evaluate": "evaluate",
    "export": "share",
    "completion": "share",
}
"""Each command and its module, in the order of work; a module is imported when one of its commands is called."""


class Group(click.Group):
    """A group that says what is near when a command is misspelt, and lists commands in the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands, in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"kb.cli.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UnknownName."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS and not ctx.resilient_parsing:
            from kb.errors import UnknownName
            from kb.files import queries_folder
            from kb.names import near

            if (queries_folder() / f"{args[0]}.rq").is_file():
                raise UnknownName("command", args[0], hint=f"It is a question: kb query {args[0]}.")
            raise UnknownName("command", args[0], near(args[0], COMMANDS), "(kb --help lists all)")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib import metadata

        say(f"kb {metadata.version('alignment-kb')}")
        ctx.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def cli() -> None:
    """Who stands with whom, and the sentence that says so.

    \b
      kb query supporters --of Russia     who backs Russia, in whose words
      kb show "North Korea"               a state on one screen
      kb query                            every question there is
      kb add facts.ttl                    start a store of your own
    """


def run(args: list[str], opened: "dict[str | None, LocalStore] | None" = None) -> int:
    """Run one command; its exit code. `opened` has stores that are open already, by the name that --store gives."""
    for word in args:
        if re.search("[\ud800-\udfff]", word):
            return _failed(f"Not UTF-8 text: {word}", 2)
    try:
        if "_KB_COMPLETE" in os.environ:
            from kb.cli import share

            cli.main(args, "kb", share.COMPLETE)
        with cli.make_context("kb", args, obj=opened) as context:  # not main: it has its own way with a broken pipe
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except KbError as error:
        return _failed(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        help_ = f" ({error.ctx.command_path} --help)" if error.ctx else ""
        return _failed(error.format_message() + help_, 2)
    except click.ClickException as error:
        return _failed(error.format_message(), 1)
    except (KeyboardInterrupt, click.Abort):
        return _failed("Stopped.", 130)
    except BrokenPipeError:  # the reader has gone (kb … | head): there is nobody to tell
        _give_up_output()
        return 0
    except MemoryError:
        return _failed("Not enough memory.", 6)
    except OSError as error:
        _give_up_output()
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{error.strerror or error}", 1)
    except Exception as error:
        if os.environ.get("KB_TRACEBACK"):
            raise
        return _failed(f"{FAULT}: {type(error).__name__}: {error}. KB_TRACEBACK=1 shows where.", 1)
    return 0


FAULT = "A fault of kb itself, please report it"
"""How a complaint begins that no room of the program meant to make."""


def _give_up_output() -> None:
    """What is still to be written goes nowhere, instead of failing once more when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(message: str, code: int) -> int:
    first, *others = (line for told in message.split("\n") for line in lines(told, sys.stderr))
    color = colored(sys.stderr)
    click.secho(first, err=True, fg="red" if color else None, color=color)
    for line in others:
        click.echo(line, err=True)
    return code
