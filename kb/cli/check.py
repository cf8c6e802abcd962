"""Checking: are the facts complete, and do their spans stand in the text?"""

from pathlib import Path

import click

from kb.cli import options
from kb.errors import Findings, UsageError


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--input", "suffix", type=click.Choice(("ttl", "trig", "nt", "nq", "jsonld", "rdf")), metavar="FORMAT",
              help="The format of the files, where their names do not tell.")  # fmt: skip
@options.store
def check(
    files: tuple[str, ...], suffix: str | None, store: str | None, queries: tuple[str, ...], timeout: float | None
) -> None:
    """Check files, or everything that is stored: shapes, evidence, one graph for each triple, and the ontology.

    Ends with 3 when something is wanting.
    """
    from kb.reading import read

    base = options.opened(store, queries, timeout)
    if files:
        found = [
            f"{file}: {complaint}" for file in files for complaint in base.check_facts(read(Path(file), suffix), file)
        ]
        what = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    else:
        found = [str(complaint) for complaint in base.check()]
        what = "the store"
    if found:
        raise Findings(f"{len(found):,} complaint{'' if len(found) == 1 else 's'} about {what}:", found)
    click.echo(f"{what}: nothing to complain about")


@click.command()
@click.argument("article", required=False)
@click.option(
    "--text", "text", required=True, type=click.Path(), metavar="FILE", help="The text of the article, UTF-8."
)
@options.store
def verify(article: str | None, text: str, store: str | None, queries: tuple[str, ...], timeout: float | None) -> None:
    """Compare every span of an article with its text: digests and offsets.

    The article is found by the digest of the text unless it is named. Ends with 3 when a span does not stand there.

    \b
      kb verify --text new-year-messages.txt
    """
    from kb.terms import curie

    try:
        # newline="" keeps line ends as they are: every one of them counts in the offsets.
        with Path(text).open(encoding="utf-8", newline="") as file:
            words = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {text} as UTF-8 text: {error}") from error
    iri, count, found = options.opened(store, queries, timeout).verify(words, article)
    if found:
        raise Findings(f"{len(found):,} of {count:,} spans of {curie(iri)} do not stand in {text}:", map(str, found))
    click.echo(f"{curie(iri)}: {count:,} spans stand where they are said to")


COMMANDS = (check, verify)
