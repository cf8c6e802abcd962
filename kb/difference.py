"""What changed between two states, as people read it on a terminal, and as programs take it."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import fsum
from typing import Any

from pyoxigraph import Literal, NamedNode

from kb.alignment import Alignment, Contribution
from kb.changes import KINDS, Change, Part
from kb.comparing import Compared
from kb.figures import picture, signed
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.standing import Standing
from kb.statement import contribution
from kb.terminal import bold, counted, harmless, shortened, wrapped
from kb.terms import number, whole

LEAST = 0.01
"""What people are not shown one by one: dyads that only faded by less, and acts that add or take less."""

_STEPS = 8
"""Columns on either side of zero in a picture."""

_SIDES = ("direction", "low", "high", "support", "flags")
_WHAT = ("date", "event_type", "speaker", "summary", "quote", "article", "start", "end", "stance")


def parted(told: Iterable[Change], least: float) -> tuple[list[Change], list[Change]]:
    """Changes that are worth a line, and those that are no more than a fading by less than `least`."""
    found: tuple[list[Change], list[Change]] = ([], [])
    for change in told:
        found[change.faded and abs(change.move) < least].append(change)
    return found


def line(change: Change) -> str:
    """A move on one line, with what there is to bear in mind.

    >>> import kb
    >>> with kb.open() as base:
    ...     print(*map(line, base.diff("2024-12-30", "2025-01-01", "China").changes))
    China → Russia  0.00 → +0.32 (no evidence → thin)
    """
    states = change.before.alignment, change.after.alignment
    flags = dict.fromkeys(_flags(one) or "no flag" for one in states)
    told = f"{_dyad(change)}  {' → '.join(signed(one.direction) for one in states)}"
    return told if list(flags) == ["no flag"] else f"{told} ({' → '.join(flags)})"


def dyads(told: Sequence[Change]) -> Answer:
    """A row for each dyad, numbers as they are; acts that came, went … add up to what their column says."""
    rows: list[tuple[Term | None, ...]] = []
    for change in told:
        part = change.parts[0]
        rows.append(
            (
                Literal(_code(change.before.holder)),
                Literal(_code(change.before.target)),
                *(term for one in (change.before, change.after) for term in _side(one.alignment)),
                number(change.move),
                *(number(change.of(kind)) for kind in KINDS),
                Literal(_words(change, part)),
                NamedNode(part.shown.report.stance),
            )
        )
    sides = (f"{side}_{name}" for side in ("before", "after") for name in _SIDES)
    return Answer(("holder", "target", *sides, "move", *KINDS, "moved_by", "stance"), rows)


def acts(told: Sequence[Change]) -> Answer:
    """A row for each act of each dyad, numbers as they are; the changes of a dyad add up to its move."""
    rows: list[tuple[Term | None, ...]] = []
    for change in told:
        ends = (Literal(_code(change.before.holder)), Literal(_code(change.before.target)))
        for part in change.parts:
            sides = (part.before, part.after)
            about = contribution(_owner(change, part), part.shown)
            rows.append(
                (
                    *ends,
                    Literal(part.kind),
                    number(part.change),
                    *(number(fsum(one.value for one in side)) for side in sides),
                    *(whole(_reports(side)) for side in sides),
                    *(_term(name, about[name]) for name in _WHAT),
                )
            )
    numbers = ("change", "before", "after", "reports_before", "reports_after")
    return Answer(("holder", "target", "kind", *numbers, *_WHAT), rows)


def document(told: Compared, changes: Sequence[Change]) -> dict[str, Any]:
    """Two states compared as a JSON object: every contribution of both, from which each move can be reckoned."""
    return {
        "before": told.before.isoformat(),
        "after": told.after.isoformat(),
        "known": told.known,
        "as_of": told.at.isoformat() if told.known else None,
        "settings": told.settings.plain,
        "changes": [
            {
                "a": _code(change.before.holder),
                "b": _code(change.before.target),
                "before": _state(change.before.alignment),
                "after": _state(change.after.alignment),
                "move": change.move,
                "parts": [
                    {
                        "kind": part.kind,
                        "change": part.change,
                        "before": [contribution(change.before, one) for one in part.before],
                        "after": [contribution(change.after, one) for one in part.after],
                    }
                    for part in change.parts
                ],
            }
            for change in changes
        ],
    }


def screen(told: Compared, least: float, width: int | None, color: bool = False) -> str:
    """Two states compared on a terminal: each dyad before and after, and the acts that moved it."""
    listed, faded = parted(told.changes, least)
    states = f"Known by {told.before} and by {told.after}" if told.known else f"From {told.before} to {told.after}"
    at = (f", as of {told.at}" if told.known else "") + told.settings.unusual
    blocks = [_fitted([f"{states}{at}: {counted(len(listed), 'dyad')} changed"], width, color)]
    for change in listed:
        lines = [*_states(change, told.before, told.after), *_made_of(change, least)]
        head = f"{harmless(_dyad(change))}  moved {signed(change.move)}"
        blocks.append(_fitted([head, *(f"  {line}" for line in lines)], width, color))
    if faded:
        more = " more" if listed else ""
        less = f"each by less than {least:g}: --least 0 shows them."
        blocks.append("\n".join(wrapped(f"{counted(len(faded), 'dyad')}{more} only faded, {less}", width or 10_000)))
    return "\n\n".join(blocks) + "\n"


def _fitted(lines: list[str], width: int | None, color: bool) -> str:
    """Lines no wider than a terminal, the first of them in bold."""
    head, *others = (shortened(line, width) if width else line for line in lines)
    return "\n".join([bold(head) if color else head, *others])


def _states(change: Change, before: date, after: date) -> list[str]:
    states = ((before, change.before.alignment), (after, change.after.alignment))
    wide = max(len(_flags(one)) for _, one in states)
    return [
        f"{day}  {signed(one.direction):>5} between {signed(one.interval[0]):>5} and {signed(one.interval[1]):>5}"
        f"  {_flags(one):{wide}}  {picture(one, _STEPS)}"
        for day, one in states
    ]


def _made_of(change: Change, least: float) -> list[str]:
    """The acts, the largest first; of each kind those that are too small to be told one by one in one line."""
    small: dict[str, list[Part]] = {}
    lines = []
    for part in change.parts:
        if part.kind == "stayed" and not part.change:
            continue
        if abs(part.change) < least:
            small.setdefault(part.kind, []).append(part)
        else:
            lines.append(_act(change, part))
    for kind, parts in small.items():
        if len(parts) == 1:
            lines.append(_act(change, parts[0]))
        else:
            lines.append(f"{kind:9}  {signed(fsum(each.change for each in parts), 3):>6}  {len(parts)} acts")
    return lines


def _act(change: Change, part: Part) -> str:
    sides = (part.before, part.after)
    how = {
        "retold": " → ".join(str(_reports(side)) for side in sides) + " reports, ",
        "regrouped": " → ".join(str(len({one.act.reports[0].stance for one in side})) for side in sides) + " acts, ",
    }.get(part.kind, "")
    day = part.shown.report.day
    return f"{part.kind:9}  {signed(part.change, 3):>6}  {day}  {how}{harmless(_words(change, part))}"


def _words(change: Change, part: Part) -> str:
    report = part.shown.report
    speaker = _owner(change, part).labels.get(report.speaker, "")
    who = f"{speaker}, {report.event_type}" if speaker else report.event_type
    return f"{who}: {f'“{report.quote}”' if report.quote else report.summary}"


def _owner(change: Change, part: Part) -> Standing:
    """The standing that has what stands for a part."""
    return change.after if part.after else change.before


def _reports(side: Iterable[Contribution]) -> int:
    return len({report.stance for one in side for report in one.act.reports})


def _flags(one: Alignment) -> str:
    return ", ".join(one.flags) if one.contributions else "no evidence"


def _side(one: Alignment) -> tuple[Term, ...]:
    return (*map(number, (one.direction, *one.interval, one.support)), Literal(" ".join(one.flags)))


def _state(one: Alignment) -> dict[str, Any]:
    return {
        "direction": one.direction,
        "interval": list(one.interval),
        "p_aligned": one.p_aligned,
        "support": one.support,
        "supportive": one.supportive,
        "opposed": one.opposed,
        "acts": one.acts,
        "flags": list(one.flags),
    }


def _dyad(change: Change) -> str:
    return f"{change.before.holder.label} → {change.before.target.label}"


def _code(actor: Candidate) -> str:
    return actor.code or actor.iri


def _term(name: str, value: Any) -> Term | None:
    if value is None:
        return None
    if isinstance(value, int):
        return whole(value)
    return NamedNode(value) if name in ("article", "stance") else Literal(value)
