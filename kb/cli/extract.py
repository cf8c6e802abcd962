"""Extraction: what articles are taken to tell, printed and stored nowhere."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

import click

from kb.cli import options
from kb.cli.input import news
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import ROWS, Output
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.facts import Article, Fact
    from kb.rows import Term

    Told: TypeAlias = tuple[Article, list[Fact]]

COLUMNS = ("holder", "event_type", "target", "polarity", "tier", "date", "quote", "fact")
"""What a table has of each fact; JSON lines have all of it."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|URL…|-")
@options.option("--input", "kind", type=click.Choice(("text", "html", "feed", "jsonl")), help="What standard input is.")
@options.option("--date", metavar="DAY", help="When the articles were published, where they do not say.")
@click.option("--show", "marked", is_flag=True, help="The texts themselves, with the facts marked in them.")
@options.rows
@options.shared
def extract(
    shared: Shared, out: Output, files: tuple[str, ...], kind: str | None, date: str | None, marked: bool
) -> None:
    """Print what articles are taken to tell. Nothing is stored.

    Reads text, HTML, pages of the web, RSS and Atom feeds, and JSON lines that have an id and a text. Each fact is a
    proposal for a person to accept or reject, with the words that say it; --format jsonl has the whole of each.

    \b
      kb extract article.txt --show
      kb extract news.jsonl --format jsonl > proposals.jsonl
    """
    if marked and out.given:
        raise UsageError("--show is for people to read: leave out --format.")
    show = _show if marked else _stream if out.form(ROWS) == "jsonl" else _table
    with news(files, kind, date) as articles:
        show(out, shared.quietly_opened().extract(articles, note))


def _stream(out: Output, told: Iterable["Told"]) -> None:
    """JSON lines as they come: what is read by a program can be long."""
    from kb.render import document

    with out.opened() as file:
        for article, facts in told:
            for fact in facts:
                file.write(document(fact.told(article)).encode())
            file.flush()


def _table(out: Output, told: Iterable["Told"]) -> None:
    from pyoxigraph import Literal

    from kb.rows import Answer

    rows: list[tuple[Term | None, ...]] = []
    for article, facts in told:
        for fact in facts:
            line = fact.told(article)
            rows.append(tuple(Literal(line[name]) if line[name] is not None else None for name in COLUMNS))
    out.show(Answer(COLUMNS, rows), "No facts.")


def _show(out: Output, told: Iterable["Told"]) -> None:
    from kb.marking import marked

    for article, facts in told:
        out.write(marked(article, facts, out.width or 80, out.color) + "\n")
