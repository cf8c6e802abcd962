"""Names into entities of a store, by the named queries that tell who is who.

A name counts in English, in codes, and in other languages where it is written in another script. One that is only the
French or Spanish name of something is answered with the English one: "Rusia" may be Spanish, or a slip.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from pyoxigraph import Literal

from kb import names
from kb.errors import UnknownName
from kb.names import Candidate
from kb.rows import Answer
from kb.terms import ID, curie, expand, text

_ACTORS = frozenset({"State", "InternationalOrganization", "InformalBloc", "GovernmentBody", "ArmedGroup"})

_LISTED = ("judgement", "issue")
"""Prefixes of what is added beside articles, and told by a query of that name."""

_RECORDS = ("stance", "act", "evidence", "proposal", "term", "relation", "characterization")
"""Prefixes of what an article brings."""


class Lookup:
    """Finds what a name means; `ask` answers a named query."""

    def __init__(self, ask: Callable[..., Answer]) -> None:
        self._ask = ask

    def find(self, name: str, kind: str = "") -> Candidate:
        """The entity that a code, name, alias, CURIE or IRI means; `kind` is a class such as State, Actor or Leader.

        Raises UnknownName, which says what is near, and AmbiguousName, which says which are meant.
        """
        if kind == "Article":
            return self._article(name)
        iri = expand(name)
        known = self._known(iri) if iri else self._named(name)
        of_kind = [candidate for candidate in known if _is_kind(candidate.kind, kind)]
        best = names.chosen(name, (candidate for candidate in of_kind if not candidate.foreign))
        if best is None and not iri:
            best = names.chosen(name, self._folded(name, kind))
        if best is None:
            translated = {candidate.label for candidate in of_kind if candidate.foreign}
            other = next((candidate for candidate in known if candidate not in of_kind and not candidate.foreign), None)
            raise names.of_another_kind(name, kind, other) if other else self._unknown(name, kind, sorted(translated))
        return best

    def removable(self, name: str, entities: Collection[str]) -> str:
        """The IRI of an article, or of one of the entities, which are no article's.

        Raises UnknownName, which speaks of what the prefix of the name says.
        """
        try:
            return self._article(name).iri
        except UnknownName:
            iri = expand(name) or self._called(name)
            if iri in entities:
                return iri
            kind = curie(iri).partition(":")[0]
            if kind in _LISTED:
                raise UnknownName(kind, name, hint=f"kb query {kind}s lists them.") from None
            if kind in _RECORDS:
                hint = f"An article is removed as a whole, and no {kind} by itself."
                raise UnknownName("article", name, hint=hint) from None
            raise

    def _called(self, name: str) -> str:
        with suppress(UnknownName):
            return self.find(name).iri
        return ""

    def names(self, kind: str = "") -> list[str]:
        """Every name under which something of a kind is found."""
        if kind == "Article":
            return [text(row[0]).removeprefix(ID + "article/") for row in self._ask("articles").rows]
        return [text(row[0]) for row in self._ask("names").rows if _is_kind(text(row[1]), kind)]

    def _unknown(self, name: str, kind: str, translated: Sequence[str]) -> UnknownName:
        """The complaint about a name that leads to nothing; each thing near is told once, by an English name."""
        meant = {text(row[0]): text(row[3]) for row in self._ask("names").rows if _is_kind(text(row[1]), kind)}
        told: dict[str, str] = {}

        def called(other: str) -> str:
            ways = [candidate for candidate in self._named(other) if candidate.iri == meant[other]]
            foreign = next((way.label for way in ways if all(way.foreign for way in ways)), "")
            return told.setdefault(meant[other], foreign or other)

        return names.unknown(name, kind or "name", translated, meant, called)

    def _known(self, iri: str) -> list[Candidate]:
        rows = self._ask("who-is", iri=iri).rows
        return [
            Candidate(text(entity), text(label), text(code), text(kind), "code") for entity, label, code, kind in rows
        ]

    def _named(self, name: str) -> list[Candidate]:
        return [
            Candidate(text(entity), text(label), text(code), text(kind), text(by), _is_foreign(matched))
            for entity, label, code, kind, matched, by in self._ask("who", name=name).rows
        ]

    def _folded(self, name: str, kind: str) -> list[Candidate]:
        """What a name means when accents, hyphens and points are left aside."""
        wanted = names.folded(name)
        forms = {text(row[0]) for row in self._ask("names").rows if names.folded(text(row[0])) == wanted}
        found = [candidate for form in sorted(forms) for candidate in self._named(form)]
        return [candidate for candidate in found if _is_kind(candidate.kind, kind) and not candidate.foreign]

    def _article(self, name: str) -> Candidate:
        iri = expand(name) or f"{ID}article/{name}"
        if expand(iri) and self._ask("is-article", iri=iri).rows:
            return Candidate(iri, curie(iri), "", "Article", "code")
        raise names.unknown(name.removeprefix("article:"), "Article", (), self.names("Article"))


def _is_kind(own: str, wanted: str) -> bool:
    return not wanted or own == wanted or (wanted == "Actor" and own in _ACTORS)


def _is_foreign(matched: object) -> bool:
    """Whether a name is of another language than English and in the same script."""
    if not isinstance(matched, Literal) or (matched.language or "en").startswith("en"):
        return False
    return names.folded(matched.value).isascii()
