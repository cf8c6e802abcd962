"""Holders: who does what a predicate says."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from kb.extract import clauses
from kb.extract.phrases import Actor, Phrases, distinct
from kb.extract.predicates import Predicate
from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSTRUMENTS = frozenset(("harm", "troops", "aid", "measure", "envoy"))
"""Classes of what belongs to the one who acts with it: whose missiles are fired attacks."""


class Holders:
    """Finds them in one text."""

    def __init__(self, phrases: Phrases, acts: Container[str]) -> None:
        self.phrases = phrases
        self.acts = acts
        """Nouns of action."""

    def of(self, predicate: Predicate) -> list[Actor]:
        """Those who do it, of whom only those count who can act for an actor."""
        if predicate.nominal:
            return self._of_noun(predicate)
        return [actor for actor in distinct(self._of_verb(predicate)) if actor.acts]

    def acting(self, nouns: Iterable[Token]) -> list[Actor]:
        """Those for whom some nouns can act."""
        return [actor for actor in self.standing(nouns) if actor.acts]

    def standing(self, nouns: Iterable[Token]) -> list[Actor]:
        """Those for whom some nouns stand."""
        return [actor for noun in nouns for actor in self.phrases.standing(noun)]

    def _of_verb(self, predicate: Predicate) -> list[Actor]:
        """The subject; of a clause without one, whoever leads to it."""
        token = predicate.token
        found = self.standing(clauses.subjects(token))
        if not found and token.dep_ == "acl" and token.head.dep_ in ("dobj", "attr"):
            found = [] if token.head.lemma_ in self.acts else self.standing(clauses.subjects(token.head.head))
        if not found and token.dep_ == "relcl":
            above = clauses.governor(token.head)  # "was among the seven that …"
            found = self.standing(clauses.subjects(above)) if above is not None and above.lemma_ == "be" else []
        if not found and clauses.passive(token):
            found = self._committed(token) or self._unsaid(predicate)
        return found

    def _committed(self, verb: Token) -> list[Actor]:
        """Who "is committed" to something does it, though the verb is in the passive."""
        if verb.lemma_ not in words("stative"):
            return []
        return self.standing(child for child in verb.children if child.dep_ == "nsubjpass")

    def _unsaid(self, predicate: Predicate) -> list[Actor]:
        """Who does what is done in the passive: whose missiles are fired; else who says that it will be."""
        token = predicate.token
        if _INSTRUMENTS.intersection(predicate.frame.kinds):
            found = [actor for noun in predicate.objects for actor in self.phrases.modifiers(noun)]
            found = found or self.standing(agent for noun in predicate.objects for agent in clauses.agents(noun))
            if found:
                return found
        said = [token.head] if token.dep_ == "ccomp" else [c for c in token.children if c.dep_ == "parataxis"]
        return self.standing(noun for verb in said if verb.lemma_ in words("saying") for noun in clauses.subjects(verb))

    def _of_noun(self, predicate: Predicate) -> list[Actor]:
        """Whose an action is, or who is said to bear it; each of them acts, though the words be "Iranian"."""
        token = predicate.token
        low = token.lemma_.lower()
        if "compound" in predicate.frame.targets or low in words("possessed"):
            found = self.standing(child for child in token.children if child.dep_ == "poss")
        else:
            found = self.phrases.modifiers(token, of=False) or self.standing(clauses.agents(token))
        found = found or self.standing(clauses.behind(token, ("from",)))
        if not found and low in words("subjective"):
            found = self.standing(clauses.behind(token, ("of",)))
        if not found and "measure" in predicate.frame.kinds:
            found = [actor for noun in predicate.objects for actor in self.phrases.modifiers(noun, of=False)]
        found = found or self._bearers(predicate)
        return [actor for actor in distinct(found) if actor.acts or actor.kind != "leader"]

    def _bearers(self, predicate: Predicate) -> list[Actor]:
        """Who does what a noun says: by "launch" or a like verb; for talks, whoever acts after them."""
        noun = predicate.token
        head = noun.head
        if noun.dep_ in ("dobj", "nsubjpass", "conj") and head.lemma_ in words("light"):
            return self.acting(clauses.subjects(head))
        if predicate.frame.mutual and predicate.shared and noun.dep_ == "pobj" and head.lower_ in words("occasion"):
            verb = clauses.governor(noun)
            return self.acting(clauses.subjects(verb)) if verb is not None else []
        return []
