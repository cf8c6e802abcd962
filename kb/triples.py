"""Facts into triples: an article as it was read, each fact a proposed stance with its spans, its act and its evidence.

Nothing here is accepted: a stance is `kb:ProposedStance` until a person decides. Names are made from content, so
reading an article twice makes the same triples but for the time.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from kb.facts import Article, Fact, Span
from kb.rows import Term
from kb.terms import DERIVED_FROM, GENERATED_AT, HAS_SOURCE, ID, KB, NEWS_ARTICLE, PREFIXES, RDF_TYPE, XSD

CONFIDENCE = {"high": "0.9", "medium": "0.8", "low": "0.6"}
"""What a tier is worth until a person has decided; the shares of right ones are in `tests/accuracy/README.md`."""

KINDS = {
    "AGREE": ("agreement", "agrees with"),
    "CONSULT": ("meeting", "meets or talks with"),
    "SUPPORT": ("statement", "supports or praises"),
    "CONCEDE": ("measure", "makes a concession to"),
    "COOPERATE": ("measure", "cooperates with"),
    "AID": ("measure", "gives aid to"),
    "RETREAT": ("measure", "eases its grip on"),
    "REQUEST": ("statement", "asks something of"),
    "ACCUSE": ("statement", "accuses or criticizes"),
    "REJECT": ("statement", "rejects what comes from"),
    "THREATEN": ("statement", "threatens"),
    "PROTEST": ("statement", "protests against"),
    "SANCTION": ("measure", "takes measures against"),
    "MOBILIZE": ("useOfForce", "moves forces toward"),
    "COERCE": ("useOfForce", "uses force short of war on"),
    "ASSAULT": ("useOfForce", "attacks"),
    "PROPOSE": ("statement", "makes a proposal to"),
    "COMMIT": ("statement", "commits itself on"),
    "CHARACTERIZE": ("statement", "describes"),
}
"""Event type → the kind of its acts, and the words by which a summary tells it."""

_PROV, _SCHEMA, _RDFS, _OA = (PREFIXES[prefix] for prefix in ("prov", "schema", "rdfs", "oa"))


def proposed(article: Article, facts: Iterable[Fact], names: Mapping[str, str], at: datetime) -> Iterator[Triple]:
    """The triples of an article that was read at a time; `names` are what its actors are called, by their codes."""
    told = sorted(facts, key=lambda fact: (fact.trigger, fact.holder, fact.target))
    moment = _moment(at)
    node = _id("article", article.id)
    outlet = _id("outlet", _slug(article.publisher) if article.publisher else f"{article.id}-unnamed")
    ingest = _id("ingest", f"{article.id}-{article.digest[:8]}")
    yield from _article(article, node, outlet, ingest)
    yield from _activity(node, ingest, told[0].engine if told else "", moment)
    spans = set(article.aside)
    for trigger, together in groupby(told, key=lambda fact: fact.trigger):
        occasion = list(together)
        act = _id("act", f"{article.id}-{trigger.start}-{trigger.end}")
        yield from _act(act, node, occasion, names, at)
        for fact in occasion:
            yield from _stance(fact, article, node, outlet, act, names, moment)
            spans.update(span for span in fact.spans if span)
    for span in sorted(spans):
        yield from _evidence(span, article, node)


def stance(article: str, fact: Fact) -> str:
    """The IRI of the record of a fact."""
    return f"{ID}stance/{fact.id(article)}"


def _article(article: Article, node: NamedNode, outlet: NamedNode, ingest: NamedNode) -> Iterator[Triple]:
    origin = _id("origin", article.id)
    yield Triple(node, _TYPE, NamedNode(NEWS_ARTICLE))
    yield Triple(node, NamedNode(_SCHEMA + "headline"), Literal(article.title or article.id, language="en"))
    yield Triple(node, NamedNode(_SCHEMA + "publisher"), outlet)
    yield Triple(node, NamedNode(_SCHEMA + "inLanguage"), Literal("en"))
    yield Triple(node, NamedNode(_SCHEMA + "sha256"), Literal(article.digest))
    yield Triple(node, _kb("textLength"), _integer(len(article.text)))
    yield Triple(node, _kb("origin"), origin)
    yield Triple(node, NamedNode(_PROV + "wasGeneratedBy"), ingest)
    if article.url:
        yield Triple(node, NamedNode(_SCHEMA + "url"), Literal(article.url))
    if article.date:
        yield Triple(node, NamedNode(_SCHEMA + "datePublished"), _date(article.date))
        yield Triple(node, _kb("dateBasis"), _kb("stated"))
        yield Triple(node, _kb("datePrecision"), _kb("exactDay"))
    for span in article.aside:
        yield Triple(node, _kb("boilerplate"), _span(article.id, span))
    label = article.publisher or "unnamed outlet"
    yield from _owned(outlet, _SCHEMA + "NewsMediaOrganization", label, None if article.publisher else node)
    yield from _owned(origin, KB + "Origin", f"the report of {label}", node)


def _owned(node: NamedNode, sort: str, label: str, article: NamedNode | None) -> Iterator[Triple]:
    yield Triple(node, _TYPE, NamedNode(sort))
    yield Triple(node, NamedNode(_RDFS + "label"), Literal(label, language="en"))
    if article is not None:
        yield Triple(node, NamedNode(DERIVED_FROM), article)


def _activity(article: NamedNode, ingest: NamedNode, engine: str, moment: Literal) -> Iterator[Triple]:
    yield from _owned(ingest, KB + "Ingest", f"read by {engine}" if engine else "read; nothing was found", article)
    yield Triple(ingest, NamedNode(_PROV + "startedAtTime"), moment)


def _act(
    act: NamedNode, article: NamedNode, occasion: list[Fact], names: Mapping[str, str], at: datetime
) -> Iterator[Triple]:
    first = occasion[0]
    yield from _owned(act, KB + "Act", _said(first, names), article)
    yield Triple(act, _kb("actKind"), _kb(KINDS[first.event_type][0]))
    for sender in {fact.body or fact.holder for fact in occasion}:
        yield Triple(act, _kb("sender"), _actor(sender))
    for recipient in {fact.target_body or fact.target for fact in occasion if fact.target}:
        yield Triple(act, _kb("recipient"), _actor(recipient))
    yield Triple(act, _kb("latestDate"), _date(first.date or at.date().isoformat()))
    if first.date and first.precision == "exactDay":
        yield Triple(act, _kb("earliestDate"), _date(first.date))


def _stance(
    fact: Fact,
    article: Article,
    node: NamedNode,
    outlet: NamedNode,
    act: NamedNode,
    names: Mapping[str, str],
    moment: Literal,
) -> Iterator[Triple]:
    record = NamedNode(stance(article.id, fact))
    said: list[tuple[str, Term]] = [
        ("holder", _actor(fact.body or fact.holder)),
        ("eventType", _id("event-type", fact.event_type)),
        ("polarity", _kb(fact.polarity)),
        ("holderBasis", _kb("bodyForItself" if fact.body else fact.holder_basis)),
        ("reportedBy", outlet),
        ("evidentiality", _kb(fact.evidentiality)),
        ("modality", _kb(fact.modality)),
        ("confidence", Literal(CONFIDENCE[fact.tier], datatype=NamedNode(XSD + "decimal"))),
        ("tier", _kb(fact.tier)),
        ("act", act),
        ("summary", Literal(_said(fact, names), language="en")),
        ("evidence", _span(article.id, fact.evidence)),
        ("trigger", _span(article.id, fact.trigger)),
    ]
    if fact.target:
        said.append(("target", _actor(fact.target_body or fact.target)))
    if fact.issue:
        said.append(("onIssue", _id("issue", fact.issue)))
    if fact.leader:
        said += [("speaker", NamedNode(fact.leader)), ("inCapacityOf", NamedNode(fact.capacity))]
    if fact.evidentiality == "directQuote":
        said.append(("quotation", _span(article.id, fact.evidence)))
    if fact.holder_mention:
        said.append(("holderMention", _span(article.id, fact.holder_mention)))
    if fact.target_mention:
        said.append(("targetMention", _span(article.id, fact.target_mention)))
    if fact.date:
        stated = fact.date != article.date or fact.precision == "exactDay"
        said.append(("validFrom", _date(fact.date)))
        said.append(("datePrecision", _kb(fact.precision)))
        said.append(("dateBasis", _kb("stated" if stated else "publicationDate")))
    yield Triple(record, _TYPE, _kb("ProposedStance"))
    yield from (Triple(record, _kb(name), value) for name, value in said)
    yield Triple(record, NamedNode(DERIVED_FROM), node)
    yield Triple(record, NamedNode(GENERATED_AT), moment)


def _evidence(span: Span, article: Article, node: NamedNode) -> Iterator[Triple]:
    evidence = _span(article.id, span)
    position = NamedNode(f"{evidence.value}-position")
    yield Triple(evidence, _TYPE, NamedNode(_OA + "SpecificResource"))
    yield Triple(evidence, NamedNode(HAS_SOURCE), node)
    yield Triple(evidence, NamedNode(_OA + "hasSelector"), position)
    digest = hashlib.sha256(span.of(article.text).encode()).hexdigest()
    yield Triple(evidence, NamedNode(_SCHEMA + "sha256"), Literal(digest))
    yield Triple(position, _TYPE, NamedNode(_OA + "TextPositionSelector"))
    yield Triple(position, NamedNode(_OA + "start"), _integer(span.start))
    yield Triple(position, NamedNode(_OA + "end"), _integer(span.end))


def _said(fact: Fact, names: Mapping[str, str]) -> str:
    """A fact in one line of our own words."""
    holder, target = fact.body or fact.holder, fact.target_body or fact.target
    whom = names.get(target, target) if target else fact.issue.replace("-", " ")
    negated = "does not do this: " if fact.modality == "negated" else ""
    return f"{names.get(holder, holder)} {negated}{KINDS[fact.event_type][1]} {whom}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unnamed"


_TYPE = NamedNode(RDF_TYPE)


def _id(kind: str, name: str) -> NamedNode:
    return NamedNode(f"{ID}{kind}/{name}")


def _kb(name: str) -> NamedNode:
    return NamedNode(KB + name)


def _actor(code: str) -> NamedNode:
    return NamedNode(ID + code)


def _span(article: str, span: Span) -> NamedNode:
    return _id("evidence", f"{article}-{span.start}-{span.end}")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def _date(day: str) -> Literal:
    return Literal(day, datatype=NamedNode(XSD + "date"))


def _moment(at: datetime) -> Literal:
    time = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Literal(time, datatype=NamedNode(XSD + "dateTime"))
