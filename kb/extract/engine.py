"""The engine: an article in, the facts out that its sentences tell.

Deterministic and offline. Each stage is a room of its own: parse, mentions, phrases, coreference, predicates,
holders, targets, operators, discourse, dyads, dates, attribution; this one leads from each to the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kb.extract import dates, language, operators
from kb.extract.attribution import Attribution
from kb.extract.coreference import Antecedents
from kb.extract.discourse import Discourse
from kb.extract.dyads import Dyad, Dyads
from kb.extract.holders import Holders
from kb.extract.mentions import Finder
from kb.extract.parse import load, parsed, version
from kb.extract.phrases import Actor, Phrases
from kb.extract.predicates import Lexicon, Predicate
from kb.extract.tables import words
from kb.facts import POLARITIES, SIGNS, Article, Fact, Modality, Span, Tier

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kb.extract.names import Name

RECENT = 14
"""Days within which an act is news; what a text dates earlier is background."""


class Engine:
    """Reads facts out of articles. Made once: the parser takes a second to load."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.model = load()
        self.finder = Finder(self.model, names)
        self.lexicon = Lexicon()
        self.version = version(self.model)

    def facts(
        self, articles: Iterable[Article], notice: Callable[[str], None] = lambda _said: None
    ) -> Iterator[tuple[Article, list[Fact]]]:
        """Each article with its facts, in the order of the text; articles are taken as they are needed.

        One that is not in English has none, and `notice` is told so.
        """
        waiting: deque[Article] = deque()

        def texts() -> Iterator[str]:
            for article in articles:
                waiting.append(article)
                text = _plain(article)
                spoken = language.of(text)
                if spoken != "en":
                    notice(f'{article.id} is not in English but in "{spoken}": no facts are read from it.')
                yield text if spoken == "en" else ""

        for doc in parsed(self.model, texts()):
            article = waiting.popleft()
            yield article, Reading(self, doc, article.date).facts()


_PLAIN = str.maketrans("“”„«»‘’\u00a0\u202f", '"""""\'\'  ')
"""Typographic signs as the parser has learnt them, one for one, so that offsets stay."""


def _plain(article: Article) -> str:
    """The text for the parser, with spaces where it is no part of the report."""
    text = article.text.translate(_PLAIN)
    for span in article.aside:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


class Reading:
    """One text while it is read."""

    def __init__(self, engine: Engine, doc: Doc, day: str = "") -> None:
        self.doc = doc
        self.engine = engine.version
        self.phrases = Phrases(doc, engine.finder.find(doc, day))
        sentences = [number for number, sentence in enumerate(doc.sents) for _ in sentence]
        discourse = Discourse(sentences, self.phrases.mentions)
        self.phrases.resolve = Antecedents(self.phrases, discourse.pair).of
        self.dyads = Dyads(engine.lexicon, Holders(self.phrases, engine.lexicon.nouns), discourse)
        self.attribution = Attribution(self.phrases)
        self.published = date.fromisoformat(day) if day else None
        self.dates = list(dates.told(doc.text, self.published))

    def facts(self) -> list[Fact]:
        """What each predicate says, in the order of the text."""
        return [self._fact(dyad) for token in self.doc[self._headline() :] for dyad in self.dyads.of(token)]

    def _headline(self) -> int:
        """The token at which the text begins below its headline, which only says again what stands there."""
        text = self.doc.text
        first, _, rest = text.partition("\n")
        if not rest.strip() or len(first) > 150 or first.rstrip().endswith((".", "!", '"', ":", "…", ")")):
            return 0
        return next((token.i for token in self.doc if token.idx > len(first)), 0)

    def _fact(self, dyad: Dyad) -> Fact:
        predicate, holder, target, issue = dyad
        token = predicate.token
        source = self.attribution.of(token, holder)
        dated = dates.of(token, self.dates) or (dates.Dated(self.published, "notLaterThan") if self.published else None)
        modality = self._modality(predicate)
        return Fact(
            holder.code,
            target.code if target else "",
            predicate.frame.event_type,
            "neutral" if predicate.negated else POLARITIES[SIGNS[predicate.frame.event_type]],
            self._evidence(dyad),
            Span(token.idx, token.idx + len(token)),
            self._span(holder),
            self._span(target) if target else None,
            issue=issue,
            body=holder.body,
            target_body=target.body if target else "",
            speaker=source.speaker,
            leader=source.leader,
            capacity=source.post,
            holder_basis=self.attribution.basis(holder),
            modality=modality,
            evidentiality=source.evidentiality,
            background=self._background(token, dated),
            tier=self._tier(dyad, modality),
            date=dated.day.isoformat() if dated else "",
            precision=dated.precision if dated else "notLaterThan",
            engine=self.engine,
        )

    def _tier(self, dyad: Dyad, modality: Modality) -> Tier:
        """How sure the reading is, by what it rests on: the words themselves, grammar, or the context."""
        token, target = dyad.predicate.token, dyad.target
        context = target is not None and not token.sent.start <= target.token < token.sent.end
        if context or modality in ("hypothetical", "negated") or (target and target.kind == "pronoun"):
            return "low"
        named = dyad.holder.kind != "pronoun" and target is not None and token.is_ancestor(self.doc[target.token])
        return "high" if named and not dyad.predicate.nominal else "medium"

    def _modality(self, predicate: Predicate) -> Modality:
        if predicate.negated:
            return "negated"
        if predicate.nominal or predicate.frame.event_type == "COMMIT":
            return "asserted"
        return operators.modality(predicate.token)

    def _background(self, token: Token, dated: dates.Dated | None) -> bool:
        """Whether the text itself dates an act well before it was published."""
        if any(child.lower_ in words("earlier") for child in token.children):
            return True
        return bool(dated and self.published and (self.published - dated.day).days > RECENT)

    def _span(self, actor: Actor) -> Span:
        """Where an actor is named or pointed at."""
        token, mention = self.doc[actor.token], actor.mention
        if mention and mention.start <= actor.token < mention.end:
            named = self.doc[mention.start : mention.end]
            return Span(named.start_char, named.end_char)
        return Span(token.idx, token.idx + len(token))

    def _evidence(self, dyad: Dyad) -> Span:
        """The predicate with its auxiliaries and objects, and the target where it stands below them."""
        token, target = dyad.predicate.token, dyad.target
        parts = [*_phrase(token)] if dyad.predicate.nominal else [token]
        for noun in dyad.predicate.objects:
            parts += _phrase(noun)
        parts += [child for child in token.children if child.dep_ in ("aux", "auxpass", "neg", "prt")]
        if target and token.is_ancestor(self.doc[target.token]):
            parts += _phrase(self.doc[target.token])
        first, last = min(parts, key=_place), max(parts, key=_place)
        return Span(first.idx, last.idx + len(last))


def _phrase(noun: Token) -> Iterator[Token]:
    """A noun with what belongs to it, but not its clauses; an infinitive, as in "ability to", belongs to it."""
    yield noun
    for child in noun.children:
        infinitive = child.dep_ == "acl" and child.tag_ == "VB"
        if infinitive or child.dep_ not in ("relcl", "acl", "advcl", "ccomp", "punct", "nsubj", "appos"):
            yield from _phrase(child)


def _place(token: Token) -> int:
    return token.i
