"""Mentions: where an actor is named in a parsed text, and which one it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kb.extract.names import Name
from kb.extract.tables import words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words


class Mention(NamedTuple):
    """A stretch of tokens that names an actor; the end is exclusive."""

    start: int
    end: int
    name: Name
    row: int = 0
    """Mentions of one row stand in a list such as "Bahrain, Kuwait and Qatar"; 0 is no row."""

    @property
    def code(self) -> str:
        return self.name.code

    @property
    def kind(self) -> str:
        return self.name.kind


class Finder:
    """Finds mentions. Made once, from every name that is known."""

    def __init__(self, model: Language, names: Iterable[Name]) -> None:
        from spacy.matcher import PhraseMatcher

        self._names: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            if len(name.words) <= 3 and name.words.isupper() and name.words not in words("abbreviation"):
                continue
            if name.kind not in ("demonym", "leader") or name.words[:1].isupper():
                self._names[name.words].append(name)
            if name.kind == "demonym" and not name.words.endswith("s"):
                self._names[name.words + "s"].append(name)
        self._matcher = PhraseMatcher(model.vocab)
        for text in self._names:
            self._matcher.add(text, [model.make_doc(text)])
            if "’" in text:
                self._matcher.add(text, [model.make_doc(text.replace("’", "'"))])

    def find(self, doc: Doc, day: str) -> list[Mention]:
        """The mentions of a text that was published on a day (empty: not known), in order, none within another."""
        spans = [(start, end, doc.vocab.strings[key]) for key, start, end in self._matcher(doc)]
        spans.sort(key=lambda span: (span[0] - span[1] + (doc[span[0]].lower_ == "the"), span[0]))
        taken: set[int] = set()
        found: list[Mention] = []
        people: dict[str, Name] = {}
        for start, end, text in spans:
            if taken.intersection(range(start, end)):
                continue
            name = self._meant(doc[start:end], text, day, people)
            if name:
                found.append(Mention(start, end, name))
                taken.update(range(start, end))
        return _rows(doc, sorted(found))

    def _meant(self, span: Words, text: str, day: str, people: dict[str, Name]) -> Name | None:
        """The name that some words are: a place before its people, nobody who held no post on the day."""
        named = self._names[text]
        places = [name for name in named if name.kind != "leader"]
        if places:
            plain = [name for name in places if name.kind not in ("demonym", "capital")] or places
            return plain[0] if len({name.code for name in plain}) == 1 else None
        first = span[0]
        if first.pos_ not in ("PROPN", "NOUN", "ADJ", "X"):
            return None
        if len(span) == 1 and text not in people:
            if (
                first.ent_iob_ == "I"
                and first.nbor(-1).pos_ == "PROPN"
                and first.nbor(-1).lower_ not in words("official")
            ):
                return None  # somebody else of that surname
            titled = first.i > 0 and first.nbor(-1).pos_ in ("PROPN", "NOUN")
            if first.ent_type_ not in ("PERSON", "", "ORG", "GPE", "NORP") and not titled:
                return None
            following = first.nbor(1) if first.i + 1 < len(first.doc) else None
            if (
                following is not None
                and following.pos_ == "PROPN"
                and following.dep_ != "appos"
                and first.dep_ == "compound"
            ):
                return None
        held = [name for name in named if name.held(day)]
        held = [name for name in held if not name.ceremonial] or held
        if len({name.code for name in held}) != 1:
            return None
        people[text] = people[text.split()[-1]] = held[-1]
        return held[-1]


_JOINING = frozenset((",", "and", "or", "&", "the", "as", "well", "both", ";", "also", "neighbouring", "neighboring"))


def _rows(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """Mentions with those that stand in one list told by a number: the parser loses long lists, the commas do not."""
    found: list[Mention] = []
    row: list[Mention] = []
    number = 0

    def close() -> None:
        nonlocal number
        joined = any(_between(doc, one, other) & {"and", "or", "&"} for one, other in pairwise(row))
        comma = len(row) == 2 and "," in _between(doc, *row)
        if len(row) > 1 and joined and not comma:
            number += 1
            found.extend(one._replace(row=number) for one in row)
        else:
            found.extend(row)
        row.clear()

    for one in mentions:
        if row and not _listed(doc, row[-1], one):
            close()
        row.append(one)
    close()
    return found


def _between(doc: Doc, one: Mention, other: Mention) -> set[str]:
    return {token.lower_ for token in doc[one.end : other.start]}


def _listed(doc: Doc, one: Mention, other: Mention) -> bool:
    between = _between(doc, one, other)
    alike = (one.kind == "demonym") == (other.kind == "demonym") and (one.kind == "leader") == (other.kind == "leader")
    if not (between and between <= _JOINING and between & {",", "and", "or", "&"} and alike):
        return False
    if doc[other.start].is_sent_start:
        return False
    head, last = _head(doc, one), _head(doc, other)
    if last.dep_ in ("nsubj", "nsubjpass") and head.dep_ not in ("nsubj", "nsubjpass", "conj", "appos"):
        return False
    if last.dep_ in _MODIFYING and head.dep_ not in _MODIFYING:
        return False
    capitals = (one.kind == "capital") + (other.kind == "capital")
    return capitals != 1 or bool(between & {"and", "or", "&"})


_MODIFYING = ("poss", "compound", "nmod", "amod")


def _head(doc: Doc, mention: Mention) -> Token:
    return doc[mention.start : mention.end].root
