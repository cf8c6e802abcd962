"""Noun phrases: whom they stand for.

"Moscow", "the Kremlin", "Russian Foreign Minister Sergei Lavrov" and "its army" stand for a state and can hold a
stance; "Russian nationals" and "a Russian tanker" belong to it and can only be a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from kb.extract import clauses
from kb.extract.mentions import Mention
from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Actor(NamedTuple):
    """Whom some words stand for."""

    code: str
    token: int
    """The token by which it is named or pointed at."""
    acts: bool = True
    """Whether the words stand for the actor itself and not for what only belongs to it."""
    kind: str = "state"
    """As the name's by which it is found, or pronoun."""
    body: str = ""
    mention: Mention | None = None


def distinct(actors: Iterable[Actor]) -> list[Actor]:
    """The first of each actor, in order."""
    found: dict[str, Actor] = {}
    for actor in actors:
        found.setdefault(actor.code, actor)
    return list(found.values())


_ATTACHED = ("compound", "amod", "poss", "nmod", "npadvmod")


class Phrases:
    """The noun phrases of one text."""

    def __init__(self, doc: Doc, mentions: list[Mention]) -> None:
        self.doc = doc
        self.mentions = mentions
        self.at = {token: mention for mention in mentions for token in range(mention.start, mention.end)}
        self.resolve: Callable[[Token, frozenset[str]], list[Actor]] = lambda _token, _apart: []
        """What a pronoun or "the two countries" points at; set by the one who reads the whole text."""
        self.apart: frozenset[str] = frozenset()
        """Whom nothing is to point at at the moment."""
        self.people: dict[str, Actor] = {}
        """Surnames of those whom the text introduces, such as "Ukraine's envoy, Olha Melnyk"."""
        self._introduce()

    def _introduce(self) -> None:
        for entity in self.doc.ents:
            root = entity.root
            if entity.label_ != "PERSON" or root.i in self.at:
                continue
            found = [actor for actor in self.standing(root) if actor.acts]
            if not found and root.dep_ == "appos":
                found = [actor for actor in self._described(root.head, set()) if actor.acts]
            if found:
                self.people.setdefault(entity[-1].text, found[0]._replace(kind="person"))

    def standing(self, token: Token, seen: set[int] | None = None) -> list[Actor]:
        """Whom the noun phrase of a head stands for, and each that is coordinated with it."""
        seen = seen if seen is not None else set()
        if token.i in seen:
            return []
        seen.add(token.i)
        mention = self.at.get(token.i)
        found: list[Actor] = []
        if mention and mention.kind == "body" and self.modifiers(token, of=False):
            found = self._described(token, seen)  # "Peru's Congress" is not the one that is so called alone
        elif mention and mention.kind != "demonym":
            if not former(token) and not self._company(mention, token):
                found = [self._named(mention, token)]
                found += self._row(mention)
        elif mention and token.pos_ in ("PROPN", "NOUN") and token.dep_ not in ("compound", "amod", "nmod"):
            plural = token.text.endswith("s") or token.tag_ in ("NNS", "NNPS")
            definite = any(child.lower_ == "the" for child in token.children)
            found = [self._named(mention, token)._replace(acts=plural and definite)]
        elif token.lower_ in ("which", "who", "whom", "whose"):
            found = self._relative(token, seen)
        elif token.pos_ == "PRON" or token.pos_ == "DET":
            found = self.resolve(token, self.apart)
        else:
            found = self._described(token, seen) or self.resolve(token, self.apart)
        for child in token.children:
            if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "ADJ"):
                found += self.standing(child, seen)
        return distinct(found)

    def _relative(self, token: Token, seen: set[int]) -> list[Actor]:
        """Whom a relative pronoun stands for: the noun that its clause describes."""
        while token.head != token:
            if token.dep_ == "relcl":
                return self.standing(token.head, seen)
            token = token.head
        return []

    def _named(self, mention: Mention, token: Token) -> Actor:
        return Actor(mention.code, token.i, True, mention.kind, mention.name.body, mention)

    def _row(self, mention: Mention) -> list[Actor]:
        """The others of the list that a mention stands in."""
        if not mention.row:
            return []
        return [
            Actor(other.code, other.start, True, other.kind, other.name.body, other)
            for other in self.mentions
            if other.row == mention.row and other.start != mention.start
        ]

    def _company(self, mention: Mention, token: Token) -> bool:
        """Whether a state only names a firm: "Air Canada"."""
        return mention.kind == "state" and any(
            child.dep_ == "compound"
            and child.pos_ == "PROPN"
            and child.i not in self.at
            and child.lower_ not in words("region")
            for child in token.children
        )

    def _described(self, token: Token, seen: set[int]) -> list[Actor]:
        """Whom a common noun, or a name that nobody knows, stands for by what hangs on it."""
        low = token.lemma_.lower()
        owners = self.modifiers(token)
        if not owners and token.dep_ == "conj" and low in words("official"):
            owners = self.modifiers(token.head)  # "Israeli air and drone strikes"
        if not owners:
            for child in token.children:
                if child.dep_ == "appos":
                    owners = self.standing(child, seen)
                    if owners:
                        return (
                            owners
                            if low in words("official") or token.pos_ == "PROPN"
                            else [one._replace(acts=False) for one in owners]
                        )
            if token.text in self.people and token.pos_ == "PROPN":
                return [self.people[token.text]._replace(token=token.i)]
            return []
        if low in words("outlaw") and all(owner.kind == "demonym" for owner in owners):
            return []
        if low in words("union") and all(owner.kind == "demonym" for owner in owners):
            groups = [mention for mention in self.mentions if mention.kind == "group" and mention.end <= token.i]
            if groups:
                return [self._named(groups[-1], token)]
        acts = (low in words("official") or token.pos_ == "PROPN") and not former(token) and low not in words("body")
        if acts and token.pos_ == "PROPN" and low not in words("official"):
            acts = (
                any(child.lemma_.lower() in words("official") for child in token.children)
                or token.ent_type_ == "PERSON"
            )
        return [
            owner._replace(
                token=token.i if owner.kind != "pronoun" else owner.token,
                acts=acts and owner.acts,
            )
            for owner in owners
        ]

    def modifiers(self, token: Token, of: bool = True) -> list[Actor]:
        """The actors that modify a noun: "Russian", "Russia's", "its" and, unless told otherwise, "of Russia"."""
        found: list[Actor] = []
        for child in token.children:
            if child.dep_ in _ATTACHED:
                mention = self.at.get(child.i)
                if mention:
                    if not former(child):
                        found.append(self._named(mention, child))
                        found += self._row(mention)
                elif child.pos_ == "PRON":
                    found += self.resolve(child, self.apart) if child.dep_ == "poss" else []
                elif child.dep_ == "poss":
                    found += self.standing(child)
                elif child.dep_ != "amod":
                    found += self.modifiers(child)
                found += [
                    self._named(self.at[other.i], other)
                    for other in child.conjuncts
                    if other.i in self.at and other.dep_ == "conj"
                ]
            elif of and child.dep_ == "prep" and self._belonging(token, child):
                for noun in child.children:
                    if noun.dep_ == "pobj" and (noun.i in self.at or noun.lemma_.lower() in words("state")):
                        found += self.standing(noun)
        named = [actor for actor in found if actor.kind != "pronoun"]
        found = named or found
        return distinct(found)

    def _belonging(self, noun: Token, preposition: Token) -> bool:
        """Whether a preposition tells whose somebody is: "minister of", "adviser to", but not "ambassador to"."""
        return preposition.lower_ == "of" or (
            preposition.lower_ in ("to", "for") and noun.lemma_.lower() in words("adviser")
        )

    def within(self, token: Token, local: bool = True) -> list[Actor]:
        """Every actor that is named below a token, its own first, but not within its clauses.

        Without `local`, not those that only tell where.
        """
        found = self.standing(token)
        waiting, seen = [token], set()
        while waiting:
            here = waiting.pop(0)
            if here.i in seen:
                continue
            seen.add(here.i)
            mention = self.at.get(here.i)
            if mention:
                found.append(self._named(mention, here)._replace(acts=False))
                found += self._row(mention)
            elif here.pos_ == "PRON" and here.dep_ == "poss":
                if any(sibling.i in self.at for sibling in here.head.children):
                    continue
                found += self.resolve(here, self.apart)
            elif here != token and here.dep_ in ("pobj", "dobj", "appos") and here.i not in self.at:
                found += self.resolve(here, self.apart)
            for child in here.children:
                if child.dep_ in ("relcl", "ccomp", "nsubj", "nsubjpass", "agent"):
                    continue
                if child.dep_ == "advcl" and child.lemma_ not in words("aiming"):
                    continue
                verbal = here.pos_ in clauses.VERBAL
                if child.dep_ == "prep" and child.lower_ == "from" and mention:
                    continue
                if child.dep_ == "prep" and verbal and child.lower_ in words("circumstance"):
                    continue
                if child.dep_ == "acl" and child.tag_ != "VBN" and child.lemma_ not in words("aiming"):
                    continue
                if not local and child.dep_ == "prep" and child.lower_ in ("in", "at", "during", "on"):
                    continue
                waiting.append(child)
        found = distinct(found)
        if any(actor.code == "EU" for actor in found):
            found = [actor for actor in found if actor.code != "EUROPE"]
        return found


def former(token: Token) -> bool:
    """Whether somebody held an office once: "former", "ex-", "then"."""
    near = [child for child in token.children if child.i < token.i]
    near += [inner for child in near if child.dep_ == "compound" for inner in child.children]
    return any(child.lower_ in words("former") or child.lower_.startswith("ex-") for child in near)
