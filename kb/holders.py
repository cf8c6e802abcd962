"""Who holds a stance: whether its holder follows from the rule that it names.

An office holder speaks for whom the post represents, and held it on that day; nobody speaks for an informal bloc.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad, Triple

from kb.complaints import Complaint
from kb.literals import days
from kb.rows import Answer, Term
from kb.terms import KB, PREFIXES, RDF_TYPE, listed, shown, text

Select = Callable[[str], Answer]
"""Answers a SELECT query on a store."""

_LABEL = PREFIXES["skos"] + "prefLabel"
_BASIS, _HOLDER, _SPEAKER, _CAPACITY = (KB + name for name in ("holderBasis", "holder", "speaker", "inCapacityOf"))
_REPRESENTS, _POST, _MEMBER = KB + "represents", KB + "post", PREFIXES["org"] + "member"
_FROM, _UNTIL, _PRECISION = (KB + name for name in ("validFrom", "validUntil", "datePrecision"))
_HOLDING = frozenset([_BASIS, _HOLDER, _SPEAKER, _CAPACITY, _REPRESENTS, _POST, _MEMBER, _FROM, _UNTIL, _PRECISION])

_A_BLOC, _A_POST = NamedNode(KB + "InformalBloc"), NamedNode(PREFIXES["org"] + "Post")
_ASKED_FOR = frozenset([_A_BLOC, _A_POST])

_WITHIN_DAYS = 7
"""By how many days an approximate day may be wrong."""


def misheld(select: Select, quads: Iterable[Quad], known: Iterable[Triple]) -> Iterator[Complaint]:
    """Complaints about stances whose holder does not follow from the rule that they name (`kb:holderBasis`)."""
    told: dict[Term, dict[str, Term]] = {}
    kinds: set[tuple[Term, Term]] = set()
    for quad in quads:
        predicate = quad.predicate.value
        if predicate in _HOLDING:
            told.setdefault(quad.subject, {})[predicate] = quad.object
        elif predicate == RDF_TYPE and quad.object in _ASKED_FOR:
            kinds.add((quad.subject, quad.object))
    kinds.update((triple.subject, triple.object) for triple in known if triple.object in _ASKED_FOR)
    bases = {stance: text(own[_BASIS]) for stance, own in told.items() if _BASIS in own}
    offices = _Offices(select, told, kinds, {own[_CAPACITY] for own in told.values() if _CAPACITY in own})
    for stance, basis in bases.items():
        wrong = ""
        if basis == KB + "officeHolder":
            wrong = offices.fault(told[stance])
        elif basis == KB + "blocNamed":
            wrong = _fault_of_bloc(told[stance], kinds)
        if wrong:
            yield Complaint(text(stance), "holder basis", f"{shown(stance)}{wrong}")


def _fault_of_bloc(stance: Mapping[str, Term], kinds: Collection[tuple[Term, Term]]) -> str:
    if _HOLDER in stance and (stance[_HOLDER], _A_BLOC) not in kinds:
        return f": holder {shown(stance[_HOLDER])} is no informal bloc, whatever kb:blocNamed says"
    if _CAPACITY in stance:
        return f" has a capacity ({shown(stance[_CAPACITY])}), in which nobody speaks for a bloc"
    return ""


class _Offices:
    """Whom posts represent, and who held them when: as some facts tell it, and as a store does."""

    def __init__(
        self,
        select: Select,
        told: Mapping[Term, Mapping[str, Term]],
        kinds: Collection[tuple[Term, Term]],
        posts: Collection[Term],
    ) -> None:
        self._select, self._kinds = select, kinds
        self._represented: dict[Term | None, Term | None] = {}
        self._tenures: dict[tuple[Term | None, Term | None], set[tuple[Term | None, Term | None]]] = {}
        wanted = listed(post.value for post in posts if isinstance(post, NamedNode))
        for post, whom in select(f"SELECT * {{ VALUES ?post {{ {wanted} }} ?post <{_REPRESENTS}> ?whom }}").rows:
            self._represented[post] = whom
        for post, who, begin, end in select(
            f"""SELECT ?post ?who ?begin ?end {{ VALUES ?post {{ {wanted} }}
            ?tenure <{_POST}> ?post ; <{_MEMBER}> ?who .
            OPTIONAL {{ ?tenure <{_FROM}> ?begin }} OPTIONAL {{ ?tenure <{_UNTIL}> ?end }} }}"""
        ).rows:
            self._tenures.setdefault((post, who), set()).add((begin, end))
        for subject, own in told.items():
            if _REPRESENTS in own:
                self._represented[subject] = own[_REPRESENTS]
            if _POST in own and _MEMBER in own:
                held = self._tenures.setdefault((own[_POST], own[_MEMBER]), set())
                held.add((own.get(_FROM), own.get(_UNTIL)))

    def fault(self, stance: Mapping[str, Term]) -> str:
        """Why an office holder's word is not the holder's; empty when it is."""
        post, speaker, holder = stance.get(_CAPACITY), stance.get(_SPEAKER), stance.get(_HOLDER)
        if post is None:
            return " has no capacity (kb:inCapacityOf), in which an office holder speaks"
        if holder is None or (post, _A_POST) not in self._kinds:
            return ""  # of which the shapes tell
        whom = self._represented.get(post)
        if whom != holder:
            whose = f"{self._called(whom)}'s ({shown(whom)})" if whom else "nobody's"
            return f": {self._called(speaker)} speaks as {shown(post)}, whose word is {whose}, not {shown(holder)}'s"
        if speaker and not self._held(post, speaker, stance):
            who, day = f"{self._called(speaker)} ({shown(speaker)})", text(stance.get(_FROM))
            return f": {who} is not known to have been {shown(post)} on {day}: add the kb:Tenure"
        return ""

    def _held(self, post: Term, speaker: Term, stance: Mapping[str, Term]) -> bool:
        """Whether somebody can have held a post on the day of a stance: what is not known is not held against it."""
        tenures = self._tenures.get((post, speaker), ())
        day = days(stance.get(_FROM))
        if day is None:
            return bool(tenures)
        precision = text(stance.get(_PRECISION)).removeprefix(KB)
        slack = _WITHIN_DAYS if precision == "approximate" else 0
        earliest = 0 if precision == "notLaterThan" else day[0].toordinal() - slack
        latest = day[1].toordinal() + slack
        return any(
            (begun is None or begun[0].toordinal() <= latest) and (ended is None or ended[1].toordinal() >= earliest)
            for begun, ended in ((days(begin), days(end)) for begin, end in tenures)
        )

    def _called(self, term: Term | None) -> str:
        if term is None:
            return "somebody"
        labels = self._select(f"SELECT ?label {{ <{text(term)}> <{_LABEL}> ?label FILTER(LANG(?label) = 'en') }}")
        return text(labels.rows[0][0]) if labels.rows else shown(term)
