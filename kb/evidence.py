"""Spans of text: whether offsets, digests and quoted words agree with each other and with the text itself.

Offsets count Unicode code points of the stored text, so that a span is `text[start:end]` in Python.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, Quad

from kb.complaints import Complaint
from kb.terms import HAS_SOURCE, KB, curie

_OA = "http://www.w3.org/ns/oa#"
_SHA256 = "https://schema.org/sha256"


@dataclass(slots=True)
class Span:
    """One stretch of one article: where it starts and ends, the digest of its words, and the words where they may be stored."""

    iri: str
    article: str = ""
    start: int | None = None
    end: int | None = None
    digest: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """What is stored of an article's text: its digest and its length in code points."""

    digest: str = ""
    length: int | None = None


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as evidence gives it.

    >>> digest("deepening ties")[:12]
    '2b3631494c19'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def spans(quads: Iterable[Quad]) -> tuple[list[Span], dict[str, Text]]:
    """The spans that some quads hold, in the order of their places, and the articles that they know."""
    found: dict[str, Span] = {}
    texts: dict[str, Text] = {}
    selectors: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for quad in quads:
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
        if predicate == HAS_SOURCE:
            found.setdefault(subject, Span(subject)).article = value
        elif predicate == _OA + "hasSelector":
            selectors[value] = subject
        elif predicate in (_OA + "start", _OA + "end", _OA + "exact", _SHA256, KB + "textLength") and isinstance(
            quad.object, Literal
        ):
            values.setdefault(subject, {})[predicate] = value
    for subject, own in values.items():
        if subject in selectors:
            span = found.setdefault(selectors[subject], Span(selectors[subject]))
            if _OA + "start" in own and _OA + "end" in own:
                span.start, span.end = int(own[_OA + "start"]), int(own[_OA + "end"])
            if _OA + "exact" in own:
                span.words.append(own[_OA + "exact"])
        elif subject in found:
            found[subject].digest = own.get(_SHA256, "")
        else:
            length = own.get(KB + "textLength")
            texts[subject] = Text(own.get(_SHA256, ""), int(length) if length else None)
    return sorted(found.values(), key=lambda span: (span.article, span.start or 0, span.end or 0, span.iri)), texts


def agree(quads: Iterable[Quad]) -> list[Complaint]:
    """Complaints about spans that contradict themselves or their article, found without the text."""
    found, texts = spans(quads)
    complaints = []
    for span in found:
        if span.start is None or span.end is None:
            continue
        length = texts.get(span.article, Text()).length
        if length is not None and span.end > length:
            complaints.append(
                Complaint(
                    span.iri, "end", f"{curie(span.iri)} ends at {span.end}, outside the text of {length} code points"
                )
            )
        for words in span.words:
            if len(words) != span.end - span.start:
                complaints.append(
                    Complaint(
                        span.iri,
                        "words",
                        f"{curie(span.iri)} quotes {len(words)} code points where its offsets span {span.end - span.start}",
                    )
                )
            elif digest(words) != span.digest:
                complaints.append(
                    Complaint(
                        span.iri, "digest", f"{curie(span.iri)} has a digest that is not that of the words it quotes"
                    )
                )
    return complaints


def verify(quads: Iterable[Quad], article: str, text: str) -> tuple[int, list[Complaint]]:
    """How many spans of an article were compared with its text, and every one that does not stand there."""
    found, texts = spans(quads)
    own = texts.get(article, Text())
    complaints = []
    if own.digest and own.digest != digest(text):
        complaints.append(
            Complaint(
                article, "digest", f"{curie(article)} is known with another digest: this is not the text that was read"
            )
        )
    if own.length is not None and own.length != len(text):
        complaints.append(
            Complaint(
                article,
                "text length",
                f"{curie(article)} is known with {own.length} code points; this text has {len(text)}",
            )
        )
    checked = [span for span in found if span.article == article and span.start is not None and span.end is not None]
    for span in checked:
        assert span.start is not None and span.end is not None
        if span.end > len(text):
            complaints.append(
                Complaint(
                    span.iri,
                    "end",
                    f"{curie(span.iri)} ends at {span.end}, outside the text of {len(text)} code points",
                )
            )
        elif digest(text[span.start : span.end]) != span.digest:
            complaints.append(
                Complaint(
                    span.iri,
                    "digest",
                    f"{curie(span.iri)} has another digest than the words at {span.start}–{span.end}",
                )
            )
    return len(checked), complaints
