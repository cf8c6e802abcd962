"""Comparing: what changed between two days, or between two states of knowledge."""

from typing import Any

import click

from kb.cli import options
from kb.cli.options import Shared
from kb.cli.output import ROWS, Output
from kb.cli.reckoning import ACTOR, as_of, counting
from kb.errors import UsageError

FOUND = 3
"""The exit code for "something changed", where it is asked for."""


@click.command()
@click.argument("before")
@click.argument("after")
@click.argument("a", required=False, shell_complete=ACTOR)
@click.argument("b", required=False, shell_complete=ACTOR)
@click.option("--known", is_flag=True, help="Compare what had been recorded by the end of each day.")
@options.option(
    "--least", type=float, metavar="MOVE", help="Leave out what only faded by less.  [default: 0.01 in a table, else 0]"
)
@click.option("--acts", is_flag=True, help="A row for each act.")
@click.option("--exit-code", is_flag=True, help="End with 3 when anything changed.")
@as_of
@counting
@options.rows
@options.shared
def diff(
    shared: Shared,
    before: str,
    after: str,
    a: str | None,
    b: str | None,
    known: bool,
    least: float | None,
    acts: bool,
    exit_code: bool,
    out: Output,
    **settings: Any,
) -> None:
    """What changed between two days, and the acts that did it.

    Of everyone, of A toward everyone, or of A toward B; the largest move first. An act came or went; it was regrouped
    (joined with others, or parted) or retold (in other reports, or other words); or it stayed, fades, and shares the
    whole with the others; what lasts and is told again fades later. What they add or take adds up to the move.

    With --known the days are two states of knowledge, reckoned for one day: what was recorded or retracted in
    between. What was replaced or removed without a retraction leaves no trace.

    \b
      kb diff 2025-01-01 2025-02-01
      kb diff 2025-01-01 today China Russia
      kb diff 2025-01-01 2025-02-01 --known --exit-code
    """
    from kb import difference, render

    if least is not None and not 0 <= least <= 2:
        raise UsageError("--least takes a number from 0, which leaves nothing out, to 2.")
    told = shared.opened().diff(before, after, *(name for name in (a, b) if name is not None), known=known, **settings)
    form = out.form(ROWS)
    people = form == "table" and not acts
    listed, faded = difference.parted(told.changes, (difference.LEAST if people else 0.0) if least is None else least)
    if form == "json":
        out.write(render.document(difference.document(told, listed)))
    elif people and (listed or faded):
        out.write(difference.screen(told, difference.LEAST if least is None else least, out.width, out.color))
    else:
        nothing = "Nothing changed." if told.evidence else "No evidence: no act that counts is known by either."
        out.show(difference.acts(listed) if acts else difference.dyads(listed), empty=nothing)
    if exit_code and difference.parted(told.changes, least or 0.0)[0]:
        click.get_current_context().exit(FOUND)
