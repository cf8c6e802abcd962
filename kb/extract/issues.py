"""Issues: which one a clause is about, told by the words that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.extract.clauses import VERBAL
from kb.extract.tables import rows

if TYPE_CHECKING:
    from spacy.tokens import Token


class Issues:
    """The issues of `lexicon/issues.tsv`."""

    def __init__(self) -> None:
        self._wanted = [
            (issue, [frozenset(each.split("|")) for each in said.split()]) for issue, said, _example in rows("issues")
        ]

    def of(self, token: Token) -> str:
        """The first issue each of whose words stands below a predicate; empty where none does."""
        said = {word for below in _clause(token) for word in (below.lower_, below.lemma_.lower())}
        return next((issue for issue, wanted in self._wanted if all(each & said for each in wanted)), "")


def _clause(token: Token) -> Iterator[Token]:
    """A predicate and what stands below it, but not in another clause of a sentence."""
    yield token
    for child in token.children:
        beside = child.dep_ == "conj" and child.pos_ in VERBAL
        if not beside and child.dep_ not in ("ccomp", "advcl", "nsubj", "parataxis"):
            yield from _clause(child)
