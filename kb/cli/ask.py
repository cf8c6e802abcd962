"""Asking: named queries, SPARQL, one thing on one screen, what the store holds."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli import options
from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.queries import Library, NamedQuery, Parameter


class Questions(click.Group):
    """A command for each `.rq` file; nothing is registered."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the named queries."""
        return list(_library(ctx, []).paths)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of one query; for a broken file one that tells its complaint."""
        library = _library(ctx, [])
        if name not in library.paths:
            return None
        return _command(library, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The query that the first word names. Raises UnknownName and BrokenQuery."""
        library = _library(ctx, args)
        query = library[args[0]]
        return query.name, _command(library, query.name), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The queries with their titles."""
        with formatter.section("Questions"):
            formatter.write_dl(_titles(_library(ctx, [])))


def _library(ctx: click.Context, args: list[str]) -> "Library":
    from kb.files import queries_folder
    from kb.queries import Library

    # --queries may stand behind the name, where it has not been read yet.
    later = [args[n + 1] for n, word in enumerate(args[:-1]) if word == "--queries"]
    later += [word.partition("=")[2] for word in args if word.startswith("--queries=")]
    named = [*(ctx.params.get("queries") or ()), *later]
    return Library([queries_folder(), *map(Path, dict.fromkeys(named))])


def _titles(library: "Library") -> list[tuple[str, str]]:
    told = []
    for name in library.paths:
        try:
            told.append((name, library[name].title))
        except KbError as error:
            told.append((name, f"broken: {error}"))
    return told


def _command(library: "Library", name: str) -> click.Command:
    try:
        query = library[name]
    except KbError as error:
        return click.Command(name, callback=_failing(error), short_help=f"broken: {error}", add_help_option=False,
                             context_settings={"ignore_unknown_options": True, "allow_extra_args": True})  # fmt: skip

    @options.rows
    @click.option("--show", is_flag=True, help="Print the SPARQL with the options filled in, and do not run it.")
    @options.store
    def ask(
        store: str | None,
        queries: tuple[str, ...],
        timeout: float | None,
        show: bool,
        form: str | None,
        output: str | None,
        **values: Any,
    ) -> None:
        folders = tuple(map(str, library.folders[1:]))
        given = {key: value for key, value in values.items() if value not in (None, ())}
        base = options.opened(store, folders or queries, timeout)
        if show:
            options.deliver(base.bound(name, **given).encode(), output)
        else:
            options.show(base.query(name, **given), form, output)

    parameters = [*map(_option, query.params), *getattr(ask, "__click_params__", [])[::-1]]
    return click.Command(name, callback=ask, params=parameters, help=_manual(query), short_help=query.title)


def _failing(error: KbError) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def _option(param: "Parameter") -> click.Option:
    from kb.cli.share import complete_names

    kind = param.type if param.type[0].isupper() else ""
    return click.Option(
        [f"--{param.name}"], metavar=(kind or param.type).upper(), multiple=param.many, help=param.help[0].upper() + param.help[1:] + ".",
        shell_complete=complete_names(kind) if kind else None,
    )  # fmt: skip


def _manual(query: "NamedQuery") -> str:
    columns = "\n".join(f"  {name}  {help_}" for name, help_ in query.columns.items())
    return f"{query.title}.\n\n{query.description}\n\n\b\nColumns:\n{columns}"


@click.group("query", cls=Questions, invoke_without_command=True, subcommand_metavar="[NAME [OPTIONS]]")
@click.option(
    "--queries",
    envvar="KB_QUERIES",
    type=click.Path(),
    multiple=True,
    metavar="FOLDER",
    help="A folder of further .rq files.",
)
@click.pass_context
def query(ctx: click.Context, queries: tuple[str, ...]) -> None:
    """Ask a named question; without a name, list them.

    \b
      kb query supporters --of Russia
      kb query offices --of China --on 2024-12-31
      kb query stances --help
    """
    if ctx.invoked_subcommand is None:
        from kb import render

        listing = render.listing(_titles(_library(ctx, [])), options.width())
        options.deliver(listing.encode(), None)


@click.command()
@click.argument("text", required=False, metavar="[QUERY|-]")
@click.option("--file", "file", type=click.Path(), metavar="FILE", help="Read the query from a file.")
@options.anything
@options.store
def sparql(
    text: str | None,
    file: str | None,
    store: str | None,
    queries: tuple[str, ...],
    timeout: float | None,
    form: str | None,
    output: str | None,
) -> None:
    """Ask in SPARQL, over all graphs together. The usual prefixes need not be declared.

    \b
      kb sparql 'SELECT ?state { ?state a kb:State } LIMIT 3'
      kb sparql --file question.rq
      echo 'ASK { id:RUS a kb:State }' | kb sparql -
    """
    from kb import render

    question = _question(text, file)
    answer = options.opened(store, queries, timeout).sparql(question)
    if isinstance(answer, bool):
        options.deliver(render.truth(answer, form or "table").encode(), output)
    elif isinstance(answer, list):
        from kb import export

        chosen = options.chosen(form or ("ttl" if not output or output == "-" else None), output, options.GRAPHS)
        if chosen not in options.GRAPHS:
            raise UsageError(f"This query gives triples, not rows: --format {'|'.join(options.GRAPHS)}.")
        options.deliver(export.text(answer, chosen), output)
    else:
        if form in options.GRAPHS:
            raise UsageError(f"This query gives rows, not triples: --format {'|'.join(options.ROWS)}.")
        options.show(answer, form, output)


def _question(text: str | None, file: str | None) -> str:
    if (text is None) == (file is None):
        raise UsageError("Give one query: as text, with --file FILE, or - for standard input.")
    if text == "-":
        return click.get_text_stream("stdin", encoding="utf-8", errors="strict").read()
    if file is None:
        return text or ""
    try:
        return Path(file).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.") from error
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror}.") from error


@click.command()
@click.argument("entity")
@click.option("--on", metavar="DATE", help="Offices as of this day; today's, as far as the sources go, when left out.")
@click.option("--format", "form", envvar="KB_FORMAT", metavar="text|json", help="The format (text).")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file, whole or not at all.")
@options.store
def show(
    entity: str,
    on: str | None,
    store: str | None,
    queries: tuple[str, ...],
    timeout: float | None,
    form: str | None,
    output: str | None,
) -> None:
    """A state, leader, organisation or article on one screen.

    ENTITY is a code, a name, a capital, a CURIE or an IRI.

    \b
      kb show Russia
      kb show "Xi Jinping"
      kb show article:2025-01-01-new-year-messages
    """
    from kb import dossier, render

    gathered = dossier.gathered(options.opened(store, queries, timeout), entity, on)
    if form == "json" or (not form and output and output.endswith(".json")):
        text = render.document(dossier.document(gathered))
    else:
        to_file = bool(output) and output != "-"
        text = dossier.screen(
            gathered, None if to_file else options.width(), not to_file and options.colored(sys.stdout)
        )
    options.deliver(text.encode(), output)


@click.command()
@options.rows
@options.store
def articles(
    store: str | None, queries: tuple[str, ...], timeout: float | None, form: str | None, output: str | None
) -> None:
    """The articles in the store, newest first."""
    options.show(
        options.opened(store, queries, timeout).query("articles"), form, output, empty="No articles yet: kb add FILE."
    )


@click.command()
@click.option("--format", "form", envvar="KB_FORMAT", metavar="text|json", help="The format (text).")
@options.store
def info(store: str | None, queries: tuple[str, ...], timeout: float | None, form: str | None) -> None:
    """What the store holds, where it is, and the versions of package and store."""
    from kb import packaged, render

    base = options.opened(store, queries, timeout)
    generation = base.store.published
    counts = {str(render.shown(row[0])): int(render.full(row[1])) for row in base.query("counts").rows}
    facts: dict[str, Any] = {
        "package": packaged.version(),
        "store": "built in" if base.built_in else str(base.folder),
        "ontology and reference data": generation.packaged.get("version", "none"),
        "up to date": dict(generation.packaged) == packaged.mark(),
        "last change": f"{generation.published}  {generation.command}",
        "can be undone": max(len(base.store.generations()) - 1, 0),
        **counts,
    }
    if form == "json":
        options.deliver(render.document(facts).encode(), None)
        return
    told = {
        **facts,
        "up to date": "yes" if facts["up to date"] else "no: the next kb add or kb remove brings the package's",
    }
    options.deliver(render.listing(((key, str(value)) for key, value in told.items()), options.width()).encode(), None)


COMMANDS = (query, sparql, show, articles, info)
