"""Targets: to whom what a predicate says is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.extract import clauses
from kb.extract.holders import Holders
from kb.extract.phrases import Actor, distinct
from kb.extract.predicates import NOUN_OBJECT, Predicate
from kb.extract.tables import words
from kb.facts import SIGNS

if TYPE_CHECKING:
    from spacy.tokens import Token

_SHARED = ("with", "between", "to", "of")
_BESIDE = ("nsubj", "agent", "advcl", "ccomp", "relcl", "conj", "mark", "punct", "aux", "auxpass", "cc")
_WHERE = ("in", "on", "near", "at", "into", "across", "of", "inside")
_FORCE = ("ASSAULT", "COERCE", "MOBILIZE", "AID")


class Targets:
    """Finds them in one text."""

    def __init__(self, holders: Holders) -> None:
        self.holders = holders
        self.phrases = holders.phrases

    def of(self, predicate: Predicate, holders: list[Actor]) -> list[Actor]:
        """Those to whom it is done, where the frame says that they stand; never a holder.

        What only tells where counts for acts of force alone, and there only if nothing else is found.
        """
        doing = frozenset(actor.code for actor in holders)
        self.phrases.apart = doing
        try:
            return self._framed(predicate, doing) or self._around(predicate, bool(holders), doing)
        finally:
            self.phrases.apart = frozenset()

    def _framed(self, predicate: Predicate, doing: frozenset[str]) -> list[Actor]:
        """The first place of the frame that has any."""
        for local in (False, True) if predicate.frame.event_type in _FORCE else (False,):
            for place, _, kind in (place.partition(":") for place in predicate.frame.targets):
                there = self._at(place, predicate, local)
                found = [actor for actor in there if actor.code not in doing and _is(actor, kind)]
                if found:
                    return distinct(found)
        return []

    def _at(self, place: str, predicate: Predicate, local: bool) -> Iterator[Actor]:
        """Whom a place of a frame has: `infinitive`, `compound`, `clause`, `object`, `any`, or behind a preposition."""
        token = predicate.token
        match place:
            case "infinitive":
                verbs = [verb for verb in token.children if verb.dep_ in ("acl", "xcomp") and verb.tag_ == "VB"]
                nouns = [noun for verb in verbs for noun in clauses.objects(verb)]
            case "compound":
                yield from self._compound(token)
                return
            case "object" | "any" if predicate.nominal:
                behind = _SHARED if predicate.frame.mutual else (*NOUN_OBJECT, "in") if local else NOUN_OBJECT
                nouns = [noun for base in self._bases(predicate) for noun in clauses.behind(base, behind)]
            case "clause":
                yield from self.holders.standing(_doing(token))
                return
            case "object":
                nouns = clauses.objects(token)
            case "any":
                yield from self._anywhere(token, local)
                return
            case _:
                nouns = [noun for base in self._bases(predicate) for noun in clauses.behind(base, (place,))]
        for noun in nouns:
            yield from self._toward(noun, local)

    def _bases(self, predicate: Predicate) -> list[Token]:
        """On what a preposition can hang: the predicate and, where the frame asks for one, its object."""
        own = predicate.objects if predicate.frame.objects or not predicate.nominal else []
        return [predicate.token, *own]

    def _compound(self, noun: Token) -> Iterator[Actor]:
        """Those before a noun: NATO in "NATO membership aspirations"."""
        for child in noun.children:
            if child.dep_ in ("compound", "nmod"):
                yield from self.phrases.standing(child)
                yield from self.phrases.modifiers(child)

    def _toward(self, noun: Token, local: bool) -> list[Actor]:
        """Whom a noun is about; of an act, him whose it is: who condemns an attack is against the attacker."""
        if noun.lemma_.lower() in self.holders.acts:
            doers = self.phrases.modifiers(noun, of=False) + self.holders.standing(clauses.agents(noun))
            if doers:
                return doers
        return self.phrases.within(noun, local)

    def _anywhere(self, verb: Token, local: bool) -> Iterator[Actor]:
        """In whatever hangs on a verb, except its subject, its clauses and what only tells when, where or why."""
        left = words("circumstance") | {"in", "at", "by"} | (set() if local else {"on"})
        passive = clauses.passive(verb)
        for child in verb.children:
            if child.dep_ in _BESIDE or (child.dep_ == "nsubjpass" and not passive):
                continue
            if child.dep_ != "prep":
                yield from self._toward(child, local)
            elif child.lower_ not in left:
                for noun in child.children:
                    yield from self._toward(noun, local)
        if verb.dep_ == "acl" and passive:
            yield from self.phrases.within(verb.head, local)

    def _around(self, predicate: Predicate, held: bool, doing: frozenset[str]) -> list[Actor]:
        """Those whom the words around tell: who dies in an attack, where it is, who answers a threat."""
        token, kind = predicate.token, predicate.frame.event_type
        if predicate.nominal and kind in _FORCE:
            return self._answering(token, doing) or (self._suffering(token, doing) if kind == "ASSAULT" else [])
        if kind == "ASSAULT" and held:
            return self._scene(token, doing)
        return self._answering(token, doing) if predicate.nominal and SIGNS[kind] <= 0 else []

    def _suffering(self, noun: Token, doing: frozenset[str]) -> list[Actor]:
        """Who is killed in an attack that names only the attacker, or where it is."""
        verb = clauses.governor(noun)
        if verb is not None and verb.lemma_ in words("harming"):
            found = [actor for hurt in clauses.objects(verb) for actor in self.phrases.within(hurt, True)]
            return [actor for actor in found if actor.code not in doing] or self._scene(verb, doing)
        if verb is not None and noun.lemma_.lower() in words("strike"):
            return self._scene(noun, doing)
        return []

    def _answering(self, noun: Token, doing: frozenset[str]) -> list[Actor]:
        """Who answers what names nobody: "in response to threats from …", "rejected an offer from …"."""
        head = noun.head
        verb = None
        if noun.dep_ in ("dobj", "nsubjpass") and head.lemma_ in words("answering"):
            verb = head
        elif noun.dep_ == "pobj" and {head.lower_, head.head.lower_} & words("answer"):
            verb = clauses.governor(noun)
        found = self.holders.acting(clauses.subjects(verb)) if verb is not None else []
        return [actor for actor in found if actor.code not in doing]

    def _scene(self, token: Token, doing: frozenset[str]) -> list[Actor]:
        """Where an attack takes place, if that is all that the sentence tells of its target."""
        doc = self.phrases.doc
        for mention in self.phrases.mentions:
            here = doc[mention.start : mention.end].root
            if here.sent.start != token.sent.start or mention.code in doing or mention.kind not in ("state", "capital"):
                continue
            head = here
            while head.dep_ in ("compound", "appos", "conj", "nmod", "poss", "npadvmod") and head.head != head:
                head = head.head
            if here.dep_ == "npadvmod" or (head.dep_ == "pobj" and head.head.lower_ in _WHERE):
                return [Actor(mention.code, here.i, False, mention.kind, "", mention)]
        return []


def _doing(verb: Token) -> Iterator[Token]:
    """Who does it in the clause that a verb leads to: "demanded that Russia leave"."""
    for child in verb.children:
        if child.dep_ == "ccomp":
            yield from clauses.subjects(child)
            yield from clauses.objects(child) if clauses.passive(child) else ()


def _is(actor: Actor, kind: str) -> bool:
    """Whether an actor is of the kind that a frame asks for, such as `organization`; `named` is all but a pronoun."""
    return not kind or actor.kind == kind or (kind == "named" and actor.kind != "pronoun")
