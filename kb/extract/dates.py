"""Dates: when an act took place, as exactly as its clause says, reckoned from the day of publication.

"on Thursday", "two weeks ago", "in June", "on 5 May 2024", "last year". Where a clause says nothing, an act took place
not later than the article was published; without a day of publication only what names its year is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kb.extract.clauses import VERBAL
from kb.facts import Precision

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

_PATTERNS = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        rf"{_DAY} {_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY}, {_YEAR}",
        rf"{_DAY} {_MONTH}",
        rf"{_MONTH} {_DAY}",
        rf"{_MONTH},? (?:of )?{_YEAR}",
        rf"(?:in|since|last|this|early|late|mid-?|until|by) (?:early |late |mid-)?{_MONTH}",
        rf"(?P<last>last )?(?P<weekday>{'|'.join(_WEEKDAYS)})",
        r"(?P<today>today|tonight)|(?P<yesterday>yesterday)",
        rf"(?P<number>\d+|{'|'.join(_NUMBERS)}|several|a few) (?P<unit>{'|'.join(_DAYS)})s? (?:ago|earlier|before)",
        r"(?:last|the previous|the past) (?P<lapsed>week|month|year)",
        r"earlier this (?P<running>week|month|year)",
        rf"(?:in|since|of|after|from|by|until) {_YEAR}",
        rf"(?<=[a-z’'] ){_YEAR}(?= [a-z])",
    )
)


class Dated(NamedTuple):
    """When something took place."""

    day: date
    precision: Precision


class Told(NamedTuple):
    """A date in a text, and where it stands: offsets of characters."""

    start: int
    end: int
    dated: Dated


def told(text: str, published: date | None) -> Iterator[Told]:
    """The dates in a text, the longest way to read each, in order.

    >>> [one.dated.day.isoformat() for one in told("On Monday, as in May 2024", date(2025, 1, 1))]
    ['2024-12-30', '2024-05-31']
    """
    taken: list[tuple[int, int]] = []
    found = []
    for pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            if any(hit.start() < end and start < hit.end() for start, end in taken):
                continue
            dated = _reckoned({key: value for key, value in hit.groupdict().items() if value}, published)
            if dated:
                taken.append(hit.span())
                found.append(Told(*hit.span(), dated))
    yield from sorted(found)


def _reckoned(said: dict[str, str], published: date | None) -> Dated | None:
    """What the parts of an expression come to; nothing where that hangs on a day of publication that is not known."""
    month = _MONTHS.index(said["month"].lower()) + 1 if "month" in said else 0
    if "year" in said:
        year = int(said["year"])
        if "day" in said:
            return _day(year, month, int(said["day"]))
        last = _last(year, month) if month else date(year, 12, 31)
        return Dated(min(last, published) if published and published.year == year else last, "notLaterThan")
    if published is None:
        return None
    if month:
        year = published.year if month <= published.month else published.year - 1
        if "day" in said:
            dated = _day(year, month, int(said["day"]))
            return _day(year - 1, month, int(said["day"])) if dated and dated.day > published + timedelta(7) else dated
        return Dated(min(_last(year, month), published), "notLaterThan")
    if "weekday" in said:
        back = (published.weekday() - _WEEKDAYS.index(said["weekday"].lower())) % 7
        return Dated(published - timedelta(back or (7 if "last" in said else 0)), "exactDay")
    if "today" in said or "yesterday" in said:
        return Dated(published - timedelta("yesterday" in said), "exactDay")
    if "number" in said:
        return _ago(said["number"].lower(), said["unit"].lower(), published)
    if "lapsed" in said:
        return Dated(published - timedelta(_DAYS[said["lapsed"].lower()]), "approximate")
    return Dated(published, "approximate")


def _ago(number: str, unit: str, published: date) -> Dated:
    few = {"several": 4, "a few": 3}
    many = few.get(number) or (int(number) if number.isdigit() else max(_NUMBERS.index(number), 1))
    days = min(many * _DAYS[unit], (published - date.min).days)
    return Dated(published - timedelta(days), "exactDay" if unit == "day" and number not in few else "approximate")


def _day(year: int, month: int, day: int) -> Dated | None:
    try:
        return Dated(date(year, month, day), "exactDay")
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def of(token: Token, dates: list[Told]) -> Dated | None:
    """The date that hangs on a predicate, or on the clause that it stands in."""
    sentence: Sentence = token.sent
    for one in dates:
        if not sentence.start_char <= one.start < sentence.end_char:
            continue
        here = sentence.char_span(
            one.start - sentence.start_char, one.end - sentence.start_char, alignment_mode="expand"
        )
        if here is not None and _hangs(here.root, token):
            return one.dated
    return None


def _hangs(when: Token, predicate: Token) -> bool:
    """Whether a date belongs to the clause of a predicate, and to no clause within it."""
    verb = predicate
    while verb.pos_ not in VERBAL and verb.head != verb:
        verb = verb.head
    return when.head in (predicate, verb) or (
        when.head.pos_ in ("ADP", "SCONJ") and when.head.head in (predicate, verb)
    )
