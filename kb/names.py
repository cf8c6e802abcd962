"""Names into things: which of the candidates is meant, and what is near when none is.

Purely of words; the candidates come from the named queries `who` and `names`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kb.errors import AmbiguousName, UnknownName


class Candidate(NamedTuple):
    """One thing that a name may mean."""

    iri: str
    label: str
    code: str
    kind: str
    """Its class, such as State."""
    by: str
    """How the name leads to it: code, name, other name, capital …"""
    foreign: bool = False
    """Whether it is so called in another language than English."""

    def __str__(self) -> str:
        return f"{self.label} ({self.code})" if self.code and self.code != self.label else self.label


def folded(name: str) -> str:
    """A name without capitals, accents, punctuation and a leading "the".

    >>> folded("the Élysée"), folded("U.S.")
    ('elysee', 'us')
    """
    import unicodedata  # here and not above: a name that is found needs neither this nor difflib

    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[^\w\s]+", "", plain.replace("-", " "))
    return re.sub(r"\s+", " ", plain).strip().removeprefix("the ")


LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""The languages in which names are stored: those of the United Nations."""


def forms(name: str) -> list[str]:
    """A name as it stands and in the usual capital letters.

    >>> forms("sergei lavrov")
    ['sergei lavrov', 'Sergei Lavrov', 'Sergei lavrov', 'SERGEI LAVROV']
    """
    words = re.sub(r"(?<![\w'’])\w", lambda hit: hit[0].upper(), name.lower())
    return list(dict.fromkeys([name, words, name[:1].upper() + name[1:], name.upper(), name.lower()]))


def chosen(name: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """The one candidate that a name means; a code outranks every other name. None where there is none.

    Raises AmbiguousName where several are left.
    """
    found = list(candidates)
    ranked = [candidate for candidate in found if candidate.by == "code"] or found
    distinct = {candidate.iri: candidate for candidate in ranked}
    if len(distinct) > 1:
        raise AmbiguousName(name, sorted(str(candidate) for candidate in distinct.values()))
    return next(iter(distinct.values()), None)


def near(name: str, names: Iterable[str], most: int = 3, called: Callable[[str], str] = str) -> Sequence[str]:
    """The names that a misspelt one may stand for, nearest first, then those of which it is the first words.

    `called` gives the name by which to offer what a name leads to; nothing is offered twice.

    >>> near("suporters", ["supporters", "stances", "proposals"])
    ['supporters']
    >>> near("Timor", ["Timor-Leste", "Togo"])
    ['Timor-Leste']
    """
    import difflib

    by_form: dict[str, str] = {}
    for other in names:
        by_form.setdefault(folded(other), other)
    wanted = folded(name)
    alike = difflib.get_close_matches(wanted, by_form, n=len(by_form) or 1, cutoff=0.72)
    begun = [form for form in by_form if wanted and form.startswith(f"{wanted} ")]
    offered: dict[str, None] = {}
    for form in (*alike, *begun):
        if len(offered) == most:
            break
        offered.setdefault(called(by_form[form]))
    return list(offered)


def unknown(
    name: str, kind: str, translated: Sequence[str], names: Iterable[str], called: Callable[[str], str] = str
) -> UnknownName:
    """The complaint about a name that leads to nothing; `translated` are English names of what it means elsewhere."""
    return UnknownName(_spoken(kind), name, translated or near(name, names, called=called))


def of_another_kind(name: str, kind: str, meant: Candidate) -> UnknownName:
    """The complaint about a name that leads to something else than is asked for."""
    return UnknownName(_spoken(kind), name, hint=f'It is a {_spoken(meant.kind)}: kb show "{meant.label}" tells more.')


def _spoken(kind: str) -> str:
    return _SPOKEN.get(kind, kind.lower())


_SPOKEN = {
    "InternationalOrganization": "organisation",
    "InformalBloc": "bloc",
    "EventType": "event type",
    "GovernmentBody": "body",
}
