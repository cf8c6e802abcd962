"""Collecting: facts in, facts out, and back."""

import click

from kb.cli import options
from kb.cli.options import Shared


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@options.input_format
@click.option("--dry-run", is_flag=True, help="Check and say what would happen; store nothing.")
@options.shared
def add(shared: Shared, files: tuple[str, ...], suffix: str | None, dry_run: bool) -> None:
    """Add facts: all of them, or none if one is wanting.

    An article that is there already is replaced. The first addition makes the store.

    \b
      kb add facts.ttl
      kb add --dry-run *.ttl
      some-program | kb add - --input ttl
    """
    done = shared.quietly_opened().add(*options.sources(files, suffix), suffix=suffix, dry_run=dry_run)
    for verb, iris in (("added", done.added), ("replaced", done.replaced), ("unchanged", done.unchanged)):
        for iri in iris:
            options.say(f"{verb}  {_short(iri)}")
    if done.reference:
        options.say("added  reference entities")
    if done.upgraded:
        options.note("The ontology and reference data were brought to this version of kb.")
    total = len(done.added) + len(done.replaced) + len(done.unchanged)
    would = "Nothing was stored (dry run): " if dry_run else ""
    options.note(f"{would}{_counted(total, 'article')}, {_counted(done.stances, 'stance')}.")


@click.command()
@click.argument("article")
@options.shared
def remove(shared: Shared, article: str) -> None:
    """Remove an article, as if it had never been added."""
    options.say(f"removed  {_short(shared.quietly_opened().remove(article))}")


@click.command()
@options.shared
def undo(shared: Shared) -> None:
    """Go back to the state before the last change."""
    options.say(f"undone  {shared.quietly_opened().undo()}")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _short(iri: str) -> str:
    from kb.terms import curie

    return curie(iri)
