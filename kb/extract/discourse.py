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

NEAR = 4
"""Sentences within which an act is the one that "the move" points back to."""


class Told(NamedTuple):
    """Who acted toward whom, as a text has told so far."""

    token: Token
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

    def tell(self, told: Told) -> None:
        """Remember an act."""
        self._told.append(told)

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

    def counterpart(self, predicate: Predicate, holders: list[Actor], sign: int) -> list[Actor]:
        """Toward whom an act is that names nobody.

        The other side of the nearest act that the holder has a part in; else those of a friendly act, or the one whom a
        hostile act was against, if this one is alike; else whom the text is about.
        """
        doing = {actor.code for actor in holders}
        if not _points(predicate):
            return self._above(predicate.token, doing)
        here = self._sentences[predicate.token.i]
        near = [told for told in self._told if here - NEAR <= self._sentences[told.token.i] <= here]
        for told in reversed(near):
            pair = {told.holder.code, told.target.code}
            if pair & doing and len(pair - doing) == 1 and _answers(sign, told.sign, predicate.frame.event_type):
                return [told.holder if told.target.code in doing else told.target]
        if near and sign > 0 and near[-1].sign > 0:
            return [one for one in (near[-1].holder, near[-1].target) if one.code not in doing]
        if near and sign <= 0 and near[-1].sign < 0:
            against = Counter(
                told.target.code for told in self._told if told.sign < 0 and told.target.code not in doing
            )
            most = against.most_common(1)
            return [next(told.target for told in self._told if told.target.code == most[0][0])] if most else []
        return self._protagonist(predicate.token, doing)

    def _above(self, token: Token, doing: set[str]) -> list[Actor]:
        """Toward whom the same holder acts in the clause that this one hangs on."""
        if token.dep_ not in ("advcl", "conj", "xcomp"):
            return []
        for told in reversed(self._told):
            if told.token == token.head and told.holder.code in doing:
                return [told.target]
        return []

    def _protagonist(self, token: Token, doing: set[str]) -> list[Actor]:
        """Whom the text has named most so far, if that is twice as often as any other."""
        before = [one for one in self._mentions if one.end <= token.i and one.code not in doing]
        ranked = Counter(mention.code for mention in before).most_common(2)
        if not ranked or ranked[0][1] < 3 or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return []
        mention = next(mention for mention in reversed(before) if mention.code == ranked[0][0])
        return [Actor(mention.code, mention.start, True, mention.kind, mention.name.body, mention)]


def _answers(sign: int, earlier: int, kind: str) -> bool:
    """Whether an act can be about one that was told: of like mind, or a yes or no to it."""
    return sign * earlier >= 0 or kind in ("REJECT", "AGREE", "CONCEDE")


def _points(predicate: Predicate) -> bool:
    """Whether a predicate has an object that points back: "the move", "it"."""
    objects = clauses.objects(predicate.token)
    objects += [
        inner for noun in objects for inner in clauses.behind(noun, ("with", "to", "about", "over", "for", "of"))
    ]
    return any(noun.pos_ == "PRON" or any(child.lower_ in _POINTING for child in noun.children) for noun in objects)
