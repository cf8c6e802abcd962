"""Camps: everyone toward everyone as a matrix, who stands alike, and the most balanced partition into two camps."""

from typing import Any

import click

from kb.cli import options
from kb.cli.notes import note, remark
from kb.cli.options import Shared
from kb.cli.output import NETWORKS, PAGE, PICTURES, ROWS, Output
from kb.cli.reckoning import ACTOR, NOTHING, NOTHING_DRAWN, as_of, counting
from kb.errors import UsageError

WIDEST = 12
"""Targets that a matrix on a terminal has; more of them are for a file."""


@click.command()
@click.argument("actors", nargs=-1, shell_complete=ACTOR)
@options.option("--dyads", is_flag=True, help="A row for each dyad, with ISO and Correlates-of-War codes.")
@options.option("--similarity", is_flag=True, help="Who stands alike: weighted kappa (Häge 2011) over common targets.")
@as_of
@counting
@options.drawn
@options.shared
def matrix(
    shared: Shared, actors: tuple[str, ...], dyads: bool, similarity: bool, out: Output, **settings: Any
) -> None:
    """Everyone toward everyone, or some actors among themselves.

    Rows are holders, columns targets, in an order in which camps show; ? is thin and ! contested. For programs each
    target has four columns: RUS, the direction, and RUS_low, RUS_high and RUS_flags.

    \b
      kb matrix
      kb matrix China Russia India -o matrix.csv
      kb matrix --dyads -o dyads.csv
      kb matrix -o matrix.svg
    """
    from kb import overview

    if dyads and similarity:
        raise UsageError("--dyads and --similarity are two answers: ask for one.")
    form = out.form(ROWS if dyads or similarity else ROWS + PICTURES)
    base = shared.opened()
    ledger = base.ledger(**settings)
    standings = _among(ledger, [base.find(actor, "Actor") for actor in actors])
    if similarity:
        out.show(overview.alike(standings), empty="No two actors have three targets in common.")
    elif dyads:
        out.show(overview.dyads(standings, ledger.codes()))
    else:
        _matrix(form, standings, ledger.basis, out)


def _among(ledger: Any, named: list[Any]) -> Any:
    """The standings of everyone, or of some actors toward each other; who has none is told."""
    standings = ledger.everyone(named)
    known = {actor.iri for one in standings for actor in (one.holder, one.target)}
    missing = [str(actor) for actor in dict.fromkeys(named) if actor.iri not in known]
    if missing and standings:
        remark(f"no act that counts is known of {', '.join(missing)} among these")
    return standings


def _matrix(form: str, standings: Any, at: str, out: Output) -> None:
    from kb import overview, tables
    from kb.terminal import bold

    if form in PICTURES:
        from kb import pictures

        if standings:
            out.write(pictures.matrix(form, standings, at))
        else:
            note(NOTHING_DRAWN)
        return
    if form != "table" or not standings:
        out.show(overview.matrix(standings), empty=NOTHING)
        return
    answer = overview.matrix(standings, people=True)
    if out.width is not None and len(answer.columns) > WIDEST + 1:
        raise UsageError(
            f"{len(answer.columns) - 1} actors are too many for a terminal: name some, or write a file with "
            "-o matrix.csv, or ask for --dyads."
        )
    head = f"Holders toward targets, as of {at}; ? is thin, ! contested"
    told = tables.table(answer, out.width, out.color, lift=False)
    out.write(f"{bold(head) if out.color else head}\n\n{told}")


@click.command()
@click.argument("actors", nargs=-1, shell_complete=ACTOR)
@as_of
@counting
@options.network
@options.shared
def blocs(shared: Shared, actors: tuple[str, ...], out: Output, **settings: Any) -> None:
    """The most balanced partition into two camps.

    Friends are to be in one camp and enemies in two; what contradicts that is frustration, and is told: the directions
    of a dyad are added up both ways, and what is friendly between the camps or hostile within one counts without its
    sign; a triangle counts as the least of its three. Per cents say how often an actor is in its camp when directions
    are drawn from their intervals. Groups that no dyad joins have camps of their own.

    Small groups are solved exactly. Of a large one the best of many Kernighan–Lin searches from random starts is taken,
    and a bound says how little frustration any partition could have.

    \b
      kb blocs
      kb blocs --as-of 2025-01-01 --format json
      kb blocs -o blocs.svg
      kb blocs -o blocs.gexf
    """
    from kb import overview

    form = out.form(PAGE + PICTURES + NETWORKS)
    base = shared.opened()
    ledger = base.ledger(**settings)
    standings = _among(ledger, [base.find(actor, "Actor") for actor in actors])
    if not standings:
        note(NOTHING_DRAWN if form in PICTURES else NOTHING)
        if form in PICTURES:
            return
    told = overview.camps(standings)
    out.write(_camps(form, told, standings, ledger, out))


def _camps(form: str, told: Any, standings: Any, ledger: Any, out: Output) -> str | bytes:
    from kb import overview, render

    at, basis = ledger.at.isoformat(), ledger.basis
    if form == "json":
        return render.document(overview.camps_document(told, at, ledger.settings))
    if form in NETWORKS:
        from kb.network import network

        return network(form, told, standings, ledger.codes(), at)
    if form in PICTURES:
        from kb import pictures

        return pictures.camps(form, told, standings, basis)
    return overview.camps_screen(told, basis, out.width, out.color)
