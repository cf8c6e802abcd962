"""Reports of stances as plain values: what the queries `reports` and `report-details` tell of each record.

They are read from the answers of the two or, where an article is at hand that no store has yet, from its triples.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from pyoxigraph import Quad

from kb.rows import Answer, Term
from kb.terms import DERIVED_FROM, KB, RDF_TYPE, text

COUNTED = ("asserted",)
"""Modalities that count: what is only to come, conditional, hypothetical or negated is no act."""

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


_STANCE = KB + "Stance"
_OA, _SCHEMA = "http://www.w3.org/ns/oa#", "https://schema.org/"
_ALWAYS = {
    "holder": KB + "holder",
    "target": KB + "target",
    "event": KB + "eventType",
    "modality": KB + "modality",
    "evidentiality": KB + "evidentiality",
    "confidence": KB + "confidence",
    "basis": KB + "holderBasis",
    "day": KB + "validFrom",
    "precision": KB + "datePrecision",
    "act": KB + "act",
    "outlet": KB + "reportedBy",
    "summary": KB + "summary",
    "article": DERIVED_FROM,
}
"""What every stance has."""

_EVIDENCE, _QUOTATION, _SELECTOR = KB + "evidence", KB + "quotation", _OA + "hasSelector"
_START, _END, _EXACT = (_OA + name for name in ("start", "end", "exact"))
_OF_STANCE = tuple(KB + name for name in ("speaker", "inCapacityOf", "onIssue", "circumstance", "validUntil"))
_OF_ARTICLE = (_SCHEMA + "datePublished", KB + "origin")
_OF_ACT = (KB + "earliestDate", KB + "latestDate")
_TOLD = frozenset(
    [*_ALWAYS.values(), *_OF_STANCE, *_OF_ARTICLE, *_OF_ACT, _EVIDENCE, _QUOTATION, _SELECTOR, _START, _END, _EXACT]
)


def told(quads: Iterable[Quad], events: Mapping[str, str]) -> list[Report]:
    """The reports that the graphs of some articles hold, as `read` gives them; `events` has the event types' names.

    Retracted and proposed stances are none, and neither is one that lacks what every stance has.
    """
    about: dict[Term, dict[str, list[Term]]] = {}
    stances: list[Term] = []
    for quad in quads:
        predicate = quad.predicate.value
        if predicate in _TOLD:
            about.setdefault(quad.subject, {}).setdefault(predicate, []).append(quad.object)
        elif predicate == RDF_TYPE and text(quad.object) == _STANCE:
            stances.append(quad.subject)
    found = (_of_record(stance, about, events) for stance in sorted(stances, key=text))
    return [report for report in found if report]


def _of_record(
    stance: Term, about: Mapping[Term, Mapping[str, list[Term]]], events: Mapping[str, str]
) -> Report | None:
    own = about.get(stance, {})
    always = {name: min(map(text, own[prop])) for name, prop in _ALWAYS.items() if prop in own}
    spans = sorted(
        (int(text(start)), int(text(end)))
        for span in own.get(_EVIDENCE, ())
        for selector in about.get(span, {}).get(_SELECTOR, ())
        for start in about.get(selector, {}).get(_START, ())
        for end in about.get(selector, {}).get(_END, ())
    )
    if len(always) < len(_ALWAYS) or not spans or always["event"] not in events:
        return None
    start, end = spans[0]
    always |= {"stance": text(stance), "type": events[always["event"]], "start": str(start), "end": str(end)}
    selectors = [selector for span in own.get(_QUOTATION, ()) for selector in about.get(span, {}).get(_SELECTOR, ())]
    more = {
        _name(prop): sorted(map(text, values))
        for subjects, props in (
            ([stance], _OF_STANCE),
            (own[DERIVED_FROM], _OF_ARTICLE),
            (own[_ALWAYS["act"]], _OF_ACT),
            (selectors, (_EXACT,)),
        )
        for subject in subjects
        for prop, values in about.get(subject, {}).items()
        if prop in props
    }
    return _report(always, more)


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
