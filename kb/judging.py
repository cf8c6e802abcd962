"""A person's judgement that acts are one, or are not, as a record with its author and its time."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kb.terms import GENERATED_AT, ID, KB, PREFIXES, RDF_TYPE, XSD


class Judgement(NamedTuple):
    """The record: its IRI, and what it says as N-Triples."""

    iri: str
    facts: bytes


def judgement(acts: Sequence[str], same: bool, author: str, at: datetime) -> Judgement:
    """The judgement of an author that acts, by their IRIs, are one act or are different ones.

    Its name is made from what it says and when, so that two of them never meet.

    >>> at = datetime(2025, 2, 1, tzinfo=UTC)
    >>> judgement([ID + "act/a", ID + "act/b"], True, "Jo Doe", at).iri.removeprefix(ID)
    'judgement/2025-02-01-ef26cc99'
    """
    time = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
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
    return Judgement(iri, facts)
