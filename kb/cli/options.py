"""Options that commands share, as decorators."""

import functools
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kb.cli.notes import remark
from kb.cli.output import GRAPHS, NETWORKS, PAGE, PICTURES, ROWS, Output
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

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
