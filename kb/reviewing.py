"""A person's decision on a record: accepted, rejected, reopened or retracted, with what was put right.

A decision changes the class of the record and leaves a review behind, which is never changed: what was decided before
can be read, and is taken back by another decision. Works on the quads of one article's graph.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kb.errors import UnknownName, UsageError
from kb.facts import POLARITIES, SIGNS
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.terms import DERIVED_FROM, GENERATED_AT, ID, KB, PREFIXES, RDF_TYPE, XSD, curie, expand, text

Select = Callable[[str], Answer]
Find = Callable[[str, str], Candidate]
"""Looks up a name among the things of a class."""

STATES = {
    "accepted": "Stance",
    "rejected": "RejectedStance",
    "reopened": "ProposedStance",
    "retracted": "RetractedStance",
}
"""What a decision makes of a record."""

REVIEWED = "0.95"
"""The confidence of a reading that a person has accepted, as of one that a person has written down."""

FIELDS = {
    "holder": "holder",
    "target": "target",
    "issue": "onIssue",
    "event_type": "eventType",
    "polarity": "polarity",
    "modality": "modality",
    "evidentiality": "evidentiality",
    "date": "validFrom",
    "summary": "summary",
}
"""What a reviewer can put right, and the property that holds it."""


class Decision(NamedTuple):
    """What a reviewer decides on a record."""

    record: str
    """Its IRI."""
    verdict: str
    """One of `STATES`."""
    reviewer: str
    at: datetime
    edits: Mapping[str, Term | None] = {}
    """Field → what it is to be; None empties it."""
    reason: str = ""


def terms(values: Mapping[str, str], find: Find) -> dict[str, Term | None]:
    """Field → term, of what a reviewer typed; `find` looks up a name among the things of a class.

    A type brings the polarity that it has. Raises UsageError for a field or a value that cannot be.
    """
    found: dict[str, Term | None] = {}
    for field, value in values.items():
        if field not in FIELDS:
            raise UsageError(f'No field "{field}" can be edited: {", ".join(FIELDS)}.')
        if not value:
            found[field] = None
        elif field in _CLASSES:
            found[field] = NamedNode(find(value, _CLASSES[field]).iri)
        elif field == "date":
            found[field] = _day(value)
        elif field == "summary":
            found[field] = Literal(value, language="en")
        else:
            found[field] = NamedNode(KB + value)
        if field == "event_type" and "polarity" not in values:
            sign = SIGNS.get(value.upper(), 0)
            found["polarity"] = NamedNode(KB + POLARITIES[sign])
    return found


_CLASSES = {"holder": "Actor", "target": "Actor", "issue": "Issue", "event_type": "EventType"}


def _day(value: str) -> Literal:
    try:
        return Literal(date.fromisoformat(value).isoformat(), datatype=NamedNode(XSD + "date"))
    except ValueError as error:
        raise UsageError(f'"{value}" is no day: write YYYY-MM-DD.') from error


def live(select: Select, name: str, find: Find) -> list[str]:
    """The IRIs of the live stances of an article; of another name, that of the stance that it is taken to mean.

    Raises UsageError where nothing of an article counts.
    """
    try:
        iri = find(name, "Article").iri
    except UnknownName:
        return [expand(name) or f"{ID}stance/{name}"]
    rows = select(f"SELECT ?s {{ ?s a kb:Stance ; prov:wasDerivedFrom <{iri}> }} ORDER BY ?s").rows
    if not rows:
        raise UsageError(f"Nothing that {curie(iri)} tells counts, so there is nothing to withdraw.")
    return [text(row[0]) for row in rows]


def article(select: Select, record: str) -> str:
    """The article whose record this is. Raises UnknownName."""
    rows = select(f"SELECT ?article {{ <{record}> prov:wasDerivedFrom ?article }}").rows
    if not rows:
        raise UnknownName("fact", curie(record), hint="kb query proposed lists those that wait.")
    return text(rows[0][0])


def reviewed(quads: Iterable[Quad], decision: Decision) -> list[Quad]:
    """The quads of an article's graph after a decision on one of its records.

    One that is retracted stays known for what it was till then. Raises UsageError for a record that is not there, has
    no day or cannot be withdrawn, and for a field that cannot be edited.
    """
    before = list(quads)
    record = NamedNode(decision.record)
    own = [quad for quad in before if quad.subject == record]
    states = [quad for quad in own if quad.predicate.value == RDF_TYPE and text(quad.object) in _STATES]
    name = curie(decision.record)
    if not states:
        raise UsageError(f"There is no proposed fact {name}: kb query proposed lists them.")
    graph = own[0].graph_name
    edited, edits = _edited(own, decision)
    kept = [quad for quad in edited if quad not in states]
    if decision.verdict == "accepted":
        kept = _replaced(kept, record, KB + "confidence", _decimal(REVIEWED))
        kept = _replaced(kept, record, GENERATED_AT, _moment(decision.at))
        if not any(quad.predicate.value == KB + "validFrom" for quad in kept):
            raise UsageError(f"The day of {name} is not known: say it with --set date=YYYY-MM-DD.")
    kept = [quad for quad in kept if quad.predicate.value != _INVALIDATED]
    if decision.verdict == "retracted":
        if not any(text(quad.object) == KB + "Stance" for quad in states):
            raise UsageError(f"{name} is not live, so there is nothing to withdraw.")
        kept.append(Quad(record, NamedNode(_INVALIDATED), _moment(decision.at), graph))
    kept.append(Quad(record, NamedNode(RDF_TYPE), NamedNode(KB + STATES[decision.verdict]), graph))
    others = [quad for quad in before if quad.subject != record]
    article = next(quad.object for quad in own if quad.predicate.value == DERIVED_FROM)
    return [*others, *kept, *(Quad(*triple, graph) for triple in _review(decision, article, edits))]


_INVALIDATED = PREFIXES["prov"] + "invalidatedAtTime"
_STATES = frozenset(KB + state for state in STATES.values())


def _edited(own: Sequence[Quad], decision: Decision) -> tuple[list[Quad], list[str]]:
    """The record with its fields put right, and a line on each that changed."""
    quads, said = list(own), []
    record, graph = NamedNode(decision.record), own[0].graph_name
    for field, value in decision.edits.items():
        if field not in FIELDS:
            raise UsageError(f'No field "{field}" can be edited: {", ".join(FIELDS)}.')
        predicate = NamedNode(KB + FIELDS[field])
        was = [quad.object for quad in quads if quad.predicate == predicate]
        if was == [value] or (value is None and not was):
            continue
        quads = [quad for quad in quads if quad.predicate != predicate]
        if value is not None:
            quads.append(Quad(record, predicate, value, graph))
        said.append(f"{field}: {', '.join(map(_short, was)) or 'nothing'} → {_short(value) if value else 'nothing'}")
        if field == "date":
            quads = _replaced(quads, record, KB + "datePrecision", NamedNode(KB + "exactDay"))
            quads = _replaced(quads, record, KB + "dateBasis", NamedNode(KB + "stated"))
    return quads, said


def _replaced(quads: Sequence[Quad], record: NamedNode, predicate: str, value: Term) -> list[Quad]:
    kept = [quad for quad in quads if quad.predicate.value != predicate]
    return [*kept, Quad(record, NamedNode(predicate), value, quads[0].graph_name)]


def _review(decision: Decision, article: Term, edits: Sequence[str]) -> list[tuple[NamedNode, NamedNode, Term]]:
    moment = _moment(decision.at)
    said = "\n".join((decision.record, decision.verdict, decision.reviewer, moment.value, *edits))
    name = text(article).removeprefix(ID + "article/")
    review = NamedNode(f"{ID}review/{name}-{hashlib.sha256(said.encode()).hexdigest()[:8]}")
    reviewer = NamedNode(f"{review.value}-reviewer")
    triples: list[tuple[NamedNode, NamedNode, Term]] = [
        (review, NamedNode(RDF_TYPE), NamedNode(KB + "Review")),
        (review, NamedNode(KB + "reviews"), NamedNode(decision.record)),
        (review, NamedNode(KB + "decision"), NamedNode(KB + decision.verdict)),
        (review, NamedNode(DERIVED_FROM), article),
        (review, NamedNode(PREFIXES["prov"] + "wasAttributedTo"), reviewer),
        (review, NamedNode(GENERATED_AT), moment),
        (reviewer, NamedNode(PREFIXES["rdfs"] + "label"), Literal(decision.reviewer)),
    ]
    triples += [(review, NamedNode(KB + "edit"), Literal(edit)) for edit in edits]
    if decision.reason:
        triples.append((review, NamedNode(KB + "reason"), Literal(decision.reason)))
    return triples


def _short(term: Term) -> str:
    return curie(term.value) if isinstance(term, NamedNode) else text(term)


def _decimal(value: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + "decimal"))


def _moment(at: datetime) -> Literal:
    # To the microsecond: of two reviews of one second, too, the newer is known.
    time = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return Literal(time, datatype=NamedNode(XSD + "dateTime"))
