"""The engine: an article in, the facts out that its sentences tell.

Deterministic and offline. Each stage is a room of its own: parse, mentions, phrases, coreference, predicates,
arguments, operators, discourse; this one leads from each to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kb.extract import clauses, operators
from kb.extract.arguments import Arguments
from kb.extract.coreference import Antecedents
from kb.extract.discourse import Discourse, Told
from kb.extract.mentions import Finder
from kb.extract.parse import load, parsed, version
from kb.extract.phrases import Actor, Phrases, distinct
from kb.extract.predicates import SIGNS, Lexicon, Predicate
from kb.extract.tables import words
from kb.facts import Article, Fact, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kb.extract.names import Name

_POLARITY = {1: "supportive", -1: "opposed", 0: "neutral"}


class Engine:
    """Reads facts out of articles. Made once: the parser takes a second to load."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.model = load()
        self.finder = Finder(self.model, names)
        self.lexicon = Lexicon()
        self.version = version(self.model)

    def facts(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Fact]]]:
        """Each article with its facts, in the order of the text."""
        held: list[Article] = []

        def texts() -> Iterator[str]:
            for article in articles:
                held.append(article)
                yield _without(article)

        for doc in parsed(self.model, texts()):
            article = held.pop(0)
            yield article, self.read(doc, article.date)

    def read(self, doc: Doc, day: str = "") -> list[Fact]:
        """The facts of a parsed text that was published on a day."""
        return Reading(self, doc, day).facts()


_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "})
"""Typographic signs as the parser has learnt them, one for one."""


def _without(article: Article) -> str:
    """The text with spaces where it is no part of the report, so that offsets stay."""
    text = article.text.translate(_PLAIN)
    for span in article.aside:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


class Reading:
    """One text while it is read."""

    def __init__(self, engine: Engine, doc: Doc, day: str) -> None:
        self.doc = doc
        self.lexicon = engine.lexicon
        self.phrases = Phrases(doc, engine.finder.find(doc, day))
        sentences = [number for number, sentence in enumerate(doc.sents) for _ in sentence]
        self.discourse = Discourse(sentences, self.phrases.mentions)
        self.phrases.resolve = Antecedents(self.phrases, self.discourse.pair).of
        self.arguments = Arguments(self.phrases, self.lexicon.nouns)

    def facts(self) -> list[Fact]:
        """One fact for each holder, target and kind of act; of several that say it, the first."""
        found: dict[tuple[str, str, str], Fact] = {}
        for token in self.doc[self._headline() :]:
            predicate = self.lexicon.predicate(token)
            if predicate:
                for predicate, holder, target in self._pairs(predicate):
                    fact = self._fact(predicate, holder, target)
                    found.setdefault((fact.holder, fact.target, fact.event_type), fact)
        return sorted(found.values(), key=lambda fact: fact.trigger)

    def _headline(self) -> int:
        """Where the text begins below its headline, which only says again what stands there."""
        first = self.doc.text.partition("\n")[0].rstrip()
        if len(first) == len(self.doc.text.rstrip()) or first[-1:] in ('.', '!', '"', "”", ":", "…", ")") or len(first) > 150:
            return 0
        return next((token.i for token in self.doc if token.idx > len(first)), 0)

    def _pairs(self, predicate: Predicate) -> list[tuple[Predicate, Actor, Actor]]:
        """Who does it to whom; nobody where it is not done."""
        token, frame = predicate.token, predicate.frame
        if operators.closed(token) or (predicate.nominal and self._said_by_verb(token)):
            return []
        operator = operators.operator(token)
        result = ""
        if operator and not predicate.nominal:
            result = self.lexicon.composed(operator, predicate)
            if not result:
                return []
            frame = frame._replace(event_type=result if result != "negated" else frame.event_type, mutual=False)
            predicate = predicate._replace(frame=frame, negated=result == "negated")
        holders = self.arguments.holders(predicate)
        targets = self.arguments.targets(predicate, holders)
        if frame.mutual:
            pairs = _mutual(holders, targets, token.lemma_.lower() in words("gathering"))
            if not (holders or predicate.nominal or clauses.passive(token)):
                pairs = []
        elif len(holders) > 1 and _each_other(token):
            pairs = _mutual(holders, [], False)
        else:
            sign = SIGNS[frame.event_type]
            if holders and not targets and not predicate.nominal and "any" in frame.targets and not predicate.negated:
                if frame.event_type not in ("ASSAULT", "COERCE", "MOBILIZE"):
                    targets = self.discourse.counterpart(predicate, holders, sign)
            pairs = [(holder, target) for holder in holders for target in targets]
        pairs = [(holder, target) for holder, target in pairs if holder.code != target.code]
        for holder, target in pairs:
            self.discourse.tell(Told(predicate, holder, target, SIGNS[frame.event_type]))
        return [(predicate, holder, target) for holder, target in pairs]

    def _said_by_verb(self, noun: Token) -> bool:
        """Whether the verb that a noun is the object of says the act already: "launched an attack"."""
        while noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
            noun = noun.head
        head = noun.head
        while head.dep_ == "prep" or head.lemma_.lower() in words("container"):
            head = head.head
        return noun.dep_ in ("dobj", "nsubjpass", "pobj") and head.pos_ == "VERB" and noun in _objects(self.lexicon.predicate(head))

    def _fact(self, predicate: Predicate, holder: Actor, target: Actor) -> Fact:
        token, frame = predicate.token, predicate.frame
        trigger = Span(token.idx, token.idx + len(token))
        sign = 0 if predicate.negated else SIGNS[frame.event_type]
        modality = "negated" if predicate.negated else "asserted" if predicate.nominal else operators.modality(token)
        return Fact(
            holder.code,
            target.code,
            frame.event_type,
            _POLARITY[sign],  # type: ignore[arg-type]
            self._evidence(predicate, target),
            trigger,
            self._span(holder),
            self._span(target),
            body=holder.body,
            modality=modality,  # type: ignore[arg-type]
            evidentiality="hedged" if operators.hedged(token) else "narration",
        )

    def _span(self, actor: Actor) -> Span:
        token = self.doc[actor.token]
        if actor.mention and actor.mention.start <= actor.token < actor.mention.end:
            span = self.doc[actor.mention.start : actor.mention.end]
            return Span(span.start_char, span.end_char)
        return Span(token.idx, token.idx + len(token))

    def _evidence(self, predicate: Predicate, target: Actor) -> Span:
        """From the predicate to the end of what it acts upon, the target included where it stands in the sentence."""
        token = predicate.token
        first = last = token
        for child in token.children:
            if child.dep_ in ("aux", "auxpass", "neg", "prt"):
                first, last = min(first, child, key=_place), max(last, child, key=_place)
        for noun in predicate.objects:
            first, last = min(first, noun, key=_place), max(last, noun, key=_place)
        there = self.doc[target.token]
        if there.sent.start == token.sent.start:
            first, last = min(first, there, key=_place), max(last, there, key=_place)
        return Span(first.idx, last.idx + len(last))


def _place(token: Token) -> int:
    return token.i


def _objects(predicate: Predicate | None) -> list[Token]:
    return [] if predicate is None else predicate.objects


def _mutual(holders: list[Actor], targets: list[Actor], gathering: bool) -> list[tuple[Actor, Actor]]:
    """Both directions between each holder and target; between all of those who do it together, or are three at one table."""
    sides = distinct((*holders, *targets))
    held = {actor.code for actor in holders}
    across = bool(holders and targets) and not (gathering and len(sides) == 3)
    return [
        (one, other)
        for one in sides
        for other in sides
        if one.code != other.code and (not across or (one.code in held) != (other.code in held))
    ]


def _each_other(token: Token) -> bool:
    """Whether what several do is done to "each other", or by both sides to "the other"."""
    return any(
        child.lower_ == "other" and any(inner.lower_ in ("each", "the") for inner in child.children)
        for child in token.children
    )
