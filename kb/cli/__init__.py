"""The command line: one group, and the one place where an error becomes a line and an exit code.

Importing this loads click and nothing heavier; each command imports what it needs when it runs.
"""

import os
import sys
from typing import Any

import click

from kb.cli import ask, check, collect, share
from kb.errors import KbError


class Group(click.Group):
    """A group that says what is near when a command is misspelt, and lists commands in the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UnknownName."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            from kb.errors import UnknownName
            from kb.names import near

            raise UnknownName("command", args[0], near(args[0], self.commands), "(kb --help lists all)")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from kb.packaged import version

        click.echo(f"kb {version()}")
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


for command in (*ask.COMMANDS, *collect.COMMANDS, *check.COMMANDS, *share.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """Run the command line; the program ends with the exit code of what happened."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        outcome: Any = cli.main(args=args, prog_name="kb", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except KbError as error:
        return _fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        help_ = f" ({error.ctx.command_path} --help)" if error.ctx else ""
        return _fail(error.format_message() + help_, 2)
    except click.exceptions.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _fail("Stopped.", 130)
    except BrokenPipeError:
        # The reader has gone (kb … | head): there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        return _fail(error.format_message(), 1)
    except MemoryError:
        return _fail("Not enough memory.", 6)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}", 1)


def _fail(message: str, code: int) -> int:
    from kb.render import harmless

    lines = [harmless(line) for line in message.split("\n")]
    with_color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    click.secho(lines[0], err=True, fg="red" if with_color else None, color=with_color)
    for line in lines[1:]:
        click.echo(line, err=True)
    return code
