"""Operators: what makes of an act that is named one that is not done, or not yet.

What somebody rejects, proposes, demands, denies or only alleges is not done: there the outer act alone counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.extract.clauses import VERBAL
from kb.extract.tables import words
from kb.facts import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token


_WITHIN = ("ccomp", "xcomp", "dobj", "pobj", "pcomp", "acl", "relcl", "prep")


def closed(token: Token, worded: bool = False) -> bool:
    """Whether a predicate lies in a clause or phrase that somebody rejects, proposes, demands, denies or alleges.

    >>> from kb.extract.parse import load
    >>> doc = load()("Russia accused Ukraine of shelling a village.")
    >>> [token.text for token in doc if token.pos_ == "VERB" and closed(token)]
    ['shelling']

    What is `worded`, such as an offer, has been made, whatever is said of it.
    """
    if token.lemma_.lower() in words("standing"):
        return False
    if _has(token, "doubt"):
        return True
    verbal = token.pos_ in VERBAL
    if verbal and any(child.dep_ == "aux" and child.lower_ in ("should", "must", "ought") for child in token.children):
        return True
    if operator(token) == "stop" or (worded and token.dep_ in ("dobj", "nsubjpass", "pobj", "pcomp")):
        token = token.head
    while token.head != token:
        if _closes(token) or (verbal and _purpose(token)):
            return True
        below = token.dep_ in _WITHIN
        token = token.head
        if below and token.pos_ in VERBAL and negated(token):
            return True
    return False


def _closes(token: Token) -> bool:
    """Whether what a token hangs on leaves nothing below it done."""
    head, way = token.head, token.dep_
    if way in ("ccomp", "xcomp", "dobj") and _imperative(head):
        return True
    if way in ("ccomp", "xcomp", "dobj") and head.lemma_ in words("closing"):
        return True
    if way == "xcomp" and head.lemma_ in words("stopping"):
        return True
    if way in ("acl", "ccomp") and head.pos_ == "NOUN":
        return head.lemma_ in words("closing-noun")
    if way == "pcomp":
        verb = head.head.lemma_ in words("closing") and head.lower_ in ("of", "for", "from", "about", "against")
        return verb or head.head.lemma_ in words("closing-noun")
    if way == "pobj":
        return head.head.lemma_ in words("closing") and head.lower_ in ("of", "for") and token.pos_ in ("NOUN", "PROPN")
    return way == "advcl" and _marked(token, ("if", "unless", "until", "lest"))


def _imperative(verb: Token) -> bool:
    """Whether a verb tells a reader what to do: what it names is not done by anybody."""
    if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "conj"):
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for child in verb.children)


def _purpose(token: Token) -> bool:
    """Whether a clause only tells to what end: "to stop the attacks"."""
    return token.dep_ == "advcl" and token.tag_ == "VB" and any(child.lower_ == "to" for child in token.children)


def operator(verb: Token) -> str:
    """What is done to an act by the words around it: `not`, `stop`, or nothing."""
    if negated(verb):
        return "not"
    if verb.dep_ == "xcomp" and verb.head.lemma_ in words("stopping"):
        return "stop"
    return ""


def negated(verb: Token) -> bool:
    """Whether a verb is denied: "did not", "never", "no longer", "accepted no offer"."""
    for child in verb.children:
        inner = {one.lower_ for one in child.children}
        if child.dep_ == "neg" or child.lower_ == "never":
            return True
        if "no" in inner and (child.dep_ == "dobj" or child.lower_ == "longer"):
            return True
    return verb.dep_ == "xcomp" and verb.head.pos_ in VERBAL and negated(verb.head)


def modality(verb: Token) -> Modality:
    """How a verb that is not denied is said, by its auxiliaries, its conditions and the verb above."""
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if any(child.dep_ == "advcl" and _marked(child, ("if", "unless")) for child in verb.children):
        return "conditional"
    if "would" in helpers and negated(verb):
        return "conditional"
    if helpers & {"may", "might", "could"}:
        return "hypothetical"
    if helpers & {"will", "would", "'ll", "shall"} or (verb.dep_ == "xcomp" and verb.head.lemma_ in words("planning")):
        return "future"
    return "asserted"


def hedged(token: Token) -> bool:
    """Whether the report itself leaves open that it is so: "reportedly", "suspected"."""
    while not _has(token, "hedge"):
        if token.head == token or token.dep_ == "nsubj":
            return False
        token = token.head
    return True


def _has(token: Token, kind: str) -> bool:
    return any(child.lower_ in words(kind) for child in token.children)


def _marked(clause: Token, marks: tuple[str, ...]) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in marks for child in clause.children)
