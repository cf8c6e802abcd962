"""Terms as text: short for people, and safe in a query whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from kb.files import ontology_folder
from kb.terms import ID, KB, PREFIXES, XSD, curie, expand, text, to_sparql

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_the_prefixes_are_those_of_the_ontology() -> None:
    """Each line of prefixes.ttl that declares a prefix is known."""
    declared = (ontology_folder() / "prefixes.ttl").read_text("utf-8").count("@prefix ")
    assert len(PREFIXES) == declared > 20


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ID + "RUS", "id:RUS"),
        (ID + "leader/xi-jinping", "leader:xi-jinping"),
        (ID + "article/2025-01-01-new-year-messages", "article:2025-01-01-new-year-messages"),
        (KB + "Stance", "kb:Stance"),
        (ID + "leader/a/b", f"<{ID}leader/a/b>"),
        (ID + "article/ends-with.", f"<{ID}article/ends-with.>"),
        (ID, f"<{ID}>"),
        ("urn:x", "<urn:x>"),
    ],
)
def test_an_iri_is_short_where_a_prefix_fits(iri: str, short: str) -> None:
    """The longest namespace wins, and what would be no valid CURIE stays whole."""
    assert curie(iri) == short
    assert expand(short) == iri


@pytest.mark.parametrize(
    "name", ["Russia", "id:", "nobody:RUS", "id:a b", "https://example.org/a b", "", "a:b:c", "<>"]
)
def test_what_is_neither_iri_nor_curie_stays_a_name(name: str) -> None:
    """A name is left for others to look up."""
    assert expand(name) is None


@given(ANY_TEXT, st.sampled_from(["", "en", "zh-Hant"]))
def test_a_literal_comes_back_from_a_query_as_it_was(value: str, language: str) -> None:
    """No character of a text can end its literal or start a new clause."""
    literal = Literal(value, language=language) if language else Literal(value)
    written = to_sparql(literal)
    assert "\n" not in written
    assert "\r" not in written
    found = Store().query(f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")
    assert isinstance(found, QuerySolutions)
    assert [row["x"] for row in found] == [literal]


def test_a_typed_literal_keeps_its_datatype() -> None:
    """A number is not turned into text."""
    seven = Literal("7", datatype=NamedNode(XSD + "integer"))
    assert to_sparql(seven) == f'"7"^^<{XSD}integer>'


@pytest.mark.parametrize("term", [BlankNode("b"), Triple(NamedNode(ID), NamedNode(ID), NamedNode(ID))])
def test_a_query_is_given_no_blank_node_and_no_triple(term: BlankNode | Triple) -> None:
    """A blank node in a query would be a variable."""
    with pytest.raises(ValueError, match="a query cannot be given"):
        to_sparql(term)


def test_the_text_of_each_kind_of_term() -> None:
    """Every term has a text, and no term has none."""
    node = NamedNode(ID + "RUS")
    assert [text(node), text(Literal("x", language="en")), text(BlankNode("b")), text(None)] == [
        ID + "RUS",
        "x",
        "b",
        "",
    ]
    assert ID + "RUS" in text(Triple(node, node, node))
