"""Every triple finds the one graph it belongs to, whatever file and order it came in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from kb.errors import BrokenFile
from kb.files import articles_folder
from kb.graphs import arranged, completed, reference_entities, stamped
from kb.terms import ADDITIONS_GRAPH, GENERATED_AT, ID, JUDGEMENTS_GRAPH, KB, PREFIXES, REFERENCE_GRAPH

FACTS = Path(__file__).parent / "facts"
FIRST, SECOND = ID + "article/first", ID + "article/second"
HEAD = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())


def turtle(text: str) -> list[Quad]:
    return list(parse(HEAD + text, RdfFormat.TURTLE, rename_blank_nodes=True))


def told(*names: str) -> list[Quad]:
    """The facts of some files, blank nodes apart."""
    return [quad for name in names for quad in parse(path=FACTS / name, rename_blank_nodes=True)]


def as_sets(graphs: dict[str, list[Quad]]) -> dict[str, set[Quad]]:
    assert all(len(set(quads)) == len(quads) for quads in graphs.values())
    return {graph: set(quads) for graph, quads in graphs.items()}


def fingerprint(graphs: dict[str, list[Quad]]) -> str:
    """The canonical form of a data set, by RDFC-1.0."""
    dataset = Dataset(quad for quads in graphs.values() for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


# ── Which graph ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_article_has_a_graph_of_its_own() -> None:
    """A record, its spans and their selectors are their article's."""
    graphs = arranged(told("first.ttl", "second.ttl"), "both")
    assert graphs.keys() == {FIRST, SECOND}
    assert sum(map(len, graphs.values())) == len(told("first.ttl", "second.ttl"))
    for graph, quads in graphs.items():
        assert {quad.graph_name for quad in quads} == {NamedNode(graph)}
    assert {quad.subject.value.rpartition("/")[2] for quad in graphs[FIRST]} == {
        *("first", "first-1", "first-4-14", "first-4-14-position", "first-4-14-quote")
    }


def test_graphs_named_in_the_file_are_ignored() -> None:
    """A quad is its article's, whatever graph the file gave it."""
    elsewhere = [
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"http://example.org/{at % 3}"))
        for at, quad in enumerate(told("first.ttl"))
    ]
    assert as_sets(arranged(elsewhere, "x")) == as_sets(arranged(told("first.ttl"), "x"))


def test_a_reference_entity_is_an_addition() -> None:
    """A state, an issue or an outlet of its own outlives every article."""
    graphs = arranged(turtle('id:XYZ a kb:State ; kb:code "XYZ" . issue:x a kb:Issue .'), "x")
    assert graphs.keys() == {ADDITIONS_GRAPH}


def test_more_about_a_known_entity_is_an_addition() -> None:
    """An entity that is described elsewhere needs no class here."""
    more = turtle('id:RUS skos:altLabel "Rus"@en .')
    assert arranged(more, "x", {ID + "RUS"}).keys() == {ADDITIONS_GRAPH}
    with pytest.raises(BrokenFile, match="x: id:RUS belongs to no article"):
        arranged(more, "x")


def test_a_judgement_has_a_graph_beside_the_articles() -> None:
    """That two acts are one is nobody's article."""
    graphs = arranged(turtle("<http://example.org/j> a kb:Judgement ; kb:judgesSame act:first-1, act:second-1 ."), "x")
    assert graphs.keys() == {JUDGEMENTS_GRAPH}


def test_an_article_made_from_another_is_its_own() -> None:
    """A copy that names the article it was made from does not become part of it."""
    graphs = arranged(turtle("article:second a schema:NewsArticle ; prov:wasDerivedFrom article:first ."), "x")
    assert graphs.keys() == {SECOND}


def test_whoever_leads_to_a_thing_has_it() -> None:
    """A chain of nameless and named things belongs to where it begins, however long it is."""
    chain = " . ".join(f"<urn:{at}> kb:next <urn:{at + 1}>" for at in range(20_000))
    graphs = arranged(turtle(f"stance:x prov:wasDerivedFrom article:first ; kb:next <urn:0> . {chain} ."), "x")
    assert {graph: len(quads) for graph, quads in graphs.items()} == {FIRST: 20_002}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('<http://example.org/x> rdfs:label "x" .', "<http://example.org/x> belongs to no article and is no reference"),
        ('[] rdfs:label "x" .', "a blank node belongs to no article"),
        (
            "stance:x prov:wasDerivedFrom article:first, article:second .",
            "stance:x is claimed by article:first and article:second",
        ),
        (
            "stance:x prov:wasDerivedFrom article:first ; kb:act <urn:act> . "
            "stance:y prov:wasDerivedFrom article:second ; kb:act <urn:act> . <urn:act> rdfs:label 'x' .",
            "<urn:act> is claimed by article:first and article:second",
        ),
        (
            "stance:x prov:wasDerivedFrom article:first ; kb:evidence _:b . "
            "stance:y prov:wasDerivedFrom article:second ; kb:evidence [ oa:hasSelector _:b ] . _:b rdfs:label 'x' .",
            "a blank node is claimed by article:first and article:second",
        ),
        ("stance:x prov:wasDerivedFrom _:a . _:a rdfs:label 'x' .", "a blank node stands where an article belongs"),
        ("stance:x prov:wasDerivedFrom 'first' .", '"first" stands where an article belongs'),
        ("[] a schema:NewsArticle .", "a blank node stands where an article belongs"),
        (f"id:RUS prov:wasDerivedFrom <{REFERENCE_GRAPH}> .", "stands where an article belongs"),
        ("stance:x prov:wasDerivedFrom article:first ; kb:evidence [] .", "stance:x leads to a blank node of which"),
        (
            "stance:x prov:wasDerivedFrom article:first ; kb:act _:a . _:a kb:next _:b . _:b kb:next _:a .",
            "blank nodes that lead in a circle",
        ),
    ],
)
def test_what_has_no_one_graph_is_refused(text: str, complaint: str) -> None:
    """A triple of no article, of two, or of something that is no article is refused by name."""
    with pytest.raises(BrokenFile) as refused:
        arranged(turtle(text), "facts.ttl")
    assert str(refused.value).startswith("facts.ttl: ")
    assert complaint in str(refused.value)
    assert str(refused.value).endswith("Nothing was stored.")


def test_reference_entities_are_told_by_their_class() -> None:
    """What has a class of the reference data is one, and a record is none."""
    assert reference_entities(turtle("id:XYZ a kb:State . act:x a kb:Act .")) == {ID + "XYZ"}


# ── Blank nodes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_blank_nodes_get_the_same_names_each_time() -> None:
    """A name is made from content: reading a file twice changes nothing, and none is left blank."""
    once, again = (as_sets(arranged(told("second.ttl"), "x")) for _ in range(2))
    assert once == again
    assert not any(isinstance(term, BlankNode) for quad in once[SECOND] for term in (quad.subject, quad.object))


def test_equal_blank_nodes_of_two_articles_stay_apart() -> None:
    """The article is part of the content from which a name is made."""
    both = turtle(
        "stance:a prov:wasDerivedFrom article:first ; kb:evidence [ oa:start 1 ] ."
        "stance:b prov:wasDerivedFrom article:second ; kb:evidence [ oa:start 1 ] ."
    )
    graphs = arranged(both, "x")
    names = {quad.object for quads in graphs.values() for quad in quads if quad.predicate.value == KB + "evidence"}
    assert len(names) == 2


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_order_and_files_make_no_difference(data: st.DataObject) -> None:
    """However the triples are shuffled and the articles cut into files, the graphs are the same."""
    quads = data.draw(st.permutations(told("first.ttl", "second.ttl")))
    whole = arranged(quads, "one")
    apart = arranged(told("second.ttl"), "two") | arranged(told("first.ttl"), "three")
    assert as_sets(whole) == as_sets(apart)
    assert fingerprint(completed(whole)) == fingerprint(completed(apart))


# ── Rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def derived(graphs: dict[str, list[Quad]]) -> set[str]:
    """What the rules add, as N-Triples without graphs."""
    given = {quad.triple for quads in graphs.values() for quad in quads}
    return {str(quad.triple) for quads in completed(graphs).values() for quad in quads if quad.triple not in given}


def test_a_stance_gets_its_dyad() -> None:
    """Holder and target become one individual, in the stance's own graph."""
    graphs = completed(arranged(told("first.ttl"), "x"))
    dyad = Quad(
        NamedNode(ID + "stance/first-1"), NamedNode(KB + "dyad"), NamedNode(ID + "dyad/CHN-RUS"), NamedNode(FIRST)
    )
    assert dyad in graphs[FIRST]


def test_a_year_is_reckoned_back_from_an_anniversary() -> None:
    """The year comes with its derivation, and a year that is stated is left alone."""
    text = 'relation:x prov:wasDerivedFrom article:first ; kb:anniversary 75 ; kb:anniversaryYear "2024"^^xsd:gYear '
    assert derived(arranged(turtle(text + "."), "x")) == {
        f'<{ID}relation/x> <{KB}since> "1949"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        f'<{ID}relation/x> <{KB}derivation> "anniversary 75 in 2024, so since 1949"@en',
    }
    assert derived(arranged(turtle(text + '; kb:since "1950"^^xsd:gYear .'), "x")) == set()


COLLISION = """
    term:{0} a kb:Term ; kb:permits issue:x ; prov:wasDerivedFrom article:{0} .
    stance:{1} a kb:Stance ; kb:onIssue issue:x ; kb:eventType et:REJECT ; kb:modality kb:{2} ;
        prov:wasDerivedFrom article:{1} .
"""


@pytest.mark.parametrize(
    ("term", "line", "modality", "collide"),
    [("a", "a", "conditional", True), ("a", "b", "conditional", False), ("a", "a", "asserted", False)],
)
def test_a_term_collides_with_a_red_line_of_the_same_article(
    term: str, line: str, modality: str, collide: bool
) -> None:
    """A red line is conditional, and two articles are never joined by a rule."""
    found = derived(arranged(turtle(COLLISION.format(term, line, modality)), "x"))
    assert (f"<{ID}term/a> <{KB}collidesWith> <{ID}stance/a>" in found) is collide


def test_completing_twice_adds_nothing() -> None:
    """The rules have nothing to add to what they made, and the seed article has all three kinds."""
    seed = completed(arranged(parse(path=next(articles_folder().glob("*.ttl"))), "seed"))
    assert as_sets(completed(seed)) == as_sets(seed)
    predicates = {quad.predicate.value.removeprefix(KB) for quads in seed.values() for quad in quads}
    assert {"dyad", "since", "derivation", "collidesWith"} <= predicates


def test_numbers_take_the_form_that_a_store_gives_them() -> None:
    """Graphs compare with stored ones: 0.90 is 0.9 in both."""
    graphs = completed(arranged(told("first.ttl"), "x"))
    assert [quad.object.value for quad in graphs[FIRST] if quad.predicate.value == KB + "confidence"] == ["0.9"]


# ── Times of record ───────────────────────────────────────────────────────────────────────────────────────────────────

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def times(quads: list[Quad]) -> dict[str, str]:
    return {quad.subject.value: quad.object.value for quad in quads if quad.predicate.value == GENERATED_AT}


def first(change: str = "") -> list[Quad]:
    quads = completed(arranged(told("first.ttl"), "x"))[FIRST]
    if not change:
        return quads
    old = next(quad for quad in quads if quad.predicate.value == KB + "confidence")
    return [*(set(quads) - {old}), Quad(old.subject, old.predicate, Literal(change), old.graph_name)]


def test_a_record_gets_its_time_in_utc() -> None:
    """Records get a time; articles, acts and spans are no records."""
    east = datetime.fromisoformat("2025-01-01T14:00:00.5+02:00")
    assert times(stamped(first(), [], east)) == {ID + "stance/first-1": "2025-01-01T12:00:00Z"}


def test_an_unchanged_record_keeps_its_time() -> None:
    """A second look at the same facts is no news."""
    before = stamped(first(), [], NOON)
    assert set(stamped(first(), before, NOON + timedelta(days=1))) == set(before)


def test_a_changed_record_gets_a_new_time() -> None:
    """A record of which anything changed was recorded now."""
    before = stamped(first(), [], NOON)
    after = stamped(first("0.5"), before, NOON + timedelta(days=1))
    assert times(after) == {ID + "stance/first-1": "2025-01-02T12:00:00Z"}


def test_a_time_that_the_file_gives_stays() -> None:
    """Who knows when it was recorded may say so."""
    quads = stamped(first(), [], NOON)
    assert stamped(quads, [], NOON + timedelta(days=1)) == quads
