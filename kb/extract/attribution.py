"""Attribution: who says it and in which office, how near the report is to the saying, and why the holder holds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kb.extract import clauses, operators
from kb.extract.phrases import Actor, Phrases
from kb.extract.tables import words
from kb.facts import Evidentiality

if TYPE_CHECKING:
    from spacy.tokens import Token

_QUOTED = re.compile(r'"[^"]{2,}?"')

_BASES = {"leader": "officeHolder", "person": "officeHolder", "capital": "capitalOrSeat", "bloc": "blocNamed"}


class Source(NamedTuple):
    """Who speaks, and how the report has it."""

    speaker: str = ""
    leader: str = ""
    post: str = ""
    evidentiality: Evidentiality = "narration"


class Attribution:
    """Tells it for the predicates of one text."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        text = phrases.doc.text
        self._quoted = [hit.span() for hit in _QUOTED.finditer(text)]

    def of(self, token: Token, holder: Actor) -> Source:
        """The source of what a predicate says about a holder."""
        saying = self._saying(token)
        speaker = self._leader(holder)
        if speaker is None and saying is not None:
            speaker = next(
                (
                    leader
                    for noun in clauses.subjects(saying)
                    for actor in self.phrases.standing(noun)
                    if actor.code == holder.code and (leader := self._leader(actor))
                ),
                None,
            )
        return Source(*(speaker or ("", "", "")), self._evidentiality(token, saying))

    def basis(self, holder: Actor) -> str:
        """The rule by which the words stand for the holder."""
        if holder.body:
            return "bodyForItself"
        kind = holder.mention.kind if holder.mention and holder.kind == "pronoun" else holder.kind
        return _BASES.get(kind, "actorNamed")

    def _leader(self, actor: Actor) -> tuple[str, str, str] | None:
        name = actor.mention.name if actor.mention else None
        return (name.label, name.leader, name.post) if name and name.leader else None

    def _saying(self, token: Token) -> Token | None:
        """The verb of saying that a predicate stands under, or that follows it after a comma."""
        here = token
        while here.head != here:
            above = here.head
            if above.lemma_ in words("saying") and here.dep_ in ("ccomp", "parataxis"):
                return above
            here = above
        return next((c for c in here.children if c.dep_ == "parataxis" and c.lemma_ in words("saying")), None)

    def _evidentiality(self, token: Token, saying: Token | None) -> Evidentiality:
        if any(start <= token.idx < end for start, end in self._quoted):
            return "directQuote"
        if operators.hedged(token):
            return "hedged"
        return "paraphrase" if saying is not None else "narration"
