"""Options that commands share, and the one place where an answer leaves the program."""

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase
    from kb.rows import Answer

Command = Callable[..., Any]

ROWS = ("table", "csv", "tsv", "json", "jsonl", "md")
GRAPHS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
PAGE = ("text", "json")
PICTURES = ("svg", "png")
NETWORKS = ("gexf", "graphml")

LONGEST = 1_000_000
"""Seconds that --timeout can be."""


class Once(click.Option):
    """An option that is given once: of several click would take the last without a word."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have the parser keep all that is given."""
        self.multiple = True
        super().add_to_parser(parser, ctx)
        self.multiple = False

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> Any:
        """The one value that is given, and where it comes from."""
        given = opts.get(self.name)
        if isinstance(given, list):
            if len(given) > 1 and not ctx.resilient_parsing:
                raise click.UsageError(f"{max(self.opts, key=len)} is taken once, and was given {len(given)} times.")
            opts = {**opts, self.name: given[-1]}
        return super().consume_value(ctx, opts)


option = functools.partial(click.option, cls=Once)
"""As `click.option`, for an option that is given once."""


class Shared(NamedTuple):
    """Which store is asked, with whose queries, and for how long at most: what every command is told."""

    store: str | None = None
    queries: tuple[str, ...] = ()
    timeout: float | None = None

    def opened(self) -> "KnowledgeBase":
        """The knowledge base, until the command ends; the answer says so when it is the built-in article's."""
        base = self.quietly_opened()
        base.store.warm()
        if base.store.folder != base.folder:
            if self.store:
                remark(f"no store at {self.store} yet, so the built-in article answers; kb add FILE makes it")
            else:
                remark("built-in article; kb add FILE starts your own store")
        return base

    def quietly_opened(self) -> "KnowledgeBase":
        """As `opened`, for a command that is about to make the store."""
        from kb import knowledge

        if self.timeout is not None and not 0 <= self.timeout <= LONGEST:
            raise UsageError(f"--timeout takes seconds from 0, for no limit, to {LONGEST:,}.")
        limit = knowledge.TIMEOUT if self.timeout is None else (self.timeout or None)
        base = knowledge.open(self.store, self.queries, limit)
        opened = click.get_current_context().find_object(dict) or {}
        if self.store in opened:
            base.store = opened[self.store]
        click.get_current_context().call_on_close(base.close)
        return base


class Output(NamedTuple):
    """Where an answer goes, and in which format."""

    formats: tuple[str, ...]
    """Those that the command has."""
    given: str | None = None
    """The one that --format names."""
    file: str | None = None
    """The file that -o names; None for standard output."""

    def form(self, among: tuple[str, ...]) -> str:
        """The format of an answer that can be written in the formats `among`; the first is what people read.

        It is what --format says, else the suffix of the file, else KB_FORMAT where that is one of them, else what suits
        standard output. Raises UsageError.
        """
        told = self.given or self._of_suffix()
        if told is None:
            wished = _wished()
            return self._fit(wished) if wished in among else _usual(among)
        if told not in among:
            raise UsageError(f"This answer cannot be written as {told}: --format {'|'.join(among)}.")
        return self._fit(told)

    def _fit(self, form: str) -> str:
        """The format, where it can be made here and go where it is to. Raises UsageError, KbError."""
        if form in PICTURES:
            from kb.pictures.sheet import must_be_possible

            must_be_possible()
        if form == "png" and self.file is None and sys.stdout.isatty():
            raise UsageError("A PNG is nothing for a terminal: write a file with -o FILE.png.")
        return form

    def show(self, answer: "Answer", empty: str = "No rows.") -> None:
        """Rows."""
        from kb import render

        form = self.form(ROWS)
        text = render.rows(answer, form, self.width, self.color)
        if not answer.rows and form == "table":
            note(empty)
        self.write(text)

    def write(self, text: str | bytes) -> None:
        """A text that is the answer, whole or not at all."""
        with self.opened() as out:
            out.write(text.encode() if isinstance(text, str) else text)

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """What the answer is written to: standard output, or a file that appears when all is written."""
        if self.file is None:
            with _named("standard output"):
                os.write(sys.stdout.fileno(), b"")  # a closed one fails here, before there is any remark
                _make_remarks()
                yield sys.stdout.buffer
                sys.stdout.buffer.flush()
            return
        _make_remarks()
        path = Path(self.file)
        if path.exists() and not path.is_file():  # a pipe or a device is written to, and never replaced
            with _named(self.file), path.open("wb") as out:
                yield out
            return
        from kb.files import replaced

        with replaced(path.resolve()) as out:
            yield out

    @property
    def width(self) -> int | None:
        """Columns of the terminal; None where the answer goes elsewhere and is not to be shortened."""
        if self.file is not None or not sys.stdout.isatty():
            return None
        import shutil

        return shutil.get_terminal_size().columns

    @property
    def color(self) -> bool:
        """Whether colour helps."""
        return self.file is None and colored(sys.stdout)

    def _of_suffix(self) -> str | None:
        if self.file is None:
            return None
        suffix = Path(self.file).suffix[1:].lower()
        known = {"txt": "text", "json-ld": "jsonld"}.get(suffix, suffix)
        if known not in self.formats:
            formats = ", ".join(self.formats)
            raise UsageError(f"Cannot tell the format from {self.file}: say --format, one of {formats}.")
        return known


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Whatever cannot be written is told with a name."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or name) from error


queries = click.option(
    "--queries",
    envvar="KB_QUERIES",
    show_envvar=True,
    type=click.Path(),
    multiple=True,
    metavar="FOLDER",
    help="A folder of further .rq files.",
)
"""--queries, for a command that takes it by itself."""


def shared(command: Command) -> Command:
    """--store, --queries and --timeout, which the command takes as one `shared`."""

    @functools.wraps(command)
    def wrapped(store: str | None, queries: tuple[str, ...], timeout: float | None, **others: Any) -> Any:
        if store == "":
            raise UsageError("--store is empty: name a folder, or leave it out.")
        return command(shared=Shared(store, queries, timeout), **others)

    for each in (
        option(
            "--timeout",
            envvar="KB_TIMEOUT",
            show_envvar=True,
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help="How long a query may take (60; 0 for no limit).",
        ),
        queries,
        option(
            "--store",
            envvar="KB_STORE",
            show_envvar=True,
            type=click.Path(),
            metavar="FOLDER",
            help="The store to use.",
        ),
    ):
        wrapped = each(wrapped)
    return wrapped


def rows(command: Command) -> Command:
    """--format and -o for a command that answers with rows; it takes them as one `out`."""
    return _output(command, ROWS, "a terminal gets a table, a pipe tab-separated rows")


def drawn(command: Command) -> Command:
    """As `rows`, for a command whose answer can be drawn too."""
    return _output(command, ROWS + PICTURES, "a terminal gets a table, a pipe tab-separated rows")


def anything(command: Command) -> Command:
    """As `rows`, for a command that answers with rows or triples."""
    return _output(command, ROWS + GRAPHS, "a terminal gets a table, a pipe tab-separated rows; triples are ttl")


def graphs(command: Command) -> Command:
    """As `rows`, for a command that writes RDF."""
    return _output(command, GRAPHS, "ttl when nothing tells")


def network(command: Command) -> Command:
    """As `page`, for a command whose answer is a network too."""
    return _output(command, PAGE + PICTURES + NETWORKS, "text when nothing tells")


def page(command: Command) -> Command:
    """As `rows`, for a command that tells of one thing."""
    return _output(command, PAGE, "text when nothing tells")


def _output(command: Command, formats: tuple[str, ...], usual: str) -> Command:
    @functools.wraps(command)
    def wrapped(form: str | None, output: str | None, **others: Any) -> Any:
        return command(out=Output(formats, form, None if output == "-" else output), **others)

    file = option(
        "-o",
        "--output",
        type=click.Path(),
        metavar="FILE",
        help="Write to a file, whole or not at all; its suffix tells the format. - is standard output.",
    )
    form = option(
        "--format",
        "form",
        type=click.Choice(formats),
        metavar="FORMAT",
        help=f"{', '.join(formats[:-1])} or {formats[-1]}; {usual}.  [env var: KB_FORMAT]",
    )
    return form(file(wrapped))


def input_format(command: Command) -> Command:
    """--input for a command that reads RDF; it takes it as `suffix`."""
    return option(
        "--input",
        "suffix",
        type=click.Choice(GRAPHS),
        metavar="FORMAT",
        help=f"The format of the input, where its name does not tell: {', '.join(GRAPHS[:-1])} or {GRAPHS[-1]}.",
    )(command)


def sources(files: tuple[str, ...], suffix: str | None) -> list[str | tuple[str, bytes]]:
    """What the arguments of a command that reads RDF stand for: the name of a file, or - for standard input's bytes.

    Raises UsageError for a file that cannot be read.
    """
    if "-" in files and suffix is None:
        raise UsageError("Say in which format standard input comes, such as --input ttl.")
    return [("standard input", sys.stdin.buffer.read()) if file == "-" else readable(file) for file in files]


def readable(file: str) -> str:
    """The name of a file that can be read. Raises UsageError for another."""
    with _reading(file):
        if not Path(file).is_fifo():  # one that is opened and closed has lost its writer
            Path(file).open("rb").close()
    return file


def text(file: str, encoding: str = "utf-8") -> str:
    """What stands in a file, or - for standard input, with its line ends. Raises UsageError."""
    try:
        with _reading(file):
            return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{'Standard input' if file == '-' else file} is not UTF-8 text.") from error


@contextmanager
def _reading(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror or error}.") from error


def names(kind: str = "") -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completer of the names of a class, such as State or Article, or of everything that has one."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from kb import knowledge
        from kb.names import folded

        try:
            with knowledge.open(ctx.params.get("store") or os.environ.get("KB_STORE"), timeout=5) as base:
                return [name for name in dict.fromkeys(base.names(kind)) if folded(name).startswith(folded(begun))]
        except Exception:  # noqa: BLE001 - a shell that completes must not be disturbed, whatever is wrong
            return []

    return complete


def _wished() -> str | None:
    """The format of KB_FORMAT. A command that does not have it goes on without; one that nobody has is an error."""
    wished = os.environ.get("KB_FORMAT") or None
    known = dict.fromkeys((*ROWS, *GRAPHS, *PAGE, *PICTURES, *NETWORKS))
    if wished and wished not in known:
        raise UsageError(f'KB_FORMAT is "{wished}", which is no format: {", ".join(known)}.')
    return wished


def _usual(among: tuple[str, ...]) -> str:
    return "tsv" if among[: len(ROWS)] == ROWS and not sys.stdout.isatty() else among[0]


def note(text: str) -> None:
    """A word to the reader that is no part of the answer."""
    _make_remarks()
    for line in lines(text, sys.stderr):
        click.secho(line, err=True, dim=True, color=colored(sys.stderr))


def lines(text: str, stream: IO[str]) -> list[str]:
    """A sentence made harmless, in lines that fit a terminal without breaking words; elsewhere on one."""
    from kb.terminal import harmless, wrapped

    if not stream.isatty():
        return [harmless(text)]
    import shutil

    return wrapped(harmless(text), shutil.get_terminal_size().columns)


_REMARKS = "kb.remarks"


def remark(text: str) -> None:
    """A note about the answer, made when there is one: what fails is told without it."""
    click.get_current_context().meta.setdefault(_REMARKS, []).append(text)


def _make_remarks() -> None:
    context = click.get_current_context(silent=True)
    for text in context.meta.pop(_REMARKS, ()) if context else ():
        note(text)


def say(text: str) -> None:
    """A line of the answer of a command that has no formats."""
    from kb.terminal import harmless

    Output(PAGE).write(harmless(text) + "\n")


def colored(stream: IO[str]) -> bool:
    """Whether to use colour on a stream: NO_COLOR and FORCE_COLOR say, else whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")
