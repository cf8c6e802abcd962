"""Two states of what is stored compared: two days, two states of knowledge, or before and after a change."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pyoxigraph import NamedNode

from kb import changes
from kb.changes import Change
from kb.errors import BadParameter, LimitReached, UsageError
from kb.ledger import Ask, Ledger, State
from kb.literals import fault_of_day
from kb.names import Candidate
from kb.reports import day
from kb.settings import Settings
from kb.standing import Standing
from kb.terms import JUDGEMENTS_GRAPH, SHARED_GRAPHS, text

MOST = 100
"""Dyads of which it is told whether a change moved them; beyond that the telling would take longer than the change."""


class Compared(NamedTuple):
    """Two states, and what differs."""

    before: date
    after: date
    known: bool
    """Whether the days tell two states of knowledge; else the index is reckoned as of each."""
    at: date
    """The day that the later state is reckoned for."""
    changes: list[Change]
    evidence: bool
    """Whether either state has any."""
    settings: Settings
    """What both are reckoned under."""


class Moved(NamedTuple):
    """What a change of the store did to standings."""

    at: date
    """The day that both states are reckoned for: that of the newest article in either."""
    now: date
    """The day that standings are reckoned for after the change, when none is asked for."""
    changes: list[Change]
    """The standings that moved, the largest move first."""


def compared(
    state: State, before: str, after: str, ends: Sequence[Candidate], known: bool, settings: Settings
) -> Compared:
    """What changed between two days or, with `known`, between what had been recorded by the end of each.

    Of everyone, of the holder that `ends` names, or of a holder toward a target. What was `known` is reckoned for one
    day, `as_of` or that of the newest article of the later state. Raises BadParameter and UsageError.
    """
    first, last = _day("BEFORE", before), _day("AFTER", after)
    if first >= last:
        wrong = "are the same day" if first == last else "are in the wrong order"
        raise BadParameter(f"{first} and {last} {wrong}: name the earlier day, then a later one.")
    if known:
        if settings.known_at:
            raise UsageError("--known compares two states of knowledge: leave out --known-at.")
        later = state.ledger(settings._replace(known_at=last.isoformat()))
        earlier = state.ledger(settings._replace(known_at=first.isoformat(), as_of=later.at.isoformat()))
    else:
        if settings.as_of:
            raise UsageError("--as-of is for --known: without it, the two days are those to reckon for.")
        later = state.ledger(settings._replace(as_of=last.isoformat()))
        earlier = later.on(first)
    one, other = _standings(earlier, ends), _standings(later, ends)
    return Compared(first, last, known, later.at, changes.changes(one, other), bool(one or other), settings)


def _standings(ledger: Ledger, ends: Sequence[Candidate]) -> list[Standing]:
    match ends:
        case []:
            return ledger.everyone()
        case [holder]:
            return ledger.of(holder)
    holder, target = ends
    return [one for one in ledger.pair(holder, target)[:1] if one.alignment.contributions]


def _day(name: str, told: str) -> date:
    today = datetime.now(tz=UTC).date()
    if told == "today":
        return today
    if fault_of_day(told):
        raise BadParameter(f'{name} is a day such as 2025-01-01, or today, not "{told}".')
    found = day(told)
    if found > today + timedelta(1):  # somewhere it is tomorrow already
        raise BadParameter(f"{told} is yet to come: name a day up to {today}.")
    return found


def moved(before: State, after: State, graphs: Collection[str]) -> Moved:
    """Which standings a change of some graphs moved.

    Only the dyads of which those graphs tell are looked at. Raises LimitReached for more than `MOST` of them.
    """
    articles = sorted(set(graphs).difference(SHARED_GRAPHS))
    days = [day(told) for state in (before, after) if (told := _newest(state.ask))]
    settings = Settings(as_of=max(days).isoformat() if days else "")
    ledgers = [state.ledger(settings) for state in (before, after)]
    one, other = (set(ledger.judgements()) if JUDGEMENTS_GRAPH in graphs else set() for ledger in ledgers)
    acts = sorted({act for judgement in one ^ other for act in judgement.acts})
    dyads = {
        dyad
        for state in (before, after)
        for name, iris in (("from", articles), ("act", acts))
        if iris
        for dyad in _dyads(state.ask, name, iris)
    }
    if len(dyads) > MOST:
        raise LimitReached(f"it is about {len(dyads):,} dyads, and {MOST} are the most that are compared.")
    # One dyad after the other: a store finds the records of one at once, those of many holders and targets slowly.
    found = changes.changes(*(
        [standing for holder, target in dyads for standing in ledger.standings([holder], [target])]
        for ledger in ledgers
    ))  # fmt: skip
    return Moved(ledgers[0].at, after.ledger(Settings()).at, [each for each in found if each.moved])


def _newest(ask: Ask) -> str:
    return "".join(text(row[0]) for row in ask("newest").rows)


def _dyads(ask: Ask, name: str, iris: Sequence[str]) -> set[tuple[str, str]]:
    rows = ask("dyads", **{name: list(map(NamedNode, iris))}).rows
    return {(text(holder), text(target)) for _, holder, target in rows}
