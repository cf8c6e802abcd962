"""How a standing changed: the index at the end of each month or quarter, where it turned, and the acts that moved it.

Arithmetic only. Each point is reckoned from the acts up to its day and nothing later, as it could have been then.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from kb.alignment import Alignment, Contribution

PERIODS = {"month": 1, "quarter": 3}
"""What a trend can be told by, and how many months that is."""

TURN = 0.1
"""By how much a direction must come back for its farthest point to be a turning point."""


class Point(NamedTuple):
    """A standing at the end of a period."""

    begins: date
    at: date
    """The last day of the period, or the day that the whole is reckoned for."""
    alignment: Alignment

    @property
    def movers(self) -> list[Contribution]:
        """The acts of this period, and those that last and were told of again in it; those that weigh most first."""
        return [one for one in self.alignment.contributions if one.report.day >= self.begins or self.retold(one)]

    def retold(self, one: Contribution) -> bool:
        """Whether an act of before is in force still by a report of this period."""
        heard = (day for report in one.act.reports for day in (report.day, report.published) if day)
        return one.kind.lasts and one.report.day < self.begins and any(self.begins <= day <= self.at for day in heard)


def points(since: date, until: date, every: str, align: Callable[[date], Alignment]) -> list[Point]:
    """A point for each period from the one that `since` lies in to the one that `until` lies in, which ends it.

    `every` is one of `PERIODS`; `align` reckons the alignment as of a day.
    """
    found = []
    begins = _first(since, PERIODS[every])
    while begins <= until:
        following = _later(begins, PERIODS[every])
        at = until if following is None else min(date.fromordinal(following.toordinal() - 1), until)
        found.append(Point(begins, at, align(at)))
        if following is None:
            break
        begins = following
    return found


def turning(told: Sequence[Point]) -> list[int]:
    """The points at which a direction turns: the farthest ones from which it comes back by `TURN` or more.

    >>> from kb.alignment import Alignment
    >>> day = date(2025, 1, 1)
    >>> def at(value: float) -> Point:
    ...     return Point(day, day, Alignment(value, 0, 0, ()))
    >>> turning([at(value) for value in (0, 0.4, 0.35, 0.5, 0.1, 0.12, -0.2, 0.3)])
    [3, 6]
    """
    values = [point.alignment.direction for point in told]
    found: list[int] = []
    farthest = [0, 0]  # the highest and the lowest point since the last turn
    rising: bool | None = None
    for n, value in enumerate(values):
        if value > values[farthest[0]]:
            farthest[0] = n
        if value < values[farthest[1]]:
            farthest[1] = n
        if rising is not False and values[farthest[0]] - value >= TURN:
            if rising:
                found.append(farthest[0])
            rising, farthest = False, [n, n]
        elif rising is not True and value - values[farthest[1]] >= TURN:
            if rising is False:
                found.append(farthest[1])
            rising, farthest = True, [n, n]
    return found


def _first(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _later(begins: date, months: int) -> date | None:
    year, month = divmod(begins.month - 1 + months, 12)
    return date(begins.year + year, month + 1, 1) if begins.year + year <= date.max.year else None
