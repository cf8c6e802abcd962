"""The knowledge base as a Python object: questions by name or text, facts in and out, one thing for each name."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

import kb
from kb.errors import AmbiguousName, BadParameter, NotAStore, QuerySyntax, StoreError, UnknownName, UsageError
from kb.knowledge import KnowledgeBase
from kb.reading import FORMATS, read_bytes
from kb.rows import Answer
from kb.terms import ID, KB, ONTOLOGY_GRAPH
from kb.whereabouts import default_folder

FACTS = Path(__file__).parent / "facts"
TEXT = "Two neighbours greet each other."


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The built-in article, where nothing is stored."""
    with kb.open(tmp_path_factory.mktemp("none") / "store") as base:
        yield base


@pytest.fixture
def own(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A store of one's own with two articles."""
    with kb.open(tmp_path / "store") as base:
        base.add(FACTS / "first.ttl", FACTS / "second.ttl")
        yield base


# ── Opening ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_importing_kb_loads_nothing_else() -> None:
    """`import kb` costs nothing until something of it is used, and what it has not, it says."""
    program = (
        "import sys, kb; assert not {'pyoxigraph', 'rdflib', 'click'} & sys.modules.keys(); "
        "kb.open; assert 'pyoxigraph' in sys.modules and 'rdflib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        kb.nothing  # noqa: B018


def test_the_default_folder_is_named_by_a_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """KB_STORE names the store; without it, it lies in the user's data folder."""
    monkeypatch.setenv("KB_STORE", str(tmp_path / "mine"))
    assert kb.open().folder == default_folder() == tmp_path / "mine"
    monkeypatch.delenv("KB_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder().name == "store"
    assert "alignment-kb" in str(default_folder())


def test_without_a_store_the_built_in_article_answers(seed: KnowledgeBase, tmp_path: Path) -> None:
    """A missing folder and an empty one are no stores yet, and asking makes none."""
    assert seed.built_in
    assert len(seed.query("articles")) == 1
    assert not seed.folder.exists()
    assert kb.open(tmp_path).built_in


def test_the_built_in_data_are_prepared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are kept in the cache folder, and nothing else is left there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for _ in range(2):
        with kb.open(tmp_path / "store") as base:
            assert len(base.query("articles")) == 1
    (kept,) = (tmp_path / "cache" / "alignment-kb").iterdir()
    assert kept.name.startswith("built-in-")


def test_without_a_cache_folder_questions_are_answered(tmp_path: Path) -> None:
    """Where nothing can be kept, the built-in data are prepared each time and taken away at the end."""
    (tmp_path / "file").touch()
    program = "import kb; print(len(kb.open('none').query('articles')))"
    places = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **places}, cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "1\n"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_of_other_things_is_no_store(tmp_path: Path) -> None:
    """It is neither read nor written."""
    (tmp_path / "letter.txt").write_text("Dear all")
    base = kb.open(tmp_path)
    with pytest.raises(NotAStore, match="is not a store"):
        base.query("articles")
    with pytest.raises(NotAStore):
        base.add(FACTS / "first.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


# ── Questions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_named_query_takes_names(seed: KnowledgeBase) -> None:
    """A code, a name, an alias, a CURIE and an IRI of the same state give the same answer."""
    answers = [seed.query("supporters", of=name).rows for name in ("RUS", "Russia", "Moscow", "id:RUS", ID + "RUS")]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


def test_a_parameter_is_written_with_its_type(seed: KnowledgeBase) -> None:
    """Dates are given as dates or as text, several values as a list, and a parameter without a value not at all."""
    day = seed.bound("stances", since=date(2024, 12, 1), until=None, holder=["China", "PRK"])
    assert day == seed.bound("stances", since="2024-12-01", holder=("id:CHN", "North Korea"))
    assert len(seed.query("stances", holder=["China", "PRK"])) == 12


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"of": "Russsia"}, UnknownName, 'No [a-z]+ "Russsia"'),
        ({"of": "Korea"}, AmbiguousName, "North Korea"),
        ({"of": "Congo"}, AmbiguousName, "Democratic Republic of the Congo"),
        ({}, BadParameter, "--of"),
        ({"of": "Russia", "colour": "red"}, BadParameter, "colour"),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_refused(
    seed: KnowledgeBase, values: dict[str, str], error: type[Exception], message: str
) -> None:
    """Unknown and ambiguous names, and missing and unknown parameters, are told apart."""
    with pytest.raises(error, match=message):
        seed.query("supporters", **values)


def test_a_misspelt_name_has_one_nearby(seed: KnowledgeBase) -> None:
    """The complaint about a name offers the one that was meant, and so does that about a query."""
    with pytest.raises(UnknownName, match=r'Did you mean "Russia"'):
        seed.find("Russsia", "State")
    with pytest.raises(UnknownName, match=r'Did you mean "supporters"'):
        seed.query("suporters")
    with pytest.raises(UnknownName, match="2025-01-01-new-year-messages"):
        seed.find("2025-01-01-new-year-message", "Article")


@pytest.mark.parametrize("value", ["yesterday", "2025-02-30", '2025-01-01" }', "1" * 200])
def test_a_value_of_the_wrong_form_is_refused(seed: KnowledgeBase, value: str) -> None:
    """A date that is none never becomes part of a query."""
    with pytest.raises(BadParameter, match="--since takes a date such as 2025-01-01"):
        seed.query("stances", since=value)


@pytest.mark.parametrize(
    ("name", "kind", "iri"),
    [
        ("Kremlin", "State", "RUS"),
        ("the Kremlin", "", "RUS"),
        ("pyongyang", "State", "PRK"),
        ("Sergei Lavrov", "Leader", "leader/sergey-lavrov"),
        ("NATO", "Actor", "NATO"),
        ("2025-01-01-new-year-messages", "Article", "article/2025-01-01-new-year-messages"),
        ("article:2025-01-01-new-year-messages", "Article", "article/2025-01-01-new-year-messages"),
    ],
)
def test_each_name_leads_to_its_one_thing(seed: KnowledgeBase, name: str, kind: str, iri: str) -> None:
    """Seats of power, capitals, spellings, codes and keys are names."""
    assert seed.find(name, kind).iri == ID + iri


def test_names_are_listed_by_kind(seed: KnowledgeBase) -> None:
    """What can be asked for can be listed, for completion and for guesses."""
    assert {"Russia", "Moscow", "RUS"} <= set(seed.names("State"))
    assert "Xi Jinping" not in seed.names("State")
    assert seed.names("Article") == ["2025-01-01-new-year-messages"]


def test_sparql_answers_by_its_form(seed: KnowledgeBase) -> None:
    """Rows, a truth value or triples; the prefixes of the ontology need not be declared, and one's own stay."""
    rows = seed.sparql("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a kb:Stance }")
    assert isinstance(rows, Answer)
    assert rows.rows == [(Literal("21", datatype=rows.rows[0][0].datatype),)]
    assert seed.sparql("ASK { id:RUS kb:code 'RUS' }") is True
    assert seed.sparql(f"PREFIX id: <{KB}> ASK {{ ?s a id:Stance }}") is True
    triples = seed.sparql("CONSTRUCT { ?s a kb:Stance } WHERE { ?s a kb:Stance }")
    assert isinstance(triples, list)
    assert len(triples) == 21
    assert all(isinstance(triple, Triple) for triple in triples)


def test_sparql_that_does_not_parse_is_refused(seed: KnowledgeBase) -> None:
    """As is text that would change something."""
    for text in ("SELECT ?s { ?s", "DROP ALL", "", "SELECT * { SERVICE <http://example.org> { ?s ?p ?o } }"):
        with pytest.raises(QuerySyntax):
            seed.sparql(text)


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bytes_are_added_under_a_name(tmp_path: Path) -> None:
    """A source need not be a file."""
    with kb.open(tmp_path / "store") as base:
        data = (FACTS / "first.ttl").read_bytes()
        assert base.add(("standard input", data), suffix="ttl").added == (ID + "article/first",)


def test_removing_takes_an_article_that_is_there(own: KnowledgeBase, seed: KnowledgeBase) -> None:
    """By key, CURIE or IRI; an unknown one is named, and without a store there is nothing to remove."""
    assert own.remove("article:first").iri == ID + "article/first"
    assert own.names("Article") == ["second"]
    with pytest.raises(UnknownName, match='No article "first"'):
        own.remove("first")
    with pytest.raises(NotAStore, match="There is no store at"):
        seed.remove("2025-01-01-new-year-messages")


def test_undo_goes_back_one_change_at_a_time(own: KnowledgeBase) -> None:
    """As far as states are kept, and it says what was undone; before the first addition there is no store."""
    own.remove("first")
    assert own.undo() == "kb remove article:first"
    assert own.names("Article") == ["first", "second"]
    assert own.undo() == "kb add"
    assert own.built_in
    with pytest.raises(StoreError):
        own.undo()


def test_a_text_finds_its_article(own: KnowledgeBase) -> None:
    """By digest, where one article has it; a text that none has needs the article's name."""
    own.remove("second")
    assert own.verify(TEXT) == (ID + "article/first", 1, [])
    with pytest.raises(UsageError, match="No article has this text"):
        own.verify(TEXT + " ")
    iri, count, found = own.verify(TEXT + " ", "first")
    assert (iri, count) == (ID + "article/first", 1)
    assert [complaint.property for complaint in found] == ["digest", "text length"]


def test_the_seed_article_stands_in_its_text(seed: KnowledgeBase, shared: Path) -> None:
    """Every span of the built-in article is where it says."""
    text = (shared / "articles" / "new-year-messages.txt").read_bytes().decode()
    assert seed.verify(text) == (ID + "article/2025-01-01-new-year-messages", 36, [])


# ── Handing over ──────────────────────────────────────────────────────────────────────────────────────────────────────


def exported(base: KnowledgeBase, suffix: str = "nt", **choice: str | bool) -> set[str]:
    out = io.BytesIO()
    count = base.export(out, suffix, **choice)  # type: ignore[arg-type]
    found = {str(quad.triple) for quad in read_bytes(out.getvalue(), suffix)}
    assert count == len(found)
    return found


def test_an_export_is_the_whole_or_a_part(own: KnowledgeBase) -> None:
    """All of it, the ontology alone, one article, or what touches an actor or a span of time."""
    whole = exported(own)
    assert exported(own, ontology=True) == {str(quad.triple) for quad in own.store.quads(ONTOLOGY_GRAPH)}
    first = exported(own, article="first")
    assert first == {str(quad.triple) for quad in own.store.quads(ID + "article/first")}
    assert first < whole
    ukraine = exported(own, actor="Ukraine")
    assert any("stance/second-1>" in line for line in ukraine)
    assert not any("/first" in line for line in ukraine)
    assert exported(own, since="2025-01-31", until="2025-01-31") > set()


def test_what_was_exported_can_be_added_again(own: KnowledgeBase, tmp_path: Path) -> None:
    """An article goes from store to store unchanged, in each format."""
    whole = set(own.store.quads(ID + "article/second"))
    for suffix in FORMATS:
        out = io.BytesIO()
        own.export(out, suffix, article="second")
        with kb.open(tmp_path / suffix) as other:
            other.add(("export", out.getvalue()), suffix=suffix)
            assert set(other.store.quads(ID + "article/second")) == whole


def test_rdflib_reads_the_same_store(own: KnowledgeBase) -> None:
    """The data set has one graph per article, their union as its default, and answers SPARQL."""
    import rdflib

    dataset = own.dataset
    stance, holder = rdflib.URIRef(ID + "stance/first-1"), rdflib.URIRef(KB + "holder")
    assert list(dataset.objects(stance, holder)) == [rdflib.URIRef(ID + "CHN")]
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert set(own.store.graphs()) <= names
    article = ID + "article/first"
    assert len(dataset.get_context(rdflib.URIRef(article))) == len(list(own.store.quads(article)))
    rows = dataset.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{KB}Stance> }}")
    assert [int(row[0]) for row in rows] == [2]
