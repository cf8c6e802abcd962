"""Discourse: toward whom an act is that names nobody, such as "regretted the launch" a sentence after it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kb.extract import clauses
from kb.extract.mentions import Mention
from kb.extract.phrases import Actor
from kb.extract.predicates import Predicate

if TYPE_CHECKING:
    from spacy.tokens import Token

_POINTING = frozenset(("the", "this", "that", "these", "those", "such", "any", "its", "their", "his", "her"))


class Told(NamedTuple):
    """Who did what to whom, as far as a text has told."""

    predicate: Predicate
    holder: Actor
    target: Actor
    sign: int


class Discourse:
    """What one text has told so far."""

    def __init__(self, sentences: list[int], mentions: list[Mention]) -> None:
        self._sentences = sentences
        """The sentence of each token."""
        self._mentions = mentions
        self._told: list[Told] = []

    def pair(self, apart: frozenset[str]) -> list[Actor]:
        """The two that most acts so far were between, without some; nobody before any."""
        counted: Counter[frozenset[str]] = Counter()
        latest: dict[frozenset[str], Told] = {}
        for told in self._told:
            between = frozenset((told.holder.code, told.target.code))
            if not between & apart:
                counted[between] += 1
                latest[between] = told
        if not counted:
            return []
        most = max(counted.values())
        told = [told for between, told in latest.items() if counted[between] == most][-1]
        return [told.holder, told.target]

    def tell(self, told: Told) -> None:
        """Remember an act."""
        self._told.append(told)

    def counterpart(self, predicate: Predicate, holders: list[Actor], sign: int) -> list[Actor]:
        """The other side of the nearest act that the holder has a part in; else whom the nearest hostile act was by."""
        here = self._sentences[predicate.token.i]
        doing = {actor.code for actor in holders}
        if not _points(predicate):
            return self._beside(predicate, doing)
        near = [told for told in self._told if here - 4 <= self._sentences[told.predicate.token.i] <= here]
        for told in reversed(near):
            pair = {told.holder.code, told.target.code}
            if pair & doing and len(pair - doing) == 1:
                other = told.holder if told.target.code in doing else told.target
                return [other._replace(token=predicate.token.i, kind="pronoun")]
        if near:
            last = near[-1]
            if sign > 0 and last.sign > 0:
                return [one for one in (last.holder, last.target) if one.code not in doing]
            if sign <= 0 and last.sign < 0 and last.target.code not in doing:
                return [last.target._replace(token=predicate.token.i, kind="pronoun")]
        return self._protagonist(predicate.token, doing)

    def _protagonist(self, token: Token, doing: set[str]) -> list[Actor]:
        """Whom the text has named most so far, if it is far ahead of others."""
        counted = Counter(mention.code for mention in self._mentions if mention.end <= token.i and mention.code not in doing)
        first, *others = [*counted.most_common(2), ("", 0), ("", 0)]
        if first[1] < 3 or first[1] < 2 * others[0][1]:
            return []
        mention = next(mention for mention in reversed(self._mentions) if mention.end <= token.i and mention.code == first[0])
        return [Actor(mention.code, token.i, True, "pronoun", mention.name.body, mention)]


    def _beside(self, predicate: Predicate, doing: set[str]) -> list[Actor]:
        """Toward whom the act is that the same one does in the clause above."""
        if predicate.token.dep_ not in ("advcl", "conj", "xcomp"):
            return []
        for told in reversed(self._told):
            if told.predicate.token == predicate.token.head and told.holder.code in doing:
                return [told.target]
        return []


def _points(predicate: Predicate) -> bool:
    """Whether a predicate has an object that points back: "the move", "it"."""
    token: Token
    for token in clauses.objects(predicate.token):
        if token.pos_ == "PRON" or any(child.lower_ in _POINTING for child in token.children):
            return True
    return False
