"""Checking: are the facts complete, and do their spans stand in the text?"""

from collections.abc import Iterable
from pathlib import Path

import click

from kb.cli import options
from kb.cli.input import readable, sources, text_in
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import say
from kb.errors import Findings, UsageError
from kb.terminal import counted


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE…|-]")
@options.input_format
@options.shared
def check(shared: Shared, files: tuple[str, ...], suffix: str | None) -> None:
    """Check files, or everything that is stored.

    Shapes, evidence, one graph for each triple, and the ontology. Each complaint is a line; ends with 3 when there is
    one.

    \b
      kb check
      kb check facts.ttl
    """
    from kb.reading import read, read_bytes

    base = shared.opened()
    if not files:
        _told(map(str, base.check()), "the store")
        return
    found = []
    for source in sources(files, suffix):
        name = source if isinstance(source, str) else source[0]
        quads = read(Path(source), suffix) if isinstance(source, str) else read_bytes(source[1], suffix or "ttl", name)
        found += [f"{name}: {complaint}" for complaint in base.check_facts(quads, name)]
    _told(found, f"{len(files)} file{'' if len(files) == 1 else 's'}")


def _told(complaints: Iterable[str], what: str) -> None:
    found = list(complaints)
    for complaint in found:
        say(complaint)
    if found:
        raise Findings(f"{len(found):,} complaint{'' if len(found) == 1 else 's'} about {what}.", ())
    note(f"{what}: nothing to complain about")


@click.command()
@click.argument("article", required=False, metavar="[ARTICLE|FILE]", shell_complete=options.names("Article"))
@options.option(
    "--text",
    "file",
    type=click.Path(),
    metavar="FILE",
    help="The text of the article, UTF-8. - is standard input.",
)
@options.shared
def verify(shared: Shared, article: str | None, file: str | None) -> None:
    """Compare the spans of articles with their texts.

    Without --text every text that the store keeps is read again; an article whose text it does not keep is told.

    Digests and offsets of every span. The article, or each of several that have the text, is found by the digest of the
    text unless it is named; facts in a FILE can be compared before they are added. Each complaint is a line; ends with
    3 when there is one.

    \b
      kb verify
      kb verify --text new-year-messages.txt
      kb verify facts.ttl --text new-year-messages.txt
    """
    from kb.terms import curie

    if file is None:
        _verify_kept(shared, article)
        return
    text = text_in(file)
    if article is not None and Path(article).is_file():
        readable(article)
    base = shared.opened()
    wanting: list[str] = []
    complaints = 0
    for named in [article] if article is not None else base.written_in(text):
        iri, count, found = base.verify(text, named)
        for complaint in found:
            say(str(complaint))
        if found:
            complaints += len(found)
            wanting.append(curie(iri))
        else:
            note(f"{curie(iri)}: {count:,} spans stand where they are said to")
    if wanting:
        about = f"{', '.join(wanting)} and {'standard input' if file == '-' else file}"
        raise Findings(f"{complaints:,} complaint{'' if complaints == 1 else 's'} about {about}.", ())


def _verify_kept(shared: Shared, article: str | None) -> None:
    """Compare the articles of the store, or one of them, with the texts that it keeps."""
    from kb.terms import curie

    complaints = spans = compared = missing = 0
    for iri, told in shared.opened().verify_kept(article):
        if told is None:
            missing += 1
            note(f"{curie(iri)}: its text is not at hand; kb verify --text FILE compares it with a file")
            continue
        count, found = told
        compared, spans, complaints = compared + 1, spans + count, complaints + len(found)
        for complaint in found:
            say(str(complaint))
    note(f"{counted(spans, 'span')} of {counted(compared, 'article')} compared with the texts that are kept")
    if complaints:
        raise Findings(f"{counted(complaints, 'complaint')} about {counted(compared, 'article')}.", ())
    if missing and not compared:
        raise UsageError("No text is at hand: give one with --text FILE.")
