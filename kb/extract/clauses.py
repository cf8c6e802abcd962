"""The grammar of a clause: who does it, to what, and what stands behind which preposition.

Of tokens only. A noun of action has subject and object as its verb has: in "its expulsion of three envoys by Monday"
they are the possessor and what stands behind "of".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBAL = ("VERB", "AUX")
_RELATIVE = ("who", "which", "that")


def passive(verb: Token) -> bool:
    """Whether a verb is in the passive: "were expelled", or "expelled" behind its noun."""
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children) or (
        verb.dep_ == "acl" and verb.tag_ == "VBN"
    )


def agents(token: Token) -> list[Token]:
    """What stands behind "by" as the one who does it."""
    return [
        noun
        for child in token.children
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")
        for noun in child.children
        if noun.dep_ == "pobj"
    ]


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The nouns or pronouns that are the logical subject of a verb, sought upwards where it has none of its own."""
    if depth > 6:
        return []
    if passive(verb):
        return agents(verb)
    own = [child for child in verb.children if child.dep_ == "nsubj"]
    if own:
        return [verb.head] if own[0].lower_ in _RELATIVE and verb.dep_ == "relcl" else own
    head = verb.head
    if verb.dep_ == "xcomp":
        caused = [child for child in head.children if child.dep_ in ("dobj", "nsubjpass")]
        if head.lemma_ in words("causing") and caused:
            return caused
        return subjects(head, depth + 1) if head.pos_ in VERBAL else []
    if verb.dep_ in ("conj", "advcl", "ccomp", "acomp") and head.pos_ in VERBAL and head != verb:
        if verb.dep_ == "advcl" and verb.tag_ == "VBN":
            return []
        return subjects(head, depth + 1)
    if verb.dep_ == "pcomp":
        above = head.head
        return subjects(above, depth + 1) if above.pos_ in VERBAL else possessors(above)
    if verb.dep_ == "acl":
        if verb.tag_ == "VBG" and head.lemma_.lower() not in words("document"):
            return [head]
        if head.dep_ in ("dobj", "nsubjpass", "attr") and head.head.pos_ in VERBAL:
            return subjects(head.head, depth + 1)
        if verb.tag_ == "VBG":
            return possessors(head)
    return []


def possessors(noun: Token) -> list[Token]:
    """Whose an action is: "Iran's attack", "the Iranian attack", "the attack by Iran"."""
    own = [child for child in noun.children if child.dep_ in ("poss", "nmod")]
    own += [child for child in noun.children if child.dep_ in ("compound", "amod")]
    return own + agents(noun)


def objects(verb: Token) -> list[Token]:
    """The nouns that a verb acts upon, each of a coordination."""
    found = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass", "attr", "oprd", "dative")]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        found.append(verb.head)
    if verb.dep_ == "relcl" and not any(
        child.dep_ == "dobj" and child.lower_ not in _RELATIVE for child in verb.children
    ):
        own = any(child.dep_ == "nsubj" and child.lower_ not in _RELATIVE for child in verb.children)
        if own or any(child.dep_ == "nsubjpass" for child in verb.children):
            found.append(verb.head)
    if verb.lemma_ in words("causing"):
        for child in verb.children:
            if child.dep_ in ("ccomp", "xcomp") and not _finite(child):
                found += [noun for noun in child.children if noun.dep_ in ("nsubj", "nsubjpass")]
    found = [token for token in found if token.lower_ not in _RELATIVE]
    return found + [other for token in found for other in token.conjuncts if other.i > token.i]


def _finite(verb: Token) -> bool:
    """Whether a clause has a tense: "that he left", not "to leave" or "guilty"."""
    to = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    return not to and verb.tag_ in ("VBD", "VBZ", "VBP", "MD")


def infinitive(verb: Token) -> Token | None:
    """The infinitive that a verb leads to: "refused to leave", "told them to leave"."""
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
            return child
    return None


def behind(token: Token, prepositions: Collection[str]) -> list[Token]:
    """What stands behind one of some prepositions that hang on a token."""
    found = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in prepositions:
            found += [noun for noun in child.children if noun.dep_ in ("pobj", "pcomp")]
            for inner in child.children:
                if inner.dep_ == "prep":
                    found += [noun for noun in inner.children if noun.dep_ == "pobj"]
        elif child.dep_ == "prt":
            found += behind(child, prepositions)
    return found


def complements(verb: Token) -> list[Token]:
    """What a verb says of its object or subject: "remained steadfast", "described it as stable"."""
    found = [child for child in verb.children if child.dep_ == "acomp"]
    for child in verb.children:
        if child.dep_ == "prep":
            found += [noun for noun in child.children if noun.dep_ in ("pobj", "amod", "pcomp")]
            found += [other for noun in child.children if noun.dep_ == "amod" for other in noun.conjuncts]
    return found


def core(noun: Token) -> Iterator[Token]:
    """A noun and, where it only measures another, that one: "a series of strikes", "six drones"."""
    yield noun
    if noun.lemma_.lower() in words("container"):
        for inner in behind(noun, ("of",)):
            yield from core(inner)


def governor(token: Token) -> Token | None:
    """The verb that a noun hangs on, through prepositions and other nouns; None where there is none."""
    while token.head != token:
        token = token.head
        if token.pos_ in VERBAL:
            return token
    return None


def particle(verb: Token) -> str:
    """The particle of a verb: "off" in "broke off"."""
    return next((child.lower_ for child in verb.children if child.dep_ == "prt"), "")
