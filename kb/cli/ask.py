"""Asking: named queries, SPARQL, one thing on one screen, what the store holds."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli import options
from kb.cli.input import text_in
from kb.cli.notes import remark
from kb.cli.options import Shared
from kb.cli.output import GRAPHS, PAGE, ROWS, Output
from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.queries import Library, NamedQuery, Parameter


class Questions(click.Group):
    """A command for each `.rq` file; nothing is registered."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the named queries."""
        return list(_library(_folders(ctx)).paths)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one query; for a broken file one that tells its complaint."""
        library = _library(_folders(ctx))
        return _command(library, cmd_name) if cmd_name in library.paths else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The query that the first word names. Raises UnknownName and BrokenQuery."""
        if ctx.resilient_parsing:  # the shell completes: no complaints
            return super().resolve_command(ctx, args)
        library = _library([*_folders(ctx), *_folders_behind(args)])
        query = library[args[0]]
        return query.name, _command(library, query.name), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The queries with their titles."""
        with formatter.section("Questions"):
            formatter.write_dl(_titles(_library(_folders(ctx))))


def _folders(ctx: click.Context) -> list[str]:
    return list(ctx.params.get("queries") or ())


def _folders_behind(args: list[str]) -> list[str]:
    # The commands depend on --queries, which may stand behind the name and has not been read yet.
    apart = [args[n + 1] for n, word in enumerate(args[:-1]) if word == "--queries"]
    return apart + [word.partition("=")[2] for word in args if word.startswith("--queries=")]


def _library(folders: Iterable[str]) -> "Library":
    from kb.files import queries_folder
    from kb.queries import Library

    return Library([queries_folder(), *map(Path, dict.fromkeys(folders))])


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
        settings = {"ignore_unknown_options": True, "allow_extra_args": True}
        complaint = f"broken: {error}"
        return click.Command(name, settings, _raising(error), short_help=complaint, help=complaint)

    @options.rows
    @click.option("--show", is_flag=True, help="Print the SPARQL with the options filled in, and do not run it.")
    @options.shared
    def ask(shared: Shared, show: bool, out: Output, **values: Any) -> None:
        given = {key: value for key, value in values.items() if value not in (None, ())}
        folders = [str(folder) for folder in library.folders[1:]]
        base = shared._replace(queries=(*folders, *shared.queries)).opened()
        packaged = library.folders[0]
        if query.path.parent != packaged and (packaged / query.path.name).is_file():
            remark(f"{name}: from {query.path.parent}, in place of the packaged one")
        if show:
            out.write(base.bound(name, **given))
            return
        out.form(ROWS)
        out.show(base.query(name, **given))

    found = click.command(name, help=_manual(query), short_help=query.title)(ask)
    found.params[:0] = map(_option, query.params)
    return found


def _raising(error: KbError) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def _option(param: "Parameter") -> click.Option:
    kind = param.type if param.type[0].isupper() else ""
    notes = ["required"] * param.required + ["may be repeated"] * param.many
    help_ = f"{param.help[0].upper()}{param.help[1:]}." + (f"  [{', '.join(notes)}]" if notes else "")
    return (click.Option if param.many else options.Once)(
        [f"--{param.name}"],
        metavar=param.type.upper(),
        multiple=param.many,
        help=help_,
        shell_complete=options.names(kind) if kind else None,
    )


def _manual(query: "NamedQuery") -> str:
    wide = max(map(len, query.columns), default=0)
    columns = "\n".join(f"  {name:{wide}}  {help_}" for name, help_ in query.columns.items())
    return f"{query.title}.\n\n{query.description}\n\n\b\nColumns:\n{columns}"


@click.group("query", cls=Questions, invoke_without_command=True, subcommand_metavar="[NAME [OPTIONS]]")
@options.queries
@click.pass_context
def query(ctx: click.Context, queries: tuple[str, ...]) -> None:
    """Ask a named question; without a name, list them.

    \b
      kb query supporters --of Russia
      kb query offices --of China --on 2024-12-31
      kb query stances --help
    """
    if ctx.invoked_subcommand is None:
        _list(_titles(_library(queries)))


def _list(titles: list[tuple[str, str]]) -> None:
    from pyoxigraph import Literal

    from kb import terminal
    from kb.rows import Answer

    out = Output(ROWS)
    if out.form(ROWS) == "table":
        out.write(terminal.listing(titles, out.width))
    else:
        out.show(Answer(("name", "title"), [(Literal(name), Literal(title)) for name, title in titles]))


@click.command()
@click.argument("text", required=False, metavar="[QUERY|-]")
@options.option("--file", "file", type=click.Path(), metavar="FILE", help="Read the query from a file.")
@options.anything
@options.shared
def sparql(shared: Shared, text: str | None, file: str | None, out: Output) -> None:
    """Ask in SPARQL, over all graphs together.

    The prefixes of the ontology need not be declared.

    \b
      kb sparql 'SELECT ?state { ?state a kb:State } LIMIT 3'
      kb sparql --file question.rq
      echo 'ASK { id:RUS a kb:State }' | kb sparql -
    """
    from kb import export, render

    out.form(out.formats)
    answer = shared.opened().sparql(_question(text, file))
    if isinstance(answer, bool):
        out.write(render.truth(answer, out.form(ROWS)))
    elif isinstance(answer, list):
        out.write(export.text(answer, out.form(GRAPHS)))
    else:
        out.show(answer)


def _question(text: str | None, file: str | None) -> str:
    if (text is None) == (file is None):
        raise UsageError("Give one query: as text, with --file FILE, or - for standard input.")
    if text is not None and text != "-":
        return text
    return text_in(file or "-", "utf-8-sig")


@click.command()
@click.argument("entity", shell_complete=options.names())
@options.option(
    "--on", metavar="DATE", help="Offices as of this day; today's, as far as the sources go, when left out."
)
@options.page
@options.shared
def show(shared: Shared, entity: str, on: str | None, out: Output) -> None:
    """A state, leader, organisation or article on one screen.

    ENTITY is a code, a name, a capital, a CURIE or an IRI.

    \b
      kb show Russia
      kb show "Xi Jinping"
      kb show article:2025-01-01-new-year-messages
    """
    from kb import dossier, render

    form = out.form(PAGE)
    gathered = dossier.gathered(shared.opened(), entity, on)
    if form == "json":
        out.write(render.document(dossier.document(gathered)))
    else:
        out.write(dossier.screen(gathered, out.width, out.color))


@click.command()
@options.rows
@options.shared
def articles(shared: Shared, out: Output) -> None:
    """The articles in the store, newest first."""
    out.show(shared.opened().query("articles"), empty="No articles yet: kb add FILE.")


@click.command()
@options.page
@options.shared
def info(shared: Shared, out: Output) -> None:
    """What the store holds, where it is, and its versions."""
    from kb import packaged, render, terminal
    from kb.terms import shown

    form = out.form(PAGE)
    base = shared.opened()
    generation = base.store.published
    current = dict(generation.packaged) == packaged.mark()
    facts: dict[str, Any] = {
        "package": packaged.version(),
        "store": "built in" if base.built_in else str(base.folder),
        "ontology and reference data": generation.packaged.get("version", "none"),
        "up to date": current if form == "json" else "yes" if current else "no: the next kb add brings the package's",
        "last change": f"{generation.published}  {generation.command}",
        "can be undone": 0 if base.built_in else len(base.store.generations()) - 1,
        **{shown(row[0]): render.value(row[1]) for row in base.query("counts").rows},
    }
    if form == "json":
        out.write(render.document(facts))
    else:
        told = ((key, f"{value:,}" if isinstance(value, int) else str(value)) for key, value in facts.items())
        out.write(terminal.listing(told, out.width))
