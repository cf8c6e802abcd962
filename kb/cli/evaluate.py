"""Evaluating: facts against labels made by hand, and where the two part."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from kb.cli import options
from kb.cli.input import news, text_in
from kb.cli.notes import note, remark
from kb.cli.options import Shared
from kb.cli.output import ROWS, Output
from kb.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from kb.edges import Edge, Labelled

NAMED = 3
"""Articles that a remark names."""


def _begun(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    from kb.mistakes import KINDS

    return [kind for kind in KINDS if kind.startswith(begun)]


@click.command()
@click.argument("gold", nargs=-1, required=True, metavar="GOLD…")
@options.option(
    "--facts",
    "file",
    type=click.Path(),
    metavar="FILE",
    help="Facts as JSON lines, of kb extract --format jsonl. - is standard input.",
)
@click.option("--text", "texts", multiple=True, metavar="FILE", help="Articles to read now, as kb extract reads them.")
@click.option("--background", is_flag=True, help="Labels of the background are to be found too.")
@click.option("--errors", is_flag=True, help="Each error, by its kind.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only errors of a kind that --errors names.",
    shell_complete=_begun,
)
@options.rows
@options.shared
def evaluate(
    shared: Shared,
    gold: tuple[str, ...],
    file: str | None,
    texts: tuple[str, ...],
    background: bool,
    errors: bool,
    kinds: tuple[str, ...],
    out: Output,
) -> None:
    """Score facts against labels made by hand.

    GOLD is JSON lines, an article each: its id, and edges with source, target, action and polarity. Or it is a file
    .json of one article, whose stances have holder, target, eventType, polarity, start and end. What is optional, or
    of the background, is neither missing nor wrong.

    An article that no fact tells of counts as one without facts.

    \b
      kb evaluate gold.jsonl --text items.jsonl
      kb evaluate gold.jsonl --facts facts.jsonl
      kb evaluate gold.jsonl --facts facts.jsonl --errors --kind sign
      kb evaluate articles/*.gold.json --facts facts.jsonl --format json
    """
    from kb import edges

    out.form(ROWS)
    if bool(file) == bool(texts):
        raise UsageError("Give the facts with --facts, or the articles to read them from with --text.")
    if [*gold, file, *texts].count("-") > 1:
        raise UsageError("Standard input can be read once: name a file for the labels, or for the facts.")
    articles = edges.labels(map(_read, gold))
    found = edges.facts(*_read(file)) if file else _found(shared, texts)
    _left_out(articles, found)
    if errors or kinds:
        _mistakes(articles, found, background, kinds, out)
    else:
        _scores(articles, found, background, out)


def _found(shared: Shared, texts: tuple[str, ...]) -> "dict[str, list[Edge]]":
    """The facts that the engine reads in some articles now."""
    from kb import edges

    with news(texts, None, None) as articles:
        told = shared.quietly_opened().extract(articles, note)
        return {article.id: [edges.of(fact, article) for fact in facts] for article, facts in told}


def _read(file: str) -> tuple[str, str]:
    """What a file is called in a complaint, and its text."""
    return "standard input" if file == "-" else file, text_in(file, "utf-8-sig")


def _left_out(articles: "Sequence[Labelled]", found: "Mapping[str, Sequence[Edge]]") -> None:
    """Say which facts cannot be compared: of articles without labels, and without a target."""
    from kb.terminal import counted

    known = {one.id for one in articles}
    strange = [article for article in found if article not in known]
    if strange:
        named = ", ".join(strange[:NAMED]) + (" …" if len(strange) > NAMED else "")
        facts = counted(sum(len(found[article]) for article in strange), "fact")
        remark(f"left out: {facts} of {counted(len(strange), 'article')} that no label tells of ({named})")
    targetless = sum(not fact.target for article in found if article in known for fact in found[article])
    if targetless:
        remark(f"left out: {counted(targetless, 'fact')} about an issue only, which labels do not have")


def _scores(
    articles: "Sequence[Labelled]", found: "Mapping[str, Sequence[Edge]]", background: bool, out: Output
) -> None:
    from kb import render, scorecard, scoring

    told = scoring.scored(articles, found, background)
    form = out.form(ROWS)
    if form == "json":
        out.write(render.document(scorecard.document(told)))
    elif form == "table":
        out.write(scorecard.screen(told, out.width, out.color))
    else:
        out.show(scorecard.rows(told))


def _mistakes(
    articles: "Sequence[Labelled]",
    found: "Mapping[str, Sequence[Edge]]",
    background: bool,
    kinds: Collection[str],
    out: Output,
) -> None:
    from kb import mistakes, render, scorecard

    for kind in kinds:
        if kind not in mistakes.KINDS:
            from kb.names import near

            raise UnknownName("kind of error", kind, near(kind, mistakes.KINDS), "(--errors names them)")
    every = (mistakes.mistakes(one, found.get(one.id, ()), background) for one in articles)
    told = [one for each in every for one in each if not kinds or one.kind in kinds]
    form = out.form(ROWS)
    if form == "json":
        out.write(render.document(scorecard.mistake_document(told)))
    elif form == "table" and told:
        out.write(scorecard.mistake_screen(told, out.width, out.color))
    else:
        out.show(scorecard.mistake_rows(told), empty="No errors.")
