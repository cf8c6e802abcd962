"""Operators: what makes of an act that is named one that is not done.

What somebody rejects, proposes, demands, denies or only alleges is not done: there the outer act alone counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.extract.clauses import VERBAL
from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSIDE = ("ccomp", "xcomp", "pcomp", "acl", "pobj", "advcl", "dobj", "relcl")


def closed(token: Token) -> bool:
    """Whether a predicate lies in a clause or phrase that somebody rejects, proposes, demands, denies or alleges.

    >>> from kb.extract.parse import load
    >>> doc = load()("Russia accused Ukraine of shelling a village.")
    >>> [token.text for token in doc if closed(token)]
    ['shelling', 'a', 'village']
    """
    verbal = token.pos_ in VERBAL
    if any(child.lower_ in words("doubt") for child in token.children):
        return True
    while token.head != token:
        head = token.head
        if token.dep_ in _INSIDE:
            if token.dep_ in ("ccomp", "xcomp") and head.lemma_ in words("closing"):
                return True
            if token.dep_ in ("pcomp", "pobj") and head.head.lemma_ in words("closing") and head.lower_ in ("of", "for", "from", "about", "against"):
                if token.dep_ == "pcomp" or token.pos_ in ("NOUN", "PROPN") and head.lower_ in ("of", "for"):
                    return True
            if token.dep_ == "pcomp" and head.head.lemma_ in words("closing-noun"):
                return True
            if token.dep_ in ("acl", "ccomp") and head.pos_ == "NOUN" and head.lemma_ in words("closing-noun"):
                return True
            if token.dep_ == "dobj" and head.lemma_ in words("closing"):
                return True
            if token.dep_ == "advcl" and any(child.dep_ == "mark" and child.lower_ in ("if", "unless", "until", "lest") for child in token.children):
                return True
            if verbal and token.dep_ == "advcl" and token.tag_ == "VB" and any(child.lower_ == "to" for child in token.children):
                return True
        token = head
    return False


def negated(verb: Token) -> bool:
    """Whether a verb is denied: "did not", "never", "no longer"."""
    return any(
        child.dep_ == "neg" or child.lower_ == "never" or (child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children))
        for child in verb.children
    ) or any(
        child.dep_ == "dobj" and any(inner.lower_ == "no" for inner in child.children) for child in verb.children
    ) or (verb.dep_ == "xcomp" and verb.head.pos_ in VERBAL and negated(verb.head))


def operator(verb: Token) -> str:
    """What is done to an act by the words around it: `not`, `stop`, or nothing."""
    if negated(verb):
        return "not"
    if verb.dep_ == "xcomp" and verb.head.lemma_ in words("stopping"):
        return "stop"
    return ""


def modality(verb: Token) -> str:
    """asserted, future, conditional or hypothetical, by the auxiliaries and the verbs above."""
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if any(child.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in child.children) for child in verb.children):
        return "conditional"
    if helpers & {"would"}:
        return "future"
    if helpers & {"may", "might", "could"}:
        return "hypothetical"
    if helpers & {"will", "’ll", "'ll", "shall"}:
        return "future"
    if verb.dep_ == "xcomp" and verb.head.lemma_ in words("planning"):
        return "future"
    return "asserted"


def hedged(token: Token) -> bool:
    """Whether the report itself leaves open that it is so: "reportedly", "allegedly", "is said to"."""
    while True:
        if any(child.lower_ in words("hedge") for child in token.children):
            return True
        if token.head == token or token.dep_ in ("nsubj",):
            return False
        token = token.head
