"""Predicates: which words of a text say that an actor does something to another, and what kind of act that is.

The knowledge is in `lexicon/verbs.tsv` and `lexicon/nouns.tsv`; a frame is a row of the former. A noun of action has
the frames of its verb: "expulsion" those of "expel".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kb.extract import clauses
from kb.extract.tables import kind, rows, words

if TYPE_CHECKING:
    from spacy.tokens import Token

NOUN_OBJECT = ("of", "on", "against", "at", "toward", "towards", "for", "to", "into", "over", "about", "with")
"""The prepositions behind which a noun of action has what its verb has as object."""


class Frame(NamedTuple):
    """One way to say one kind of act."""

    event_type: str
    mutual: bool
    """Whether what one does the other does too, as in a meeting."""
    together: bool
    """Whether several do it with each other where no other side is named: "the two agreed to withdraw"."""
    kinds: tuple[str, ...]
    """The classes of what the verb must have as its object."""
    objects: frozenset[str]
    """What the verb must have as its object: "lift" + a ban. Empty: anything."""
    targets: tuple[str, ...]
    """Where the target stands, the first that has one: `object`, a preposition, or `any`."""


class Predicate(NamedTuple):
    """A token that says an act, with the frame that fits it best."""

    token: Token
    frame: Frame
    objects: list[Token]
    """What it acts upon, as far as it is of the kind that the frame asks for."""
    negated: bool = False
    """Whether the holder says that it does not do it."""

    @property
    def shared(self) -> bool:
        """Whether a noun for what several do names somebody with whom: "talks with", "a deal between"."""
        return bool(clauses.behind(self.token, ("with", "between", "to")))

    @property
    def worded(self) -> bool:
        """Whether it is a noun for something that is only said, such as an offer."""
        return self.nominal and self.frame.event_type in ("PROPOSE", "REQUEST", "ACCUSE", "THREATEN")

    @property
    def nominal(self) -> bool:
        return self.token.pos_ not in clauses.VERBAL


class Lexicon:
    """The frames, by the verbs and nouns that have them."""

    def __init__(self) -> None:
        self.verbs: dict[str, list[Frame]] = defaultdict(list)
        self.nouns: dict[str, list[str]] = defaultdict(list)
        for event_type, how, verbs, objects, targets, _example in rows("verbs"):
            wanted = frozenset[str]()
            for name in objects.split() if objects != "-" else ():
                wanted |= kind(name)
            kinds = tuple(objects.split())
            frame = Frame(event_type, how == "mutual", how == "together", kinds, wanted, tuple(targets.split()))
            for verb in verbs.split():
                self.verbs[verb].append(frame)
        self.compositions = {
            (operator, key): result for operator, keys, result, _example in rows("compositions") for key in keys.split()
        }
        for verbs, nouns in rows("nouns"):
            for noun in nouns.split():
                self.nouns[noun] += verbs.split()

    def composed(self, operator: str, predicate: Predicate) -> str:
        """What an operator makes of an act: a type, `negated`, or nothing: "stop" + selling is a SANCTION."""
        for key in (predicate.token.lemma_.lower(), predicate.frame.event_type):
            if (operator, key) in self.compositions:
                return self.compositions[operator, key]
        return ""

    def predicates(self, token: Token) -> list[Predicate]:
        """The ways to read a token as an act, those that fit equally well, in the order of the table."""
        if token.pos_ in clauses.VERBAL:
            return self._verb(token)
        if token.pos_ in ("NOUN", "PROPN"):
            return self._noun(token)
        return []

    def _verb(self, token: Token) -> list[Predicate]:
        lemma, particle = token.lemma_.lower(), clauses.particle(token)
        found = self.verbs.get(f"{lemma}_{particle}") if particle else None
        objects = clauses.objects(token)
        infinitive = clauses.infinitive(token)
        if infinitive is not None and f"{lemma}_to" in self.verbs:
            found, objects = self.verbs[f"{lemma}_to"], [*objects, infinitive]
        found = found or self.verbs.get(lemma)
        if not found:
            return []
        others = clauses.complements(token) if lemma in words("prepositional") else []
        return _best(token, found, objects, others)

    def _noun(self, token: Token) -> list[Predicate]:
        verbs = self.nouns.get(token.lemma_.lower())
        if not verbs:
            return []
        objects = clauses.behind(token, NOUN_OBJECT)
        others = [child for child in token.children if child.dep_ == "compound"]
        return _best(token, [frame for verb in verbs for frame in self.verbs[verb]], objects, others)


def _best(token: Token, frames: Iterable[Frame], objects: list[Token], others: list[Token]) -> list[Predicate]:
    """The frames whose wanted objects are there and fit best; else those that want none."""
    plain: list[Predicate] = []
    best: list[Predicate] = []
    most = 1
    for frame in frames:
        if not frame.objects:
            plain.append(Predicate(token, frame, objects))
            continue
        fit, noun = max(
            ((_fit(noun, frame.objects), noun) for noun in (*objects, *others)), default=(0, None), key=_first
        )
        if noun is None or fit < most:
            continue
        if fit > most:
            most, best = fit, []
        best.append(Predicate(token, frame, [noun]))
    return best or plain


def _first(pair: tuple[int, Token | None]) -> int:
    return pair[0]


def _fit(noun: Token, wanted: frozenset[str]) -> int:
    """2 for a noun that is wanted, 1 for one of which a modifier is."""
    for one in clauses.core(noun):
        if one.lemma_.lower() in wanted or one.lower_ in wanted:
            return 2
        if any(child.dep_ in ("compound", "amod", "nmod") and child.lemma_.lower() in wanted for child in one.children):
            return 1
    return 0
