"""A person's judgement that acts are one, or are not, as a record with its author and its time.

The newest judgement on two acts prevails; an earlier one that says otherwise is overruled.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kb.acts import Judgement as Decided
from kb.errors import UnknownName, UsageError
from kb.rows import Answer
from kb.terms import GENERATED_AT, ID, KB, PREFIXES, RDF_TYPE, XSD, curie, expand, text


class Judgement(NamedTuple):
    """The record: its IRI, what it says as N-Triples, and the command that makes it."""

    iri: str
    facts: bytes = b""
    """Nothing, where it is recorded already."""
    command: str = ""


def judge(ask: Callable[..., Answer], acts: Sequence[str], same: bool, author: str) -> Judgement:
    """The judgement of an author that acts are one act or are different ones, or the one that says so already.

    `ask` answers a named query. Raises as `meant` does.
    """
    iris = meant(acts, lambda iris: ask("dyads", act=iris))
    known = standing(ask("judgements"), iris, same, author)
    return Judgement(known) if known else judgement(iris, same, author, datetime.now(tz=UTC))


def meant(acts: Sequence[str], dyads: Callable[[list[str]], Answer]) -> list[str]:
    """The IRIs of acts that can be judged to be one or not, each a CURIE, an IRI or a name without its prefix.

    `dyads` answers the query of that name for some acts. Raises UsageError for fewer than two acts and for acts that
    have no dyad in common, UnknownName for one that no record tells of.
    """
    iris = {expand(act) or expand(f"act:{act}") or "": act for act in acts}
    found: dict[str, set[tuple[str, str]]] = {}
    for row in dyads([iri for iri in iris if iri]).rows if any(iris) else ():
        act, holder, target = map(text, row)
        found.setdefault(act, set()).add((holder, target))
    for iri, name in iris.items():
        if iri not in found:
            raise UnknownName("act", name, hint="kb acts lists them.")
    if len(found) < 2:
        raise UsageError("A judgement is about two acts or more: name the others.")
    if not set.intersection(*found.values()):
        raise UsageError("These acts are of different holders or targets, and so never one: compare kb acts.")
    return list(iris)


def standing(answer: Answer, acts: Sequence[str], same: bool, author: str) -> str:
    """The IRI of an author's judgement that says just this of some acts, if none on all of them is newer; else empty.

    `answer` is that of the query `judgements`.
    """
    told: dict[tuple[str, str, str, str], set[str]] = {}
    for row in answer.rows:
        iri, act, verdict, by, at = map(text, row)
        told.setdefault((at, iri, verdict, by), set()).add(act)
    newest = max((key for key, own in told.items() if own >= set(acts)), default=None)
    if newest is None or told[newest] != set(acts) or newest[2:] != (str(same).lower(), author):
        return ""
    return newest[1]


def overruled(judgements: Iterable[Decided]) -> dict[str, list[str]]:
    """Act → what was judged of it and another before the judgement that prevails, and says otherwise.

    >>> acts = frozenset({ID + "act/a", ID + "act/b"})
    >>> first, newer = (Decided(acts, day < 2, "Jo", f"2025-02-0{day}T09:00:00Z") for day in (1, 2))
    >>> overruled([first, newer])[ID + "act/a"]
    ['the same as act:b, judged by Jo on 2025-02-01']
    """
    prevails: dict[frozenset[str], bool] = {}
    found: dict[str, list[str]] = {}
    for decided in sorted(judgements, key=lambda each: each.at, reverse=True):
        said = f"judged by {decided.author} on {decided.at[:10]}"
        for pair in combinations(sorted(decided.acts), 2):
            if prevails.setdefault(frozenset(pair), decided.same) != decided.same:
                verdict = "the same as" if decided.same else "different from"
                for act, other in (pair, pair[::-1]):
                    found.setdefault(act, []).append(f"{verdict} {curie(other)}, {said}")
    return found


def judgement(acts: Sequence[str], same: bool, author: str, at: datetime) -> Judgement:
    """The judgement of an author that acts, by their IRIs, are one act or are different ones.

    Its name is made from what it says and when, so that two of them never meet.

    >>> at = datetime(2025, 2, 1, tzinfo=UTC)
    >>> judgement([ID + "act/a", ID + "act/b"], True, "Jo Doe", at).iri.removeprefix(ID)
    'judgement/2025-02-01-7f73bd72'
    """
    # To the microsecond: of two judgements of one second, too, the newer prevails.
    time = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    said = "\n".join([time, author, str(same), *sorted(acts)])
    iri = f"{ID}judgement/{time[:10]}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    node, judge = NamedNode(iri), NamedNode(f"{iri}-author")
    verdict = NamedNode(KB + ("judgesSame" if same else "judgesDifferent"))
    triples = [
        Triple(node, NamedNode(RDF_TYPE), NamedNode(KB + "Judgement")),
        *(Triple(node, verdict, NamedNode(act)) for act in sorted(set(acts))),
        Triple(node, NamedNode(PREFIXES["prov"] + "wasAttributedTo"), judge),
        Triple(node, NamedNode(GENERATED_AT), Literal(time, datatype=NamedNode(XSD + "dateTime"))),
        Triple(judge, NamedNode(PREFIXES["rdfs"] + "label"), Literal(author)),
    ]
    facts = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert facts is not None
    return Judgement(iri, facts, " ".join(["kb same-act" if same else "kb not-same-act", *map(curie, acts)]))
