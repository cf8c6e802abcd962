"""Bargaining: proposals on one screen each, with their terms, the answers, and the red lines in the way."""

import click

from kb.cli import options
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import Output
from kb.cli.reckoning import ACTOR, KNOWN, PAIR, clock, known_at


@click.command()
@click.argument("actor", required=False, shell_complete=ACTOR)
@clock("--as-of", "Only what was published, and answered, by this day, or today.", KNOWN)
@known_at
@options.rows
@options.shared
def proposals(shared: Shared, actor: str | None, as_of: str, known_at: str, out: Output) -> None:
    """What is proposed, who answers how, and why it fails.

    With an actor the proposals that it makes or answers. Under a rejection stands the red line that a term runs into.
    Rows are those of kb query proposals.

    \b
      kb proposals
      kb proposals Russia --format json
    """
    from kb import bargaining, render

    if as_of == "today":
        from kb.settings import today

        as_of = today().isoformat()
    base = shared.opened()
    who = base.find(actor, "Actor") if actor is not None else None
    told = bargaining.answers(base.query, who, as_of, known_at)
    form = out.form(PAIR)
    if form not in ("json", "table"):
        out.write(render.rows(told, form))
        return
    gathered = bargaining.gathered(base.query, told, known_at)
    if form == "json":
        out.write(render.document(bargaining.document(gathered)))
        return
    if not gathered:
        then = " by then" if as_of or known_at else ""
        note(f"{who} neither makes nor answers a proposal{then}." if who else f"No proposal is stored{then}.")
    out.write(bargaining.screen(gathered, out.width, out.color))
