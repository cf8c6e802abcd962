"""Spans of text: whether offsets, digests and quoted words agree with each other and with the text itself.

Offsets count Unicode code points of the stored text, so that a span is `text[start:end]` in Python.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, Quad

from kb.complaints import Complaint
from kb.errors import AmbiguousName, UsageError
from kb.reading import read
from kb.rows import Answer, Term
from kb.terms import HAS_SOURCE, KB, NEWS_ARTICLE, curie, text

_OA = "http://www.w3.org/ns/oa#"
_SELECTOR, _START, _END, _EXACT = (_OA + name for name in ("hasSelector", "start", "end", "exact"))
_SHA256 = "https://schema.org/sha256"
_LENGTH = KB + "textLength"
_BOILERPLATE, _EVIDENCE, _QUOTATION = (KB + name for name in ("boilerplate", "evidence", "quotation"))


@dataclass(slots=True)
class Span:
    """One stretch of one article: its start and end, the digest of its words, and the words if they may be stored."""

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


def digest(words: str) -> str:
    """The SHA-256 of a text in UTF-8, as evidence gives it.

    >>> digest("deepening ties")[:12]
    '2b3631494c19'
    """
    return hashlib.sha256(words.encode()).hexdigest()


def spans(quads: Iterable[Quad]) -> tuple[list[Span], dict[str, Text]]:
    """The spans that some quads hold, in the order of their places, and the articles that they know."""
    found: dict[str, Span] = {}
    selectors: dict[Term, str] = {}
    values: dict[Term, dict[str, str]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == HAS_SOURCE:
            iri = text(quad.subject)
            found.setdefault(iri, Span(iri)).article = text(quad.object)
        elif predicate == _SELECTOR:
            selectors[quad.object] = text(quad.subject)
        elif predicate in (_START, _END, _EXACT, _SHA256, _LENGTH) and isinstance(quad.object, Literal):
            values.setdefault(quad.subject, {})[predicate] = quad.object.value
    texts: dict[str, Text] = {}
    for subject, own in values.items():
        if subject in selectors:
            span = found.setdefault(selectors[subject], Span(selectors[subject]))
            if _START in own and _END in own:
                span.start, span.end = _whole(own[_START]), _whole(own[_END])
            if _EXACT in own:
                span.words.append(own[_EXACT])
        elif text(subject) in found:
            found[text(subject)].digest = own.get(_SHA256, "")
        else:
            texts[text(subject)] = Text(own.get(_SHA256, ""), _whole(own.get(_LENGTH, "")))
    return sorted(found.values(), key=lambda span: (span.article, span.start or 0, span.end or 0, span.iri)), texts


def _whole(digits: str) -> int | None:
    """A number where there is one; what else stands there is for the shapes to complain about."""
    return int(digits) if re.fullmatch(r"[+-]?\d{1,100}", digits, re.ASCII) else None


def agree(quads: Iterable[Quad]) -> list[Complaint]:
    """Complaints about spans that contradict themselves or their article, found without the text."""
    told = list(quads)
    found, texts = spans(told)
    complaints = _out_of_boilerplate(told, found)
    for span in found:
        if span.start is None or span.end is None:
            continue
        length = texts.get(span.article, Text()).length
        if length is not None and span.end > length:
            complaints.append(_outside(span.iri, span.end, length))
        wide = span.end - span.start
        for words in span.words:
            if len(words) != wide:
                said = f"quotes {len(words)} code points where its offsets span {wide}"
                complaints.append(_complaint(span.iri, "words", said))
            elif digest(words) != span.digest:
                complaints.append(
                    _complaint(span.iri, "digest", "has a digest that is not that of the words it quotes")
                )
    return complaints


def _out_of_boilerplate(quads: Iterable[Quad], found: Iterable[Span]) -> list[Complaint]:
    """Complaints about evidence that lies in what is no part of the report."""
    aside: set[str] = set()
    used: dict[str, str] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _BOILERPLATE:
            aside.add(text(quad.object))
        elif predicate in (_EVIDENCE, _QUOTATION):
            used[text(quad.object)] = predicate.removeprefix(KB)
    if not aside:
        return []
    notices: dict[str, list[tuple[int, int]]] = {}
    for span in found:
        if span.iri in aside and span.start is not None and span.end is not None:
            notices.setdefault(span.article, []).append((span.start, span.end))
    return [
        _complaint(span.iri, used[span.iri], f"is {used[span.iri]} and lies in the boilerplate at {start}–{end}")
        for span in found
        if span.iri in used and span.start is not None and span.end is not None
        for start, end in notices.get(span.article, ())
        if start <= span.start and span.end <= end
    ]


def verify(quads: Iterable[Quad], article: str, words: str) -> tuple[int, list[Complaint]]:
    """How many spans of an article were compared with its text, and every one that does not stand there."""
    found, texts = spans(quads)
    own = texts.get(article, Text())
    complaints = []
    if own.digest and own.digest != digest(words):
        said = "is known with another digest: this is not the text that was read"
        complaints.append(_complaint(article, "digest", said))
    if own.length is not None and own.length != len(words):
        said = f"is known with {own.length} code points; this text has {len(words)}"
        complaints.append(_complaint(article, "text length", said))
    count = 0
    for span in found:
        if span.article != article or span.start is None or span.end is None:
            continue
        count += 1
        if span.end > len(words):
            complaints.append(_outside(span.iri, span.end, len(words)))
        elif digest(words[span.start : span.end]) != span.digest:
            said = f"has another digest than the words at {span.start}–{span.end}"
            complaints.append(_complaint(span.iri, "digest", said))
    return count, complaints


def verify_file(path: Path, words: str) -> tuple[str, int, list[Complaint]]:
    """As `verify`, for the article that a file of facts tells of, whose IRI comes first.

    Raises BrokenFile, and UsageError where it tells of none.
    """
    quads = read(path)
    iri = next((text(quad.subject) for quad in quads if text(quad.object) == NEWS_ARTICLE), "")
    if not iri:
        raise UsageError(f"{path} tells of no article: it needs one of the class schema:NewsArticle.")
    return iri, *verify(quads, iri, words)


def written_in(select: Callable[[str], Answer], words: str) -> list[str]:
    """The IRIs of the articles of a store that have a text, told by its digest. Raises UsageError where there is none.

    `select` answers a query on the store.
    """
    known = f'?article a schema:NewsArticle ; schema:sha256 "{digest(words)}"'
    rows = select(f"SELECT ?article {{ {known} }} ORDER BY ?article").rows
    if not rows:
        raise UsageError("No article has this text. Name one to see what differs: kb verify ARTICLE --text FILE.")
    return [text(row[0]) for row in rows]


def only(articles: Sequence[str]) -> str:
    """The one article that has a text. Raises AmbiguousName where there are several."""
    if len(articles) > 1:
        raise AmbiguousName("this text", [curie(article) for article in articles])
    return articles[0]


def _complaint(iri: str, about: str, said: str) -> Complaint:
    return Complaint(iri, about, f"{curie(iri)} {said}")


def _outside(iri: str, end: int, length: int) -> Complaint:
    return _complaint(iri, "end", f"ends at {end}, outside the text of {length} code points")
