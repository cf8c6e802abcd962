"""A standing as people read it on a terminal, and as programs take it."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from pyoxigraph import Literal, NamedNode

from kb.acts import Act
from kb.alignment import DEPTHS, Alignment, Contribution
from kb.names import Candidate
from kb.reports import Report
from kb.rows import Answer, Term
from kb.standing import Membership, Standing
from kb.tables import table
from kb.terminal import bold, harmless, listing
from kb.terms import XSD, curie, dated, number, whole
from kb.trend import Point, turning

_COLUMNS = (
    "value", "date", "event_type", "speaker", "summary", "quote", "article", "start", "end",
    "stance", "score", "sure", "fades", "half_life", "fades_from", "share", "depth", "origins", "reports",
    "holder", "target",
)  # fmt: skip

STEPS = 20
"""Columns on either side of zero in a picture of an interval."""


def document(standing: Standing, reverse: Standing | None = None) -> dict[str, Any]:
    """A standing as a JSON object: numbers as they are, and the contributions that add up to the direction."""
    found = standing.alignment
    told: dict[str, Any] = {
        "a": standing.holder.code or standing.holder.iri,
        "b": standing.target.code or standing.target.iri,
        "as_of": standing.at.isoformat(),
        "settings": standing.settings.plain,
        "direction": found.direction,
        "interval": list(found.interval),
        "p_aligned": found.p_aligned,
        "depth": list(found.depth),
        "support": found.support,
        "supportive": found.supportive,
        "opposed": found.opposed,
        "acts": found.acts,
        "origins": found.origins,
        "newest": found.newest.isoformat() if found.newest else None,
        "hedged": found.hedged,
        "flags": list(found.flags),
        "contributions": [contribution(standing, one) for one in found.contributions],
    }
    if standing.memberships:
        told["members"] = [one._asdict() | {"of": one.of.code or one.of.iri} for one in standing.memberships]
    if reverse:
        told["reverse"] = document(reverse)
    return told


def contribution(standing: Standing, one: Contribution) -> dict[str, Any]:
    """What an act adds to a standing as a JSON object."""
    report = one.report
    return {
        "value": one.value,
        "holder": report.holder,
        "target": report.target,
        "date": report.day.isoformat(),
        "event_type": report.event_type,
        "speaker": standing.labels.get(report.speaker) if report.speaker else None,
        "summary": report.summary,
        "quote": report.quote or None,
        "article": report.article,
        "start": report.start,
        "end": report.end,
        "stance": report.stance,
        "score": one.kind.score,
        "sure": one.weight,
        "fades": one.fading,
        "half_life": one.half_life if isfinite(one.half_life) else None,
        "fades_from": one.since.isoformat() if isfinite(one.half_life) else None,
        "share": one.share,
        "depth": one.depth,
        "origins": len(one.origins),
        "reports": len(one.act.reports),
    }


def screen(standing: Standing, by: str | None, width: int | None, color: bool = False) -> str:
    """A standing on a terminal: the numbers, what they are made of, and what they add up to by `by`."""
    found = standing.alignment
    head = f"{harmless(standing.holder.label)} → {harmless(standing.target.label)}, as of {standing.basis}"
    parts = [(bold(head) if color else head) + "\n"]
    numbers = [*_numbers(found), *map(_members, standing.memberships)]
    parts.append(_indented(listing(numbers, width and width - 2)))
    if not found.contributions:
        parts.append("No evidence: no act of the one toward the other is known by then.\n")
        return "\n".join(parts)
    if by:
        parts.append(_groups(standing, by, width, color))
    parts.append(table(_made_of(standing), width, color))
    return "\n".join(parts)


def _numbers(found: Alignment) -> list[tuple[str, str]]:
    low, high = found.interval
    flags = ", ".join(found.flags) if found.contributions else "no evidence"
    return [
        (
            "direction",
            f"{signed(found.direction)}   95 % between {signed(low)} and {signed(high)}{flags and '   ' + flags}",
        ),
        ("", f"-1 {picture(found)} +1"),
        ("P(aligned)", f"{found.p_aligned:.0%}"),
        *(_foundation(found) if found.contributions else []),
    ]


def _foundation(found: Alignment) -> list[tuple[str, str]]:
    """How deep a direction goes, and what it rests on."""
    sides = [DEPTHS[depth] if depth is not None else "nothing" for depth in found.depth]
    return [
        ("depth", f"{sides[0]} for, {sides[1]} against"),
        ("support", f"{found.support:.2f} = {found.supportive:.2f} for + {found.opposed:.2f} against"),
        ("", f"{_counted(found.acts, 'act')} of {_counted(found.origins, 'origin')}, the newest of {found.newest}"),
        *([("hedged", f"{found.hedged:.0%} of the support")] if found.hedged else []),
    ]


def _members(one: Membership) -> tuple[str, str]:
    name = one.of.label
    if not one.members:
        return "members", f"nobody is held to belong to {name}: its own stances only"
    told = f"{_counted(one.acts, 'act')} of or toward the {one.members} of {name}, each act counted as 1/{one.members}"
    return "members", f"{told}: {one.counted:.2f} of support instead of {one.whole:.2f}"


def picture(found: Alignment, steps: int = STEPS) -> str:
    """The interval and the direction on a line from -1 to +1, with `steps` columns on either side of zero."""
    low, at, high = (round((value + 1) * steps) for value in (found.interval[0], found.direction, found.interval[1]))
    line = ["·"] * (2 * steps + 1)
    line[low : high + 1] = "─" * (high + 1 - low)
    line[steps] = "┼" if low <= steps <= high else "│"
    line[low], line[high] = "├", "┤"
    line[at] = "●"
    return "".join(line)


def _made_of(standing: Standing) -> Answer:
    found = standing.alignment.contributions
    shared = any(one.share != 1 for one in found)
    whose: list[Term]
    rows: list[tuple[Term | None, ...]] = []
    for one in found:
        report = one.report
        speaker = standing.labels.get(report.speaker, curie(report.speaker)) if report.speaker else ""
        whose = [_decimal(f"{one.share:.3f}"), NamedNode(report.holder), NamedNode(report.target)] if shared else []
        rows.append(
            (
                _decimal(signed(one.value, 3)),
                _decimal(signed(one.kind.score)),
                _decimal(f"{one.weight:.3f}"),
                _decimal(f"{one.fading:.3f}"),
                *whose,
                dated(report.day),
                Literal(report.event_type),
                Literal(speaker),
                Literal(f"“{report.quote}”" if report.quote else report.summary),
                NamedNode(report.article),
                whole(report.start),
                whole(report.end),
            )
        )
    told = ("day", "type", "speaker", "words", "article", "start", "end")
    return Answer(("adds", "score", "sure", "fades", *(("share", "holder", "target") if shared else ()), *told), rows)


def contributions(standing: Standing) -> Answer:
    """The contributions as rows, numbers as they are; they add up to the direction."""
    told = [contribution(standing, one) for one in standing.alignment.contributions]
    return Answer(_COLUMNS, [tuple(_term(row[name]) for name in _COLUMNS) for row in told])


def change(standing: Standing, whole: Standing) -> str:
    """What leaving something out has changed."""
    now, before = standing.alignment.direction, whole.alignment.direction
    gone = len(whole.alignment.contributions) - len(standing.alignment.contributions)
    lost = f"{_counted(gone, 'contribution')} less" if gone else "no contribution less"
    moved = signed(now - before)
    return f"With everything {signed(before)}: what is left out changes the direction by {moved} ({lost}).\n"


def groups(standing: Standing, by: str) -> Answer:
    """What the contributions add up to by issue, speaker, depth or outlet; the groups add up to the direction."""
    return Answer((by, "adds", "acts"), [(Literal(n), number(v), whole(c)) for n, v, c in standing.groups(by)])


def _groups(standing: Standing, by: str, width: int | None, color: bool) -> str:
    rows: list[tuple[Term | None, ...]] = [
        (Literal(name), _decimal(signed(value, 3)), whole(count)) for name, value, count in standing.groups(by)
    ]
    return table(Answer((by, "adds", "acts"), rows), width, color)


def ranking(
    standings: Sequence[Standing], other: str, relative: Mapping[tuple[str, str], float] | None = None
) -> Answer:
    """Standings as rows, an actor each, numbers as they are; `other` is the end that differs, holder or target.

    `relative` has a further column's numbers, by the IRIs of holder and target.
    """
    columns = (other, "direction", "low", "high", "p_aligned", "support", "acts", "origins", "newest", "flags")
    rows: list[tuple[Term | None, ...]] = []
    for one in standings:
        found, actor = one.alignment, _end(one, other)
        numbers = (found.direction, *found.interval, found.p_aligned, found.support)
        rows.append(
            (
                Literal(actor.code or actor.iri),
                *map(number, numbers),
                whole(found.acts),
                whole(found.origins),
                dated(found.newest),
                Literal(" ".join(found.flags)),
                *([] if relative is None else [number(relative[_dyad(one)])]),
            )
        )
    return Answer((*columns, *["relative"] * (relative is not None)), rows)


def ranking_screen(
    standings: Sequence[Standing],
    known: Candidate,
    other: str,
    basis: str,
    width: int | None,
    color: bool = False,
    relative: Mapping[tuple[str, str], float] | None = None,
) -> str:
    """Standings on a terminal, an actor a line, with the interval drawn from -1 to +1."""
    ends = f"everyone → {known.label}" if other == "holder" else f"{known.label} → everyone"
    head = f"{harmless(ends)}, as of {basis}"
    steps = STEPS // 2 if relative is None else STEPS // 2 - 2  # a picture that is shortened would lie
    rows: list[tuple[Term | None, ...]] = [
        (
            Literal(_end(one, other).label),
            *(_decimal(signed(value)) for value in (one.alignment.direction, *one.alignment.interval)),
            *([] if relative is None else [_decimal(signed(relative[_dyad(one)]))]),
            Literal(picture(one.alignment, steps)),
            whole(one.alignment.acts),
            Literal(", ".join(one.alignment.flags)),
        )
        for one in standings
    ]
    numbers = ("direction", "low", "high", *["relative"] * (relative is not None))
    columns = (other, *numbers, "from -1 to +1", "acts", "flags")
    told = table(Answer(columns, rows), width, color, lift=False)
    return f"{bold(head) if color else head}\n\n{told}"


def trend(told: Sequence[Point], labels: Mapping[str, str]) -> Answer:
    """A trend as rows, a period each, numbers as they are; with its turning points and the act that moved it most."""
    turns = set(turning(told))
    rows: list[tuple[Term | None, ...]] = []
    for n, point in enumerate(told):
        found, moved = point.alignment, point.movers
        rows.append(
            (
                dated(point.at),
                *map(number, (found.direction, *found.interval)),
                number(found.support),
                Literal(" ".join(found.flags)),
                whole(len(moved)),
                Literal("turns" if n in turns else ""),
                Literal(mover(moved[0], labels, point.retold(moved[0])) if moved else ""),
                NamedNode(moved[0].report.stance) if moved else None,
            )
        )
    columns = ("at", "direction", "low", "high", "support", "flags", "acts", "turn", "moved_by", "stance")
    return Answer(columns, rows)


def trend_screen(
    told: Sequence[Point], head: str, labels: Mapping[str, str], width: int | None, color: bool = False
) -> str:
    """A trend on a terminal: a period a line, its interval drawn from -1 to +1, and the act that moved it most."""
    turns = set(turning(told))
    rows: list[tuple[Term | None, ...]] = []
    for n, point in enumerate(told):
        found, moved = point.alignment, point.movers
        rows.append(
            (
                dated(point.at),
                _decimal(signed(found.direction)),
                Literal(picture(found, STEPS // 2)),
                Literal(", ".join((*found.flags, *["turns"] * (n in turns)))),
                Literal(mover(moved[0], labels, point.retold(moved[0])) if moved else ""),
            )
        )
    head = harmless(head)
    told_ = table(Answer(("at", "direction", "from -1 to +1", "flags", "moved by"), rows), width, color, lift=False)
    return f"{bold(head) if color else head}\n\n{told_}"


def mover(one: Contribution, labels: Mapping[str, str], retold: bool = False) -> str:
    """An act that moved a standing: who, how, by how much, in which words; whether it was only told of again."""
    report = one.report
    speaker = labels.get(report.speaker, "")
    who = f"{speaker}, {report.event_type}" if speaker else report.event_type
    who = f"told again: {who}" if retold else who
    words = f"“{report.quote}”" if report.quote else report.summary
    return f"{who} ({signed(one.value)}): {words}"


def acts(found: Sequence[Act], labels: Mapping[str, str]) -> Answer:
    """Acts as rows, the newest first."""
    rows: list[tuple[Term | None, ...]] = []
    for act in sorted(found, key=lambda act: (-act.reports[0].day.toordinal(), act.iri)):
        first = act.reports[0]
        rows.append(
            (
                dated(first.day),
                Literal(labels.get(first.holder, curie(first.holder))),
                Literal(labels.get(first.target, curie(first.target))),
                Literal(" ".join(dict.fromkeys(report.event_type for report in act.reports))),
                Literal(first.summary),
                whole(len(act.reports)),
                whole(len({report.article for report in act.reports})),
                whole(len({act.origin(report) for report in act.reports})),
                NamedNode(act.iri),
            )
        )
    columns = ("day", "holder", "target", "types", "summary", "reports", "articles", "origins", "act")
    return Answer(columns, rows)


def reasons(
    found: Sequence[Act], overruled: Mapping[str, Sequence[str]], reliability: Callable[[Report], float]
) -> Answer:
    """Why reports are of one act: a row for each report of it, in the order of days; the first needs no reason.

    `overruled` has judgements that no longer hold, by the act that they are on: its first report tells them. What a
    report counts, by `reliability`, is confidence × evidentiality × office.
    """
    rows: list[tuple[Term | None, ...]] = []
    untold = dict(overruled)
    for act in found:
        why: dict[str, str] = {}
        for link in act.links:
            why[link.second if link.first in why or link.first == act.reports[0].stance else link.first] = link.why
        for report in act.reports:
            copied = "outvoted" if report.stance in act.outvoted else "a copy"
            copied = copied if act.origin(report) != report.origin or report.stance in act.outvoted else ""
            reason = [why.get(report.stance, ""), *(f"overruled: {said}" for said in untold.pop(report.act, ()))]
            rows.append(
                (
                    NamedNode(act.iri),
                    dated(report.day),
                    Literal(report.event_type),
                    Literal(report.summary),
                    Literal("; ".join(filter(None, reason))),
                    Literal(copied),
                    number(report.confidence),
                    Literal(report.evidentiality),
                    number(reliability(report)),
                    NamedNode(report.act),
                    NamedNode(report.article),
                    NamedNode(report.stance),
                )
            )
    return Answer(
        (
            "act",
            "day",
            "type",
            "summary",
            "why",
            "copy",
            "confidence",
            "evidentiality",
            "counts",
            "told_as",
            "article",
            "stance",
        ),
        rows,
    )


def _dyad(one: Standing) -> tuple[str, str]:
    return one.holder.iri, one.target.iri


def _end(one: Standing, other: str) -> Candidate:
    return one.holder if other == "holder" else one.target


def signed(value: float, places: int = 2) -> str:
    """A number with its sign as people read it; what rounds to zero has none.

    >>> signed(0.321), signed(-0.001)
    ('+0.32', '0.00')
    """
    told = f"{value:+.{places}f}"
    return told if float(told) else told[1:]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def _term(value: Any) -> Term | None:
    match value:
        case None:
            return None
        case float():
            return number(value)
        case int():
            return whole(value)
    return NamedNode(value) if value.startswith(("http://", "https://")) else Literal(value)


def _decimal(told: str) -> Literal:
    return Literal(told, datatype=NamedNode(XSD + "decimal"))
