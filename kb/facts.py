"""What is read out of an article before it is RDF: the text, spans of it, and the facts that it is taken to tell.

Knows nothing of RDF, of stores or of how facts are found.
"""

import hashlib
from typing import Any, Literal, NamedTuple

Polarity = Literal["supportive", "opposed", "neutral"]
Modality = Literal["asserted", "future", "conditional", "hypothetical", "negated"]
Evidentiality = Literal["directQuote", "paraphrase", "narration", "hedged"]
Tier = Literal["high", "medium", "low"]
Precision = Literal["exactDay", "approximate", "notLaterThan"]


SIGNS = dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"), 1)
SIGNS |= dict.fromkeys(("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "COERCE", "MOBILIZE", "ASSAULT"), -1)
SIGNS |= dict.fromkeys(("REQUEST", "PROPOSE", "COMMIT", "CHARACTERIZE"), 0)
"""The sign of each type of act."""

POLARITIES: dict[int, Polarity] = {1: "supportive", -1: "opposed", 0: "neutral"}


class Span(NamedTuple):
    """A stretch of a text, in Unicode code points; the end is exclusive.

    >>> Span(4, 11).of("who stands with whom")
    'stands '
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]


class Article(NamedTuple):
    """A text, and what is known of it. What is not known is empty: no date is ever guessed."""

    id: str
    text: str
    date: str = ""
    """When it was published: `2025-01-01`, or empty."""
    title: str = ""
    url: str = ""
    publisher: str = ""
    aside: tuple[Span, ...] = ()
    """What is no part of the report, such as a notice to subscribers, in order."""

    @property
    def digest(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal: its name in a store."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Fact(NamedTuple):
    """A stance of a holder toward a target, or on an issue, and the words that say so.

    Holder and target are codes of the ontology (`RUS`, `EU`, `HAMAS`).
    """

    holder: str
    target: str
    """Empty where the fact is about an issue only."""
    event_type: str
    """In capitals, as `ontology/events.ttl` has it in `skos:notation`: `SUPPORT`."""
    polarity: Polarity
    evidence: Span
    """The words that say it."""
    trigger: Span
    """The predicate alone."""
    holder_mention: Span | None = None
    target_mention: Span | None = None
    """Where holder and target are named, or pointed at, outside the evidence too."""
    issue: str = ""
    body: str = ""
    """The body that holds it, where that does not stand for its state: a parliament, a transition team."""
    target_body: str = ""
    """The body that it is toward, likewise."""
    speaker: str = ""
    """Who says it, by name."""
    leader: str = ""
    capacity: str = ""
    """The IRIs of the speaker, where it is a leader who is known, and of the post that the leader speaks in."""
    holder_basis: str = "actorNamed"
    modality: Modality = "asserted"
    evidentiality: Evidentiality = "narration"
    background: bool = False
    """Whether the text dates it before what it reports."""
    date: str = ""
    precision: Precision = "notLaterThan"
    tier: Tier = "medium"
    engine: str = ""
    """What found it, with its version."""

    @property
    def spans(self) -> tuple[Span | None, ...]:
        """Where it stands: evidence, predicate, holder and target."""
        return self.evidence, self.trigger, self.holder_mention, self.target_mention

    def id(self, article: str) -> str:
        """A name for the fact made of its article's and of what it says, so that reading twice gives the same.

        >>> fact = Fact("CHN", "RUS", "SUPPORT", "supportive", Span(0, 20), Span(6, 13))
        >>> fact.id("a1")
        'a1-27bc6da4'
        """
        said = "|".join((self.holder, self.body, self.target, self.issue, self.event_type, *map(str, self.trigger)))
        return f"{article}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"

    def told(self, article: Article) -> dict[str, Any]:
        """The fact as a line of `kb extract --format jsonl`: its article's id first, the words that say it last."""
        return {
            "id": article.id,
            "fact": self.id(article.id),
            "holder": self.holder,
            "target": self.target or None,
            **({"body": self.body or self.target_body} if self.body or self.target_body else {}),
            "issue": self.issue or None,
            "event_type": self.event_type,
            "polarity": self.polarity,
            "speaker": self.speaker or None,
            "modality": self.modality,
            "evidentiality": self.evidentiality,
            "background": self.background,
            "date": self.date or None,
            "tier": self.tier,
            "start": self.evidence.start,
            "end": self.evidence.end,
            "quote": self.evidence.of(article.text),
        }
