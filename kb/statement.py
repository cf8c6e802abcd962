"""A standing as people read it on a terminal, and as programs take it."""

from math import isfinite
from typing import Any

from pyoxigraph import Literal, NamedNode

from kb.alignment import DEPTHS, Alignment, Contribution
from kb.figures import decimal, picture, signed
from kb.rows import Answer, Term
from kb.standing import Membership, Standing
from kb.tables import table
from kb.terminal import bold, counted, harmless, listing, wrapped
from kb.terms import curie, dated, number, whole

_COLUMNS = (
    "value", "date", "event_type", "speaker", "summary", "quote", "article", "start", "end",
    "stance", "score", "sure", "fades", "half_life", "fades_from", "share", "depth", "origins", "reports",
    "holder", "target",
)  # fmt: skip


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
        ("", f"{counted(found.acts, 'act')} of {counted(found.origins, 'origin')}, the newest of {found.newest}"),
        *([("hedged", f"{found.hedged:.0%} of the support")] if found.hedged else []),
    ]


def _members(one: Membership) -> tuple[str, str]:
    name = one.of.label
    if not one.members:
        return "members", f"nobody is held to belong to {name}: its own stances only"
    told = f"{counted(one.acts, 'act')} of or toward the {one.members} of {name}, each act counted as 1/{one.members}"
    return "members", f"{told}: {one.counted:.2f} of support instead of {one.whole:.2f}"


def _made_of(standing: Standing) -> Answer:
    found = standing.alignment.contributions
    shared = any(one.share != 1 for one in found)
    whose: list[Term]
    rows: list[tuple[Term | None, ...]] = []
    for one in found:
        report = one.report
        speaker = standing.labels.get(report.speaker, curie(report.speaker)) if report.speaker else ""
        whose = [decimal(f"{one.share:.3f}"), NamedNode(report.holder), NamedNode(report.target)] if shared else []
        rows.append(
            (
                decimal(signed(one.value, 3)),
                decimal(signed(one.kind.score)),
                decimal(f"{one.weight:.3f}"),
                decimal(f"{one.fading:.3f}"),
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


def change(standing: Standing, whole: Standing, width: int | None) -> str:
    """What leaving something out has changed."""
    now, before = standing.alignment.direction, whole.alignment.direction
    gone = len(whole.alignment.contributions) - len(standing.alignment.contributions)
    lost = f"{counted(gone, 'contribution')} less" if gone else "no contribution less"
    moved = signed(now - before)
    told = f"With everything {signed(before)}: what is left out changes the direction by {moved} ({lost})."
    return "\n".join(wrapped(told, width or 10_000)) + "\n"


def groups(standing: Standing, by: str) -> Answer:
    """What the contributions add up to by issue, speaker, depth or outlet; the groups add up to the direction."""
    return Answer((by, "adds", "acts"), [(Literal(n), number(v), whole(c)) for n, v, c in standing.groups(by)])


def _groups(standing: Standing, by: str, width: int | None, color: bool) -> str:
    rows: list[tuple[Term | None, ...]] = [
        (Literal(name), decimal(signed(value, 3)), whole(count)) for name, value, count in standing.groups(by)
    ]
    return table(Answer((by, "adds", "acts"), rows), width, color, lift=False)


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
