"""Options that commands share, and the one place where an answer leaves the program."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase
    from kb.rows import Answer

Command = TypeVar("Command", bound=Callable[..., Any])

ROWS = ("table", "csv", "tsv", "json", "jsonl", "md")
GRAPHS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")


def store(command: Command) -> Command:
    """--store: which store; with it the reader's own queries and the time limit."""
    for option in (
        click.option("--timeout", envvar="KB_TIMEOUT", type=click.FloatRange(min=0), metavar="SECONDS",
                     help="How long a query may take (60; 0 for no limit)."),
        click.option("--queries", envvar="KB_QUERIES", type=click.Path(), multiple=True, metavar="FOLDER",
                     help="A folder of further .rq files."),
        click.option("--store", envvar="KB_STORE", type=click.Path(), metavar="FOLDER", help="The store to use."),
    ):  # fmt: skip
        command = option(command)
    return command


def rows(command: Command) -> Command:
    """--format and -o for a command that answers with rows."""
    return _formatted(ROWS)(command)


def anything(command: Command) -> Command:
    """--format and -o for a command that answers with rows or triples."""
    return _formatted(ROWS + GRAPHS)(command)


def graphs(command: Command) -> Command:
    """--format and -o for a command that writes RDF."""
    return _formatted(GRAPHS)(command)


def _formatted(formats: tuple[str, ...]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        command = click.option(
            "-o",
            "--output",
            type=click.Path(),
            metavar="FILE",
            help="Write to a file, whole or not at all; its suffix tells the format. - is standard output.",
        )(command)
        return click.option("--format", "form", envvar="KB_FORMAT", type=click.Choice(formats), metavar="|".join(formats),
                            help="The format; a terminal gets a table, a pipe tab-separated rows." if "table" in formats
                            else "The format (ttl).")(command)  # fmt: skip

    return decorate


def quiet(store: str | None, queries: tuple[str, ...] = (), timeout: float | None = None) -> "KnowledgeBase":
    """The knowledge base that the shared options name."""
    from kb import knowledge

    limit = knowledge.TIMEOUT if timeout is None else (timeout or None)
    base = knowledge.open(store, queries, limit)
    click.get_current_context().call_on_close(base.close)
    return base


def opened(store: str | None, queries: tuple[str, ...] = (), timeout: float | None = None) -> "KnowledgeBase":
    """As `quiet`; says so on standard error when the built-in article answers."""
    base = quiet(store, queries, timeout)
    if base.built_in:
        note(f"built-in article (no store at {base.folder} yet; kb add FILE starts your own)")
    return base


def note(text: str) -> None:
    """A word to the reader that is no part of the answer."""
    from kb.render import harmless

    click.secho(harmless(text), err=True, dim=True, color=colored(sys.stderr))


def colored(stream: IO[str]) -> bool:
    """Whether to use colour on a stream: NO_COLOR and FORCE_COLOR say, else whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def width() -> int | None:
    """Columns of the terminal that standard output goes to; None where it goes elsewhere."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def chosen(form: str | None, output: str | None, formats: tuple[str, ...]) -> str:
    """The format that --format, the suffix of -o or the kind of standard output tells."""
    if form:
        return form
    if output and output != "-":
        suffix = Path(output).suffix[1:].lower()
        if suffix in formats:
            return suffix
        raise UsageError(f"Cannot tell the format from {output}: say --format, one of {', '.join(formats)}.")
    if "table" in formats:
        return "table" if sys.stdout.isatty() else "tsv"
    return formats[0]


def show(answer: "Answer", form: str | None, output: str | None, empty: str = "No rows.") -> None:
    """Print rows, or write them to a file."""
    from kb import render

    chosen_form = chosen(form, output, ROWS)
    to_file = bool(output) and output != "-"
    text = render.rows(answer, chosen_form, None if to_file else width(), not to_file and colored(sys.stdout))
    if not answer.rows and chosen_form == "table":
        note(empty)
    deliver(text.encode(), output)


def deliver(data: bytes, output: str | None) -> None:
    """Bytes to standard output, or to a file that they replace as a whole."""
    if output and output != "-":
        from kb.files import replaced

        with replaced(Path(output)) as out:
            out.write(data)
    else:
        stream = click.get_binary_stream("stdout")
        stream.write(data)
        stream.flush()
