"""Extraction: what articles are taken to tell, printed and stored nowhere."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import click

from kb.cli import options
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import ROWS, Output
from kb.errors import KbError, UsageError
from kb.terminal import counted

if TYPE_CHECKING:
    from kb.facts import Article, Fact
    from kb.rows import Term

    Told: TypeAlias = tuple[Article, list[Fact]]

COLUMNS = ("holder", "event_type", "target", "polarity", "tier", "date", "quote", "fact")
"""What a table has of each fact; JSON lines have all of it."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|URL…|-")
@options.option("--input", "form", type=click.Choice(("text", "html", "feed", "jsonl")), help="What standard input is.")
@options.option("--date", metavar="DAY", help="When the articles were published, where they do not say.")
@click.option("--show", "marked", is_flag=True, help="The texts themselves, with the facts marked in them.")
@options.rows
@options.shared
def extract(
    shared: Shared, out: Output, files: tuple[str, ...], form: str | None, date: str | None, marked: bool
) -> None:
    """Print the facts that articles are taken to tell; nothing is stored.

    Reads text, HTML, pages of the web, RSS and Atom feeds, and JSON lines that have an id and a text. Each fact is a
    proposal for a person to accept or reject, with the words that say it; --format jsonl has the whole of each.

    \b
      kb extract article.txt --show
      kb extract news.jsonl --format jsonl > proposals.jsonl
    """
    told = _told(shared, files, form, date)
    if marked:
        if out.given:
            raise UsageError("--show is for people to read: leave out --format.")
        _show(out, told)
    elif out.form(ROWS) == "jsonl":
        _stream(out, told)
    else:
        _table(out, told)


def _told(shared: Shared, files: tuple[str, ...], form: str | None, date: str | None) -> Iterator["Told"]:
    """Each article with its facts. What cannot be read is told, and fails the command once the rest is done."""
    from kb import feed

    wrong: list[KbError] = []

    def articles() -> Iterator["Article"]:
        for one in feed.articles(files, form=form, date=date or "", notice=note):
            if isinstance(one, KbError):
                note(str(one))
                wrong.append(one)
            else:
                yield one

    yield from shared.quietly_opened().extract(articles(), note)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else KbError(f"{counted(len(wrong), 'source')} could not be read.")


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
