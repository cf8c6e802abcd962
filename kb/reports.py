"""Reports of stances as plain values: what the queries `reports` and `report-details` tell of each record."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kb.rows import Answer
from kb.terms import KB, text

LOOSENESS = {"approximate": (2, 2), "notLaterThan": (30, 0)}
"""Days before and after its day on which an act can have been, by the day's precision, where nothing better is told."""


class Report(NamedTuple):
    """One stance as one article reports it. Entities are IRIs; what the ontology lists is its name there."""

    stance: str
    holder: str
    target: str
    event_type: str
    """SUPPORT, SANCTION …"""
    modality: str
    evidentiality: str
    confidence: float
    """From 0 to 1."""
    basis: str
    day: date
    earliest: date
    """The first day on which the act can have taken place."""
    latest: date
    act: str
    """The act that the article itself tells of."""
    outlet: str
    article: str
    summary: str
    start: int
    end: int
    speaker: str = ""
    office: str = ""
    """The post in whose capacity the speaker spoke."""
    issues: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    until: date | None = None
    published: date | None = None
    origin: str = ""
    """Where the article's report comes from; the article itself where nothing is told."""
    quote: str = ""


def read(reports: Answer, details: Answer) -> list[Report]:
    """The reports that two answers tell of, in the order of the first; of several spans the first is kept."""
    more: dict[str, dict[str, list[str]]] = {}
    for stance, prop, value in details.rows:
        more.setdefault(text(stance), {}).setdefault(_name(text(prop)), []).append(text(value))
    found: dict[str, Report] = {}
    for row in reports.rows:
        told = dict(zip(reports.columns, map(text, row), strict=True))
        if told["stance"] not in found:
            found[told["stance"]] = _report(told, more.get(told["stance"], {}))
    return list(found.values())


def _report(told: Mapping[str, str], more: Mapping[str, list[str]]) -> Report:
    def first(name: str) -> str:
        return more.get(name, [""])[0]

    begun, precision = told["day"], _name(told["precision"])
    before, after = LOOSENESS.get(precision, (0, 0))
    return Report(
        stance=told["stance"],
        holder=told["holder"],
        target=told["target"],
        event_type=told["type"],
        modality=_name(told["modality"]),
        evidentiality=_name(told["evidentiality"]),
        confidence=float(told["confidence"]),
        basis=_name(told["basis"]),
        day=day(begun),
        earliest=day(first("earliestDate")) if "earliestDate" in more else _moved(day(begun), -before),
        latest=day(first("latestDate"), last=True) if "latestDate" in more else _moved(day(begun, last=True), after),
        act=told["act"],
        outlet=told["outlet"],
        article=told["article"],
        summary=told["summary"],
        start=int(told["start"]),
        end=int(told["end"]),
        speaker=first("speaker"),
        office=first("inCapacityOf"),
        issues=tuple(more.get("onIssue", ())),
        circumstances=tuple(map(_name, more.get("circumstance", ()))),
        until=day(first("validUntil"), last=True) if "validUntil" in more else None,
        published=day(first("datePublished")) if "datePublished" in more else None,
        origin=first("origin") or told["article"],
        quote=first("exact"),
    )


def _moved(from_: date, days: int) -> date:
    return date.fromordinal(min(max(from_.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def day(told: str, *, last: bool = False) -> date:
    """The day that an xsd:date tells, or the first or last one of a month or a year, within what Python can count.

    >>> day("2024-12-31"), day("2024", last=True), day("2024-02", last=True)
    (datetime.date(2024, 12, 31), datetime.date(2024, 12, 31), datetime.date(2024, 2, 29))
    """
    if told.startswith("-"):
        return date.min
    year, month, of_month = ([*map(int, told[:10].rstrip("Z").split("-")), 0, 0])[:3]
    if year > date.max.year:
        return date.max
    if of_month:
        return date(year, month, of_month)
    if not last:
        return date(year, month or 1, 1)
    if not month or month == 12:
        return date(year, 12, 31)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _name(iri: str) -> str:
    """The last part of an IRI of the ontology, without its namespace."""
    return iri.removeprefix(KB).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
