"""Aligning: how one actor stands toward another, or everyone toward one, and the acts that say so."""

from typing import Any

import click

from kb.cli import options
from kb.cli.notes import note, remark
from kb.cli.options import Shared
from kb.cli.output import PICTURES, ROWS, Output
from kb.cli.reckoning import ACTOR, FADES, KNOWN, NOTHING, NOTHING_DRAWN, PAIR, as_of, clock, counting
from kb.errors import UsageError

GROUPS = ("issue", "speaker", "depth", "outlet")
"""What contributions can be added up by."""


@click.command()
@click.argument("a", shell_complete=ACTOR)
@click.argument("b", required=False, shell_complete=ACTOR)
@options.option("--from", "outward", is_flag=True, help="A toward everyone, instead of everyone toward A.")
@options.option("--by", type=click.Choice(GROUPS), help="Add the contributions up.")
@options.option("--with-members", is_flag=True, help="Count what members of an organisation do, by their share.")
@options.option("--relative", is_flag=True, help="Each direction less the mean of its holder's toward all its targets.")
@as_of
@counting
@options.rows
@options.shared
def align(
    shared: Shared,
    a: str,
    b: str | None,
    outward: bool,
    by: str | None,
    with_members: bool,
    relative: bool,
    out: Output,
    **settings: Any,
) -> None:
    """How A stands toward B, how surely, and who says so.

    With one actor: everyone toward A, the most supportive first.

    \b
      kb align Russia
      kb align China Russia
      kb align China Russia --exclude paraphrase --by depth
    """
    if b is not None and outward:
        raise UsageError("--from is for one actor: leave out --from, or the second actor.")
    if b is None and by:
        raise UsageError("--by is for two actors: kb align A B --by issue.")
    if b is None and with_members:
        raise UsageError("--with-members is for two actors: kb align NATO Russia --with-members.")
    if b is not None and relative:
        raise UsageError("--relative is for one actor: leave out --relative, or the second actor.")
    base = shared.opened()
    first = base.find(a, "Actor")
    ledger = base.ledger(**settings)
    if b is None:
        standings = ledger.of(first) if outward else ledger.toward(first)
        above = ledger.relative(standings) if relative else None
        _everyone(standings, first, "target" if outward else "holder", ledger.basis, out, above)
        return
    second = base.find(b, "Actor")
    one, other = ledger.pair(first, second, with_members)
    whole = None
    if settings["exclude"]:
        whole, _ = base.ledger(**settings | {"exclude": ()}).pair(first, second, with_members)
    bound = ledger.treaties(first, second)
    if bound:
        treaties = "A treaty is" if bound == 1 else f"{bound} treaties are"
        remark(f'{treaties} in force between them and weighed apart: kb deeds "{a}" "{b}"')
    _pair(one, other, whole, by, out)


@click.command()
@click.argument("a", shell_complete=ACTOR)
@click.argument("b", shell_complete=ACTOR)
@options.option("--by", "every", type=click.Choice(("month", "quarter")), default="month", help="[default: month]")
@options.option("--since", default="", metavar="DATE", help="From this day on; else from the first act.")
@clock("--until", "Up to this day; else that of --as-of.", FADES)
@as_of
@counting
@options.drawn
@options.shared
def trend(shared: Shared, a: str, b: str, every: str, since: str, until: str, out: Output, **settings: Any) -> None:
    """How A's standing toward B changed, and what moved it.

    Where it turned is marked: the farthest point from which it came back by 0.1 or more. Each line is reckoned from
    what had happened by its day.

    \b
      kb trend Russia Ukraine
      kb trend USA China --by quarter --since 2020-01-01
      kb trend Russia Ukraine -o trend.svg
    """
    from kb import course

    form = out.form(ROWS + PICTURES)
    base = shared.opened()
    holder, target = base.find(a, "Actor"), base.find(b, "Actor")
    ledger = base.ledger(**settings)
    told, labels = ledger.trend(holder, target, every, since, until)
    head, unusual = f"{holder.label} → {target.label}", ledger.settings.unusual
    if form in PICTURES:
        _drawn(form, told, f"{head}{unusual}", every, labels, out)
    elif form == "table" and told:
        out.write(course.screen(told, f"{head}, by {every}{unusual}", labels, out.width, out.color))
    else:
        out.show(course.rows(told, labels), empty=NOTHING)


def _drawn(form: str, told: Any, head: str, every: str, labels: Any, out: Output) -> None:
    from kb import pictures

    if told:
        out.write(pictures.trend(form, told, head, every, labels))
    else:
        note(NOTHING_DRAWN)


@click.command()
@click.argument("a", required=False, shell_complete=ACTOR)
@click.argument("b", required=False, shell_complete=ACTOR)
@options.option("--why", is_flag=True, help="Every report of each act, and why it is taken to be of that act.")
@clock("--as-of", "Only acts that had begun by this day, or today.", KNOWN)
@counting
@options.rows
@options.shared
def acts(shared: Shared, a: str | None, b: str | None, why: bool, out: Output, **settings: Any) -> None:
    """The acts that the index counts, the newest first.

    A's toward B, A's toward everyone, or all.

    One message told in three papers is one act. Where two reports are wrongly joined or kept apart, kb not-same-act and
    kb same-act put it right.

    \b
      kb acts China Russia
      kb acts China Russia --why
    """
    from kb import occasions

    base = shared.opened()
    ends = [[] if name is None else [base.find(name, "Actor").iri] for name in (a, b)]
    ledger = base.ledger(**settings)
    found = ledger.acts(*ends)
    if why:
        from kb.judging import overruled

        told = occasions.reasons(found, overruled(ledger.judgements()), ledger.reliability(*ends))
    else:
        told = occasions.rows(found, ledger.called(found))
    out.show(told, empty="No acts.")


def _pair(one: Any, other: Any, whole: Any, by: str | None, out: Output) -> None:
    from kb import render, statement

    form = out.form(PAIR)
    if form == "json":
        told = statement.document(one, other)
        if by:
            told["by"] = {name: value for name, value, _ in one.groups(by)}
        if whole:
            told["change"] = one.alignment.direction - whole.alignment.direction
        out.write(render.document(told))
        return
    if form != "table":
        out.write(render.rows(statement.groups(one, by) if by else statement.contributions(one), form))
        return
    parts = [statement.screen(one, by, out.width, out.color)]
    if whole:
        parts.append(statement.change(one, whole, out.width))
    parts.append(statement.screen(other, by, out.width, out.color))
    out.write("\n".join(parts))


def _everyone(standings: Any, known: Any, other: str, basis: str, out: Output, relative: Any) -> None:
    from kb import ranking

    if out.form(ROWS) == "table" and standings:
        out.write(ranking.screen(standings, known, other, basis, out.width, out.color, relative))
    else:
        out.show(ranking.rows(standings, other, relative), empty=NOTHING)
