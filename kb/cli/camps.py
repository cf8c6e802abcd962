"""Camps: everyone toward everyone as a matrix, who stands alike, and the most balanced partition into two camps."""

from typing import Any

import click

from kb.cli import options
from kb.cli.align import ACTOR, as_of, counting
from kb.cli.options import ROWS, Output, Shared
from kb.errors import UsageError

WIDEST = 12
"""Targets that a matrix on a terminal has; more of them are for a file."""


@click.command()
@click.argument("actors", nargs=-1, shell_complete=ACTOR)
@options.option("--dyads", is_flag=True, help="A row for each dyad, with ISO and Correlates-of-War codes.")
@options.option("--similarity", is_flag=True, help="Who stands alike: weighted kappa over common targets.")
@as_of
@counting
@options.rows
@options.shared
def matrix(
    shared: Shared, actors: tuple[str, ...], dyads: bool, similarity: bool, out: Output, **settings: Any
) -> None:
    """Everyone toward everyone, or some actors among themselves.

    Rows are holders, columns targets, in an order in which camps show; ? is thin and ! contested.

    \b
      kb matrix
      kb matrix China Russia India -o matrix.csv
      kb matrix --dyads -o dyads.csv
    """
    from kb import overview

    if dyads and similarity:
        raise UsageError("--dyads and --similarity are two answers: ask for one.")
    base = shared.opened()
    ledger = base.ledger(**settings)
    standings = ledger.everyone([base.find(actor, "Actor") for actor in actors])
    if similarity:
        out.show(overview.alike(standings), empty="No two actors have three targets in common.")
    elif dyads:
        out.show(overview.dyads(standings, ledger.codes()))
    else:
        _matrix(standings, out)


def _matrix(standings: Any, out: Output) -> None:
    from kb import overview, tables

    if out.form(ROWS) != "table" or not standings:
        out.show(overview.matrix(standings), empty="No stance that counts is stored.")
        return
    answer = overview.matrix(standings, people=True)
    if out.width is not None and len(answer.columns) > WIDEST + 1:
        raise UsageError(
            f"{len(answer.columns) - 1} actors are too many for a terminal: name some, or write a file with "
            "-o matrix.csv, or ask for --dyads."
        )
    out.write(tables.table(answer, out.width, out.color, lift=False))


@click.command()
@click.argument("actors", nargs=-1, shell_complete=ACTOR)
@as_of
@counting
@options.page
@options.shared
def blocs(shared: Shared, actors: tuple[str, ...], out: Output, **settings: Any) -> None:
    """The most balanced partition into two camps.

    Friends are to be in one camp and enemies in two; what contradicts that is frustration, and is told. Per cents say
    how often an actor is in its camp when directions are drawn from their intervals. Groups that no dyad joins have
    camps of their own.

    \b
      kb blocs
      kb blocs --as-of 2025-01-01 --format json
    """
    from kb import overview, render

    base = shared.opened()
    ledger = base.ledger(**settings)
    standings = ledger.everyone([base.find(actor, "Actor") for actor in actors])
    if not standings:
        options.note("No evidence: nothing that counts is stored.")
    told = overview.camps(standings)
    if out.form(options.PAGE) == "json":
        out.write(render.document(overview.camps_document(told, ledger.at.isoformat())))
    else:
        out.write(overview.camps_screen(told, ledger.at.isoformat(), out.width, out.color))
