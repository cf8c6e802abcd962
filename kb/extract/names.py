"""The names that may stand in a text: of states, their capitals, people and bodies, of organisations and leaders."""

from collections.abc import Callable
from typing import NamedTuple

from kb.extract.tables import rows
from kb.rows import Answer
from kb.terms import text


class Name(NamedTuple):
    """One way to write one actor."""

    words: str
    code: str
    """The actor that it stands for."""
    kind: str
    """state, organization, bloc, group, capital, demonym, body or leader."""
    body: str = ""
    """The code of the body, where it does not stand for the actor whose body it is."""
    leader: str = ""
    """The IRI of the leader."""
    label: str = ""
    """What the leader is usually called."""
    post: str = ""
    """The IRI of the post that the leader held."""
    since: str = ""
    until: str = ""
    """The days between which the leader held it; an end that is not known is empty."""

    @property
    def ceremonial(self) -> bool:
        """Whether the post is one that a head of another state may hold beside his own, as Andorra's co-prince does."""
        return self.post.endswith(("-monarch", "-co-prince"))

    def held(self, day: str) -> bool:
        """Whether a leader may have held the post on a day; without a day, ever.

        >>> Name("Kuleba", "UKR", "leader", since="2020-03-04", until="2024-09-05").held("2025-01-01")
        False
        """
        return not day or ((not self.since or self.since <= day) and (not self.until or self.until >= day))


_KINDS = {
    "State": "state",
    "InternationalOrganization": "organization",
    "InformalBloc": "bloc",
    "ArmedGroup": "group",
    "GovernmentBody": "body",
}
_PROPERTIES = {"capital": "capital", "seatOfPower": "capital", "demonym": "demonym"}

_ACTORS = """
SELECT ?class ?property ?words ?code ?whole {
  VALUES ?class { kb:State kb:InternationalOrganization kb:InformalBloc kb:ArmedGroup kb:GovernmentBody }
  VALUES ?property { skos:prefLabel skos:altLabel skos:hiddenLabel kb:capital kb:seatOfPower kb:demonym }
  ?actor a ?class ; ?property ?words ; kb:code ?code
  OPTIONAL { ?actor kb:bodyOf ?of . ?of kb:code ?whole }
  FILTER(LANG(?words) IN ("en", ""))
} ORDER BY ?words ?code"""

_LEADERS = """
SELECT ?words ?code ?leader ?label ?post ?since ?until {
  VALUES ?property { skos:prefLabel skos:altLabel skos:hiddenLabel }
  ?tenure org:member ?leader ; kb:post ?post .
  ?post kb:represents ?state . ?state kb:code ?code .
  ?leader ?property ?words ; skos:prefLabel ?label
  OPTIONAL { ?tenure kb:validFrom ?since } OPTIONAL { ?tenure kb:validUntil ?until }
  FILTER(LANG(?words) IN ("en", "") && LANG(?label) = "en")
} ORDER BY ?words ?code ?since"""


def known(select: Callable[[str], Answer]) -> list[Name]:
    """Every name in the reference data that `select` asks, and those of `lexicon/names.tsv`, which the news use."""
    found = [Name(*row) for row in rows("names")]
    said = {name.words for name in found}
    for row in select(_ACTORS).rows:
        kind, property_, words, code, whole = map(text, row)
        kind = _PROPERTIES.get(_local(property_), _KINDS[_local(kind)])
        if words not in said:
            found.append(Name(words, whole or code, kind, code if kind == "body" else ""))
    for row in select(_LEADERS).rows:
        words, code, *rest = map(text, row)
        found.append(Name(words, code, "leader", "", *rest))
    return found


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]
