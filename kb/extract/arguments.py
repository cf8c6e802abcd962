"""Arguments: who does what a predicate says, and to whom."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from kb.extract import clauses
from kb.extract.phrases import Actor, Phrases, distinct
from kb.extract.predicates import NOUN_OBJECT, Predicate
from kb.extract.tables import words
from kb.facts import SIGNS

if TYPE_CHECKING:
    from spacy.tokens import Token

_SHARED = ("with", "between", "to", "of")
_BESIDE = ("nsubj", "agent", "advcl", "ccomp", "relcl", "conj", "mark", "punct", "aux", "auxpass", "cc")


class Arguments:
    """Finds holders and targets in one text."""

    def __init__(self, phrases: Phrases, acts: Container[str]) -> None:
        self.phrases = phrases
        self.acts = acts
        """Nouns of action."""

    def holders(self, predicate: Predicate) -> list[Actor]:
        """Those who do it; only who can act for an actor is one."""
        found = self._doers(predicate)
        return distinct(actor for actor in found if actor.acts)

    def _doers(self, predicate: Predicate) -> list[Actor]:
        token = predicate.token
        if not predicate.nominal:
            found = self._standing(clauses.subjects(token))
            if (
                not found
                and token.dep_ == "acl"
                and token.head.dep_ in ("dobj", "attr")
                and token.head.lemma_ not in self.acts
            ):
                found = self._standing(clauses.subjects(token.head.head))
            if not found and token.dep_ == "relcl":
                above = clauses.governor(token.head)
                if above is not None and above.lemma_ == "be":
                    found = self._standing(clauses.subjects(above))
            if not found and clauses.passive(token):
                found = self._committed(token) or self._unsaid(predicate)
            return found
        found = self.phrases.modifiers(token, of=False) or self._standing(clauses.agents(token))
        if "compound" in predicate.frame.targets or token.lemma_.lower() in words("possessed"):
            found = [
                actor for child in token.children if child.dep_ == "poss" for actor in self.phrases.standing(child)
            ]
        found = found or self._standing(clauses.behind(token, ("from",)))
        if not found and token.lemma_.lower() in words("subjective"):
            found = self._standing(clauses.behind(token, ("of",)))
        if not found and "measure" in predicate.frame.kinds:
            found = [actor for noun in predicate.objects for actor in self.phrases.modifiers(noun, of=False)]
        found = found or self._bearers(predicate)
        return [actor._replace(acts=True) if actor.kind != "leader" else actor for actor in found]

    def _committed(self, verb: Token) -> list[Actor]:
        """Who "is committed" to something does it, though the verb is in the passive."""
        if verb.lemma_ not in words("stative"):
            return []
        return self._standing(child for child in verb.children if child.dep_ == "nsubjpass")

    def _unsaid(self, predicate: Predicate) -> list[Actor]:
        """Who does what is done in the passive: whose missiles are fired; else who says that it will be."""
        if set(predicate.frame.kinds) & {"harm", "troops", "aid", "measure", "envoy"}:
            found = [actor for noun in predicate.objects for actor in self.phrases.modifiers(noun)]
            found = found or self._standing(agent for noun in predicate.objects for agent in clauses.agents(noun))
            if found:
                return found
        head = predicate.token.head
        said = (
            [head]
            if predicate.token.dep_ == "ccomp"
            else [c for c in predicate.token.children if c.dep_ == "parataxis"]
        )
        return self._standing(
            noun for verb in said if verb.lemma_ in words("saying") for noun in clauses.subjects(verb)
        )

    def _standing(self, nouns: Iterable[Token]) -> list[Actor]:
        return [actor for noun in nouns for actor in self.phrases.standing(noun)]

    def _bearers(self, predicate: Predicate) -> list[Actor]:
        """Who does what a noun says: by "launch" or a like verb; for talks, whoever acts after them."""
        noun = predicate.token
        head = noun.head
        if noun.dep_ in ("dobj", "nsubjpass", "conj") and head.lemma_ in words("light"):
            return self._acting(clauses.subjects(head))
        if predicate.frame.mutual and predicate.shared and noun.dep_ == "pobj" and head.lower_ in words("occasion"):
            verb = clauses.governor(noun)
            return self._acting(clauses.subjects(verb)) if verb is not None else []
        return []

    def _acting(self, nouns: Iterable[Token]) -> list[Actor]:
        return [actor for actor in self._standing(nouns) if actor.acts]

    def targets(self, predicate: Predicate, holders: list[Actor]) -> list[Actor]:
        """Those to whom it is done, where the frame says that they stand; never a holder.

        What only tells where counts for acts of force alone, and there only if nothing else is found.
        """
        doing = frozenset(actor.code for actor in holders)
        self.phrases.apart = doing
        try:
            return self._targets(predicate, holders, doing)
        finally:
            self.phrases.apart = frozenset()

    def _targets(self, predicate: Predicate, holders: list[Actor], doing: frozenset[str]) -> list[Actor]:
        forceful = predicate.frame.event_type in ("ASSAULT", "COERCE", "MOBILIZE", "AID")
        for local in (False, True) if forceful else (False,):
            for place, _, kind in (place.partition(":") for place in predicate.frame.targets):
                found = [
                    actor for actor in self._at(place, predicate, local) if actor.code not in doing and _is(actor, kind)
                ]
                if found:
                    return distinct(found)
        if forceful and predicate.nominal:
            return self._answering(predicate.token, doing) or self._suffering(predicate, doing)
        if predicate.frame.event_type == "ASSAULT" and holders:
            return self._scene(predicate.token, doing)
        if predicate.nominal and SIGNS[predicate.frame.event_type] <= 0:
            return self._answering(predicate.token, doing)
        return []

    def _suffering(self, predicate: Predicate, doing: frozenset[str]) -> list[Actor]:
        """Who is killed in an attack that names only the attacker, or where it is."""
        verb = clauses.governor(predicate.token)
        if verb is None or predicate.frame.event_type != "ASSAULT":
            return []
        if verb.lemma_ in words("harming"):
            found = [actor for noun in clauses.objects(verb) for actor in self.phrases.within(noun, True)]
            found = [actor for actor in found if actor.code not in doing]
            return found or self._scene(verb, doing)
        if predicate.token.lemma_.lower() in words("strike"):
            return self._scene(predicate.token, doing)
        return []

    def _answering(self, noun: Token, doing: frozenset[str]) -> list[Actor]:
        """Who answers what names nobody: "in response to threats from …", "rejected an offer from …"."""
        head = noun.head
        if noun.dep_ in ("dobj", "nsubjpass") and head.lemma_ in words("answering"):
            return [actor for actor in self._acting(clauses.subjects(head)) if actor.code not in doing]
        if noun.dep_ != "pobj" or not (head.lower_ in words("answer") or head.head.lower_ in words("answer")):
            return []
        verb = clauses.governor(noun)
        found = self._acting(clauses.subjects(verb)) if verb is not None else []
        return [actor for actor in found if actor.code not in doing]

    def _compound(self, noun: Token) -> list[Actor]:
        """Those before a noun: NATO in "NATO membership aspirations"."""
        return [
            actor
            for child in noun.children
            if child.dep_ in ("compound", "nmod")
            for actor in [*self.phrases.standing(child), *self.phrases.modifiers(child)]
        ]

    def _at(self, place: str, predicate: Predicate, local: bool) -> list[Actor]:
        token = predicate.token
        if place == "infinitive":
            found = [verb for verb in token.children if verb.dep_ in ("acl", "xcomp") and verb.tag_ == "VB"]
            return [actor for verb in found for noun in clauses.objects(verb) for actor in self._toward(noun, local)]
        if place == "compound":
            return self._compound(token)
        if predicate.nominal:
            wanted: tuple[str, ...] = (place,)
            bases = (token, *predicate.objects) if predicate.frame.objects else (token,)
            if place in ("object", "any"):
                wanted = _SHARED if predicate.frame.mutual else (*NOUN_OBJECT, "in") if local else NOUN_OBJECT
            return [
                actor for base in bases for noun in clauses.behind(base, wanted) for actor in self._toward(noun, local)
            ]
        if place == "clause":
            return self._clause(token)
        if place == "object":
            return [actor for noun in clauses.objects(token) for actor in self._toward(noun, local)]
        if place == "any":
            return self._anywhere(token, local)
        return [
            actor
            for base in (token, *predicate.objects)
            for noun in clauses.behind(base, (place,))
            for actor in self._toward(noun, local)
        ]

    def _toward(self, noun: Token, local: bool) -> list[Actor]:
        """Whom a noun is about; of an act, him whose it is: who condemns an attack is against the attacker."""
        if noun.lemma_.lower() in self.acts:
            doers = [*self.phrases.modifiers(noun, of=False)]
            doers += [actor for agent in clauses.agents(noun) for actor in self.phrases.standing(agent)]
            if doers:
                return doers
        return self.phrases.within(noun, local)

    def _clause(self, verb: Token) -> list[Actor]:
        """Who does it in the clause that a verb leads to: "demanded that Russia leave"."""
        return [
            actor
            for child in verb.children
            if child.dep_ == "ccomp"
            for noun in clauses.subjects(child) + (clauses.objects(child) if clauses.passive(child) else [])
            for actor in self.phrases.standing(noun)
        ]

    def _anywhere(self, verb: Token, local: bool) -> list[Actor]:
        """In whatever hangs on a verb, except its subject, its clauses and what only tells when, where or why."""
        left = words("circumstance") if local else words("circumstance") | {"on"}
        passive = clauses.passive(verb)
        found: list[Actor] = []
        for child in verb.children:
            if child.dep_ in _BESIDE or (child.dep_ == "nsubjpass" and not passive):
                continue
            if child.dep_ == "prep" and child.lower_ in left | {"in", "at", "by"}:
                continue
            if child.dep_ == "prep":
                found += [actor for noun in child.children for actor in self._toward(noun, local)]
            else:
                found += self._toward(child, local)
        if verb.dep_ == "acl" and passive:
            found += self.phrases.within(verb.head, local)
        return found

    def _scene(self, token: Token, doing: frozenset[str]) -> list[Actor]:
        """Where an attack takes place, if that is all that the sentence tells of its target."""
        doc = self.phrases.doc
        for mention in self.phrases.mentions:
            if doc[mention.start].sent.start != token.sent.start or mention.code in doing:
                continue
            if mention.kind not in ("state", "capital"):
                continue
            root = doc[mention.start : mention.end].root
            head = root
            while head.dep_ in ("compound", "appos", "conj", "nmod", "poss", "npadvmod") and head.head != head:
                head = head.head
            place = head.dep_ == "pobj" and head.head.lower_ in (
                "in",
                "on",
                "near",
                "at",
                "into",
                "across",
                "of",
                "inside",
            )
            if place or root.dep_ == "npadvmod":
                return [Actor(mention.code, root.i, False, mention.kind, "", mention)]
        return []


def _is(actor: Actor, kind: str) -> bool:
    """Whether an actor is of the kind that a frame asks for, such as `organization`; `named` is all but a pronoun."""
    return not kind or actor.kind == kind or (kind == "named" and actor.kind != "pronoun")
