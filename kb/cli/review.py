"""Reviewing: a person's decisions on what was read in articles."""

import getpass
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from kb.cli import options
from kb.cli.collect import AUTHOR, say_moved
from kb.cli.input import text_in
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import say
from kb.errors import BrokenFile, UsageError
from kb.terminal import counted

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase
    from kb.reviewing import Decision

SET = click.option(
    "--set", "edits", multiple=True, metavar="FIELD=VALUE", help="Put a field right, such as target=Iran."
)
FROM = options.option(
    "--from", "file", metavar="FILE", help="JSON lines, each with fact and decision; - is standard input."
)


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT…]")
@SET
@FROM
@AUTHOR
@options.shared
def accept(
    shared: Shared, facts: tuple[str, ...], edits: tuple[str, ...], file: str | None, author: str | None
) -> None:
    """Accept proposed facts: from now on they count.

    All of them, or none if one is wanting. A field that was read wrongly is put right with --set; what was there before
    stays in the review, with your name and the time. kb reject or kb reopen takes it back.

    \b
      kb query proposed
      kb accept border-e35a55c6 border-f3a94a0f
      kb accept border-790ee9aa --set target=Russia
    """
    _decide(shared, "accepted", facts, edits, file, author)


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT…]")
@options.option("--reason", default="", metavar="TEXT", help="Why.")
@FROM
@AUTHOR
@options.shared
def reject(shared: Shared, facts: tuple[str, ...], reason: str, file: str | None, author: str | None) -> None:
    """Reject proposed facts: the text does not say it.

    They are kept with your name and the time, and are in no answer.
    """
    _decide(shared, "rejected", facts, (), file, author, reason)


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT…]")
@FROM
@AUTHOR
@options.shared
def reopen(shared: Shared, facts: tuple[str, ...], file: str | None, author: str | None) -> None:
    """Take back the decision on facts. They wait for a review again."""
    _decide(shared, "reopened", facts, (), file, author)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="FACT…|ARTICLE…")
@options.option("--reason", required=True, metavar="TEXT", help="Why; it is kept.")
@AUTHOR
@options.shared
def retract(shared: Shared, names: tuple[str, ...], reason: str, author: str | None) -> None:
    """Withdraw facts that count, or an article's. Which scores that moves is told.

    What was known until then is kept: --known-at still has it. kb reopen puts a fact before a reviewer again; kb remove
    takes an article out as if it had never been added.

    \b
      kb retract border-raid-e35a55c6 --reason "the outlet has corrected it"
      kb retract border-raid --reason "the report was withdrawn"
    """
    base = shared.quietly_opened()
    facts = tuple(fact for name in names for fact in base.live(name))
    _decide(shared, "retracted", facts, (), None, author, reason)


def _decide(
    shared: Shared,
    verdict: str,
    facts: tuple[str, ...],
    edits: tuple[str, ...],
    file: str | None,
    author: str | None,
    reason: str = "",
) -> None:
    base = shared.quietly_opened()
    by = author or getpass.getuser()
    told = [{"fact": fact, "decision": verdict, "reason": reason, "set": _pairs(edits)} for fact in facts]
    told += _lines(file, verdict) if file else []
    if not told:
        raise UsageError("Name a fact, or a file with --from: kb query proposed lists what waits.")
    decisions = [_decision(base, line, by) for line in told]
    base.review(decisions)
    for decision in decisions:
        say(f"{decision.verdict}  {decision.record.rpartition('/')[2]}")
    say_moved(base)
    note(f"{counted(len(decisions), 'decision')} by {by}.")


def _pairs(edits: tuple[str, ...]) -> dict[str, str]:
    for edit in edits:
        if "=" not in edit:
            raise UsageError(f'--set takes FIELD=VALUE, and was given "{edit}".')
    return {name: value for name, _, value in (edit.partition("=") for edit in edits)}


def _lines(file: str, verdict: str) -> Iterator[dict[str, Any]]:
    """The decisions of a file, each a line with fact and perhaps decision, set and reason. Raises BrokenFile."""
    for number, line in enumerate(text_in(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            if not isinstance(told, dict) or not isinstance(told.get("fact"), str):
                raise TypeError("an object with a fact is wanted")
        except (ValueError, TypeError) as error:
            raise BrokenFile(f"{file}, line {number}: {error}. Nothing was decided.") from error
        yield {"decision": verdict, **told}


def _decision(base: "KnowledgeBase", line: Mapping[str, Any], by: str) -> "Decision":
    from kb.reviewing import STATES, Decision
    from kb.terms import ID, expand

    fact = line["fact"]
    if line["decision"] not in STATES:
        raise UsageError(f'"{line["decision"]}" is no decision: {", ".join(STATES)}.')
    record = expand(fact) or f"{ID}stance/{fact}"
    edits = base.edits(line.get("set") or {})
    return Decision(
        record, line["decision"], line.get("by") or by, datetime.now(tz=UTC), edits, line.get("reason") or ""
    )
