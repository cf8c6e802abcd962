"""Collecting: facts in, facts out, and back."""

from typing import TYPE_CHECKING

import click

from kb.cli import options
from kb.cli.input import news, sources, told_in_words
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import say
from kb.errors import KbError, UsageError
from kb.terminal import counted

if TYPE_CHECKING:
    from kb.comparing import Moved
    from kb.knowledge import KnowledgeBase


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@options.input_format
@options.option("--date", metavar="DAY", help="When articles were published, where they do not say.")
@click.option("--dry-run", is_flag=True, help="Check and say what would happen; store nothing.")
@options.shared
def add(shared: Shared, files: tuple[str, ...], suffix: str | None, date: str | None, dry_run: bool) -> None:
    """Add facts, or articles to read them from.

    Facts are RDF: all of them, or none if one is wanting. Articles are text, HTML, pages of the web, feeds or JSON
    lines: what they are taken to tell waits for a review, and counts once you accept it.

    An article that is there already is replaced, and the scores that this moved are told. The first addition makes the
    store.

    \b
      kb add facts.ttl
      kb add article.txt
      kb add --dry-run *.ttl
      some-program | kb add - --input ttl
    """
    base = shared.quietly_opened()
    articles = [file for file in files if told_in_words(file, suffix)]
    if articles:
        if len(articles) < len(files):
            raise UsageError("Add articles and files of facts apart from each other.")
        _read(base, articles, date, dry_run)
        return
    done = base.add(*sources(files, suffix), suffix=suffix, dry_run=dry_run)
    for verb, iris in (("added", done.added), ("replaced", done.replaced), ("unchanged", done.unchanged)):
        for iri in iris:
            now, then = done.fewer.get(iri, (0, 0))
            fewer = f" ({counted(now, 'stance')}, was {then:,})" if then else ""
            say(f"{verb}  {_short(iri)}{fewer}")
    for iri, number in done.reference.items():
        say(f"added  {_short(iri)} ({counted(number, 'statement')})")
    if done.upgraded:
        note("The ontology and reference data were brought to this version of kb.")
    total = len(done.added) + len(done.replaced) + len(done.unchanged)
    if done.replaced and not dry_run:
        say_moved(base, *done.replaced)
    would = "Nothing was stored (dry run): " if dry_run else ""
    note(f"{would}{counted(total, 'article')}, {counted(done.stances, 'stance')}.")


def _read(base: "KnowledgeBase", files: list[str], date: str | None, dry_run: bool) -> None:
    """Read articles into the store, and tell what became of each."""
    if dry_run:
        raise UsageError("kb extract says what would be read; --dry-run is for files of facts.")
    facts = number = 0
    with news(files, None, date) as articles:
        for done in base.read(articles, note):
            number += 1
            facts += done.facts
            told = f" ({counted(done.facts, 'proposed fact')})" if done.verb != "unchanged" else ""
            say(f"{done.verb}  {_short(done.iri)}{told}")
    note(
        f"{counted(number, 'article')}, {counted(facts, 'proposed fact')}. kb query proposed lists what waits for you."
    )


@click.command()
@click.argument("name", shell_complete=options.names("Article"))
@options.shared
def remove(shared: Shared, name: str) -> None:
    """Remove an article, or what was added about something else.

    The article is then as if it had never been added. Of a state, a leader, an issue or another entity of the reference
    data all that was added about it is taken back; what comes with kb stays.

    \b
      kb remove 2025-01-01-new-year-messages
      kb remove Russia
    """
    base = shared.quietly_opened()
    removed = base.remove(name)
    added = f" ({counted(removed.statements, 'added statement')})" if removed.statements else ""
    say(f"removed  {_short(removed.iri)}{added}")
    say_moved(base)


AUTHOR = options.option("--by", "author", metavar="NAME", help="Who judges; your login name when left out.")


@click.command("same-act")
@click.argument("acts", nargs=-1, required=True, metavar="ACT ACT…")
@AUTHOR
@options.shared
def same_act(shared: Shared, acts: tuple[str, ...], author: str | None) -> None:
    """Judge that acts are one, as two papers' reports are.

    kb acts lists acts, and kb acts --why tells what is taken to be one. The judgement is kept with your name and the
    time, and kb remove takes it back.
    """
    _judge(shared, acts, True, author)


@click.command("not-same-act")
@click.argument("acts", nargs=-1, required=True, metavar="ACT ACT…")
@AUTHOR
@options.shared
def not_same_act(shared: Shared, acts: tuple[str, ...], author: str | None) -> None:
    """Judge that acts are different, which keeps them apart.

    kb acts --why has each act as its article tells it in the column told_as. kb remove takes the judgement back.
    """
    _judge(shared, acts, False, author)


def _judge(shared: Shared, acts: tuple[str, ...], same: bool, author: str | None) -> None:
    import getpass

    base = shared.quietly_opened()
    before = base.store.published
    made = base.judge(*acts, same=same, author=author or getpass.getuser())
    if base.store.published == before:
        say(f"unchanged  {_short(made)}")
        return
    say(f"judged  {_short(made)}")
    say_moved(base)


@click.command()
@options.shared
def undo(shared: Shared) -> None:
    """Go back to the state before the last change."""
    base = shared.quietly_opened()
    found = _moved(base, back=True)
    say(f"undone  {base.undo()}")
    _say_moved(found)


LISTED = 10
"""Scores that a change tells of one by one."""


def _moved(base: "KnowledgeBase", *graphs: str, back: bool = False) -> "Moved | KbError":
    """Which scores a change moved, or why that cannot be reckoned, which is no failure of the change."""
    try:
        return base.moved(*graphs, back=back)
    except KbError as error:
        return error


def say_moved(base: "KnowledgeBase", *graphs: str) -> None:
    """Tell which scores the last change moved; all of it, or that of some graphs."""
    _say_moved(_moved(base, *graphs))


def _say_moved(found: "Moved | KbError") -> None:
    from kb import difference

    if isinstance(found, KbError):
        note(f"Which scores that moved cannot be told: {found}")
        return
    for change in found.changes[:LISTED]:
        say(f"moved  {difference.line(change)}")
    if len(found.changes) > LISTED:
        say(f"and {len(found.changes) - LISTED:,} more")
    if found.at != found.now:
        note(f"Scores before and after are as of {found.at}.")


def _short(iri: str) -> str:
    from kb.terms import curie

    return curie(iri)
