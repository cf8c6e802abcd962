"""Coreference: whom "it", "his", "the two countries", "the bloc" and "both sides" point at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.extract.clauses import VERBAL, governor
from kb.extract.phrases import Actor, Phrases
from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = frozenset(
    (
        "it",
        "he",
        "she",
        "they",
        "itself",
        "himself",
        "herself",
        "themselves",
        "its",
        "his",
        "her",
        "their",
        "them",
        "him",
    )
)
_PLURAL = frozenset(("they", "their", "them", "themselves"))
_SPEAKING = frozenset(("we", "our", "us", "i", "my"))
_STATES = ("state", "capital", "demonym")
_MANY = frozenset(("two", "both", "three", "their"))


class Antecedents:
    """Finds them in one text, by grammar first and by nearness then."""

    def __init__(self, phrases: Phrases, pair: Callable[[frozenset[str]], list[Actor]]) -> None:
        self.phrases = phrases
        self._pair = pair
        """The two that the text has told most of, without some."""
        self.doc = phrases.doc
        self._starts = [sentence.start for sentence in self.doc.sents]
        self._sentences = list(self.doc.sents)
        self._busy: set[int] = set()
        self._apart: frozenset[str] = frozenset()

    def of(self, token: Token, apart: frozenset[str] = frozenset()) -> list[Actor]:
        """Whom a pronoun, or a noun that names no one, points at; nobody where that cannot be told.

        Those `apart` are not meant: what somebody does to "its envoy" is done to the other's.
        """
        if token.i in self._busy:
            return []
        self._busy.add(token.i)
        try:
            low = token.lower_
            self._apart = apart
            if low in _PERSONAL:
                several = self._several(token) if low in _PLURAL else []
                return several or self._personal(token, 6 if low in _PLURAL else 1)
            if low in _SPEAKING:
                return self._speaker(token)
            if low == "both" or (low == "each" and token.dep_ in ("nsubj", "pobj", "dobj")):
                return self._latest(token, 2)
            return self._noun(token)
        finally:
            self._busy.discard(token.i)

    def _personal(self, token: Token, number: int) -> list[Actor]:
        """The subject of a clause above or before; else the subject of the sentence before."""
        head = token
        own = token.dep_ in ("dobj", "dative", "pobj") and not token.lower_.endswith(("self", "selves"))
        while head.head != head:
            clause = head.head
            if clause.pos_ in VERBAL and own:
                own = False
            elif clause.pos_ in VERBAL:
                subjects = [child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")]
                if not subjects and token.dep_ == "poss":
                    found = [
                        actor
                        for noun in clause.children
                        if noun.dep_ == "dobj" and noun.i < token.i and token not in noun.subtree
                        for actor in self._acting(noun)
                    ]
                    if found:
                        return self._pointed(found, token, number)
                for child in clause.children:
                    if child.dep_ in ("nsubj", "nsubjpass") and child.i < token.i and token not in child.subtree:
                        found = self._acting(child)
                        if found:
                            return self._pointed(found, token, number)
            head = clause
        sentence = self._sentence(token)
        for before in reversed(self._sentences[max(0, sentence - 2) : sentence]):
            for other in before:
                if other.dep_ in ("nsubj", "nsubjpass") and other.head.dep_ in ("ROOT", "ccomp", "conj"):
                    found = self._acting(other)
                    if found:
                        return self._pointed(found, token, number)
        return []

    def _several(self, token: Token) -> list[Actor]:
        """Those of the nearest list before a plural pronoun, in its sentence or the one before."""
        since = self._starts[max(0, self._sentence(token) - 1)]
        near = [one for one in self.phrases.mentions if one.row and since <= one.start and one.end <= token.i]
        if not near:
            return []
        listed = [one for one in near if one.row == near[-1].row and one.code not in self._apart]
        return [Actor(one.code, one.start, True, "pronoun", one.name.body, one) for one in listed]

    def _acting(self, token: Token) -> list[Actor]:
        return [actor for actor in self.phrases.standing(token) if actor.acts and actor.code not in self._apart]

    def _pointed(self, actors: list[Actor], token: Token, number: int) -> list[Actor]:
        return [actor._replace(token=token.i, kind="pronoun") for actor in actors[: max(number, 1)]]

    def _speaker(self, token: Token) -> list[Actor]:
        """Who says "we": the subject of the verb of saying around or right behind."""
        head = token
        while head.head != head:
            head = head.head
            if head.lemma_ in words("saying"):
                for child in head.children:
                    if child.dep_ == "nsubj" and child != token:
                        return self._pointed(self._acting(child), token, 1)
        return []

    def _noun(self, token: Token) -> list[Actor]:
        """Whom "both sides", or as a subject "the country", "the bloc" and "the government" point at.

        Elsewhere a single one is not sought: of those before it too many fit.
        """
        low = token.lemma_.lower()
        around = {child.lower_ for child in token.children if child.dep_ in ("det", "nummod", "poss", "amod", "predet")}
        if low in words("party") and around & _MANY and (token.tag_ == "NNS" or low == "leadership"):
            return self._latest(token, 3 if "three" in around else 2)
        if token.dep_ not in ("nsubj", "nsubjpass") or token.tag_ != "NN":
            return self._seated(token) if token.dep_ in ("nsubj", "nsubjpass") else []
        if low in words("state") and around & {"the", "that", "this"}:
            return self._latest(token, 1, _STATES)
        if low in words("union") and "the" in around:
            return self._latest(token, 1, ("organization", "bloc", "group"))
        return self._seated(token) or (
            self._latest(token, 1, _STATES) if low in words("government") and around == {"the"} else []
        )

    def _seated(self, token: Token) -> list[Actor]:
        """Who acts in a capital that is named before: "In Seoul, the Joint Chiefs of Staff said"."""
        if token.lemma_.lower() not in words("official"):
            return []
        for child in token.head.children:
            if child.dep_ == "prep" and child.lower_ == "in" and child.i < token.i:
                for noun in child.children:
                    mention = self.phrases.at.get(noun.i)
                    if mention and mention.kind == "capital":
                        return [Actor(mention.code, token.i, True, "capital", "", mention)]
        return []

    def _latest(self, token: Token, number: int, kinds: tuple[str, ...] = ()) -> list[Actor]:
        found: dict[str, Actor] = {}
        apart = set(self._apart) if number == 1 else set()
        verb = governor(token)
        if verb is not None and token.dep_ not in ("nsubj", "nsubjpass"):
            apart |= {
                actor.code for noun in verb.children if noun.dep_ == "nsubj" for actor in self.phrases.standing(noun)
            }
        if number == 2:
            told = self._pair(frozenset() if token.lemma_.lower() in words("land") else frozenset(apart))
            if told:
                return [actor._replace(token=token.i, kind="pronoun") for actor in told]
        for mention in reversed(self.phrases.mentions):
            if mention.code not in apart and mention.end <= token.i and (not kinds or mention.kind in kinds):
                found.setdefault(
                    mention.code, Actor(mention.code, token.i, True, "pronoun", mention.name.body, mention)
                )
                if len(found) == number:
                    return list(found.values())
        return []

    def _sentence(self, token: Token) -> int:
        import bisect

        return bisect.bisect_right(self._starts, token.i) - 1
