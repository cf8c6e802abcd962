"""Deeds: where what an actor says, what it does and what binds it part."""

from typing import Any

import click

from kb.cli import options
from kb.cli.options import Shared
from kb.cli.output import ROWS, Output
from kb.cli.reckoning import ACTOR, PAIR, as_of, counting
from kb.errors import UsageError


@click.command()
@click.argument("a", required=False, shell_complete=ACTOR)
@click.argument("b", required=False, shell_complete=ACTOR)
@options.option("--all", "everything", is_flag=True, help="Channels that do not part as well.")
@as_of
@counting
@options.rows
@options.shared
def deeds(shared: Shared, a: str | None, b: str | None, everything: bool, out: Output, **settings: Any) -> None:
    """Where A's words, deeds and treaties part.

    Rhetoric is words, contact and commitment; material is what is given, taken or done by force; treaty is what is in
    force between the two. Each is weighed apart. Without B: dyads in which two of them lie on different sides, the most
    probable first.

    \b
      kb deeds
      kb deeds India
      kb deeds Russia Ukraine --as-of 2025-01-01
    """
    if b is not None and everything:
        raise UsageError("--all is for many dyads: leave out --all, or the second actor.")
    base = shared.opened()
    ends = [base.find(name, "Actor") for name in (a, b) if name is not None]
    ledger = base.ledger(**settings)
    if len(ends) == 2:
        _pair(ledger.channels(*ends), out)
    else:
        _dyads(ledger.everyones_channels(*ends), ends[0] if ends else None, ledger.basis, everything, out)


def _pair(told: Any, out: Output) -> None:
    from kb import deeds, render

    match out.form(PAIR):
        case "json":
            out.write(render.document(deeds.document(told)))
        case "table":
            out.write(deeds.screen(told, out.width, out.color))
        case form:
            out.write(render.rows(deeds.contributions(told), form))


def _dyads(told: Any, holder: Any, basis: str, everything: bool, out: Output) -> None:
    from kb import deeds

    answer = deeds.dyads(told, everything)
    if out.form(ROWS) == "table" and answer.rows:
        out.write(deeds.dyads_screen(told, holder, basis, out.width, out.color, everything))
    else:
        out.show(answer, empty="No channels part." if told else "No dyad has evidence in two channels.")
