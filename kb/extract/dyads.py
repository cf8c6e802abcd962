"""Dyads: who does what a predicate says to whom, after all that the words around it make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.extract import clauses, operators
from kb.extract.discourse import Discourse, Told
from kb.extract.holders import Holders
from kb.extract.issues import Issues
from kb.extract.phrases import Actor, distinct
from kb.extract.predicates import Lexicon, Predicate
from kb.extract.tables import words
from kb.extract.targets import Targets
from kb.facts import SIGNS

if TYPE_CHECKING:
    from spacy.tokens import Token

_MATERIAL = ("ASSAULT", "COERCE", "MOBILIZE")
"""Acts that are never against one whom only the context tells."""


_ON_ISSUES = ("COMMIT", "PROPOSE", "REJECT")
"""Acts that may be about an issue alone."""


class Dyad(NamedTuple):
    """A holder, a target, and the predicate by which the one acts toward the other."""

    predicate: Predicate
    holder: Actor
    target: Actor | None
    """Nobody where the act is about an issue only."""
    issue: str = ""


class Dyads:
    """Finds them in one text, sentence by sentence, so that each knows what was told before it."""

    def __init__(self, lexicon: Lexicon, holders: Holders, discourse: Discourse) -> None:
        self.lexicon = lexicon
        self.holders = holders
        self.targets = Targets(holders)
        self.discourse = discourse
        self.issues = Issues()

    def of(self, token: Token) -> list[Dyad]:
        """The dyads of a token; none where it says no act, or one that is not done."""
        predicates = self.lexicon.predicates(token)
        if not predicates or operators.closed(token, predicates[0].worded):
            return []
        if predicates[0].nominal and self._told_by_verb(token, predicates[0].worded):
            return []
        for predicate in predicates:
            composed = predicate if predicate.nominal else self._composed(predicate)
            found = self._dyads(composed) if composed else []
            if found:
                return found
        return []

    def _dyads(self, predicate: Predicate) -> list[Dyad]:
        token, kind = predicate.token, predicate.frame.event_type
        issue = self.issues.of(token)
        holders = self.holders.of(predicate)
        pairs = [pair for pair in self._pairs(predicate, holders, issue) if pair[0].code != pair[1].code]
        if predicate.negated:  # what is denied of one who is only pointed at is mere talk
            pairs = [pair for pair in pairs if pair[1].kind != "pronoun"]
        for holder, target in pairs:
            self.discourse.tell(Told(token, holder, target, SIGNS[kind]))
        if not pairs and issue and kind in _ON_ISSUES:
            return [Dyad(predicate, holder, None, issue) for holder in holders]
        return [Dyad(predicate, holder, target, issue) for holder, target in pairs]

    def _composed(self, predicate: Predicate) -> Predicate | None:
        """The act that an operator makes of one, such as REJECT of "not" and "accept"; None where it leaves none."""
        operator = operators.operator(predicate.token)
        if not operator:
            return predicate
        result = self.lexicon.composed(operator, predicate)
        if not result:
            return None
        if result == "negated":
            return predicate._replace(frame=predicate.frame._replace(mutual=False), negated=True)
        return predicate._replace(frame=predicate.frame._replace(mutual=False, event_type=result))

    def _pairs(self, predicate: Predicate, holders: list[Actor], issue: str) -> list[tuple[Actor, Actor]]:
        targets = self.targets.of(predicate, holders)
        token, frame = predicate.token, predicate.frame
        if frame.mutual:
            if not (holders or predicate.nominal or clauses.passive(token)):
                return []
            return _mutual(holders, targets, token.lemma_.lower() in words("gathering"))
        if len(holders) > 1 and (_each_other(token) or (frame.together and not targets)):
            return _mutual(holders, [], False)
        if holders and not targets and self._may_be_context(predicate) and not issue:
            targets = self.discourse.counterpart(predicate, holders, SIGNS[frame.event_type])
        return [(holder, target) for holder in holders for target in targets]

    def _may_be_context(self, predicate: Predicate) -> bool:
        frame = predicate.frame
        aimed = "any" in frame.targets and frame.event_type not in _MATERIAL
        return aimed and not predicate.nominal and not predicate.negated

    def _told_by_verb(self, noun: Token, worded: bool) -> bool:
        """Whether the verb that a noun is the object of tells the act already: "launched an attack"."""
        while noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
            noun = noun.head
        if noun.dep_ not in ("dobj", "nsubjpass", "pobj"):
            return False
        head = noun.head
        if worded and head.lemma_ in words("answering"):
            return False
        while head.head != head and (head.dep_ == "prep" or head.lemma_.lower() in words("container")):
            head = head.head
        return head.pos_ == "VERB" and any(noun in one.objects for one in self.lexicon.predicates(head))


def _mutual(holders: list[Actor], targets: list[Actor], gathering: bool) -> list[tuple[Actor, Actor]]:
    """Both directions between each holder and target, and between holders alone.

    At a `gathering` of three the two who are met also meet each other.
    """
    sides = distinct((*holders, *targets))
    held = {actor.code for actor in holders}
    across = bool(holders and targets) and not (gathering and len(sides) == 3)
    return [
        (one, other) for one in sides for other in sides if not across or (one.code in held) != (other.code in held)
    ]


def _each_other(token: Token) -> bool:
    """Whether what several do is done to "each other", or by both sides to "the other"."""
    return any(
        child.lower_ == "other" and any(inner.lower_ in ("each", "the") for inner in child.children)
        for child in token.children
    )
