"""What is exported is read elsewhere, without a warning and with the same triples."""

import io
import subprocess
import warnings
import zipfile
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Triple

from kb import export, knowledge
from kb.errors import KbError
from kb.reading import FORMATS
from kb.store.local import LocalStore
from kb.terms import KB, ONTOLOGY_GRAPH

P = NamedNode("http://example.org/p")


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    """The built-in data in every format: everything.ttl, everything.trig …"""
    folder = tmp_path_factory.mktemp("exports")
    with knowledge.open(folder / "none") as base:
        for suffix in FORMATS:
            with (folder / f"everything.{suffix}").open("wb") as out:
                base.export(out, suffix)
    return folder


def canonical(quads, *, named: bool) -> str:
    """The quads in RDFC-1.0 form; without the names of graphs unless `named`."""
    kept = Dataset(quad if named else Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    kept.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, kept)))


def parsed(path: Path) -> list[Quad]:
    """The quads of a file as Oxigraph reads them."""
    return list(pyoxigraph.parse(path=path, format=FORMATS[path.suffix[1:]]))


@pytest.mark.parametrize("suffix", FORMATS)
def test_two_exports_are_equal_to_the_byte(exported, suffix):
    """The order is always the same."""
    out = io.BytesIO()
    with knowledge.open(exported / "none") as base:
        count = base.export(out, suffix)
    assert out.getvalue() == (exported / f"everything.{suffix}").read_bytes()
    assert count > 10_000


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_holds_the_same(exported, suffix):
    """Triple formats the union, the others every graph, by RDFC-1.0."""
    named = FORMATS[suffix].supports_datasets
    first = exported / ("everything.nq" if named else "everything.nt")
    assert canonical(parsed(exported / f"everything.{suffix}"), named=named) == canonical(parsed(first), named=named)


def test_the_union_is_that_of_the_graphs(exported):
    """No triple stands in two graphs, so there are as many lines in N-Triples as in N-Quads."""
    triples, quads = ((exported / f"everything.{suffix}").read_text().splitlines() for suffix in ("nt", "nq"))
    assert len(triples) == len(quads) == len(set(triples))


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf"])
def test_rdflib_reads_the_same_triples(exported, suffix, monkeypatch):
    """Without a warning; it is asked to leave the form of literals as it is."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    graph = rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graph.parse(exported / f"everything.{suffix}", format={"ttl": "turtle", "rdf": "xml"}.get(suffix, suffix))
    back = pyoxigraph.parse(graph.serialize(format="nt").encode(), RdfFormat.N_TRIPLES)
    assert canonical(back, named=False) == canonical(parsed(exported / "everything.nt"), named=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib about itself
@pytest.mark.parametrize(("suffix", "called"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_graphs(exported, suffix, called, monkeypatch):
    """Each triple in the graph in which it was."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    dataset = rdflib.Dataset()
    dataset.parse(exported / f"everything.{suffix}", format=called)
    back = pyoxigraph.parse(dataset.serialize(format="nquads").encode(), RdfFormat.N_QUADS)
    assert canonical(back, named=True) == canonical(parsed(exported / "everything.nq"), named=True)


@pytest.mark.parametrize(
    ("suffix", "called"), [("ttl", "turtle"), ("nt", "ntriples"), ("rdf", "rdfxml"), ("nq", "nquads")]
)
def test_raptor_reads_the_same_triples(exported, program, suffix, called):
    """`rapper` says nothing and gives the same."""
    rapper = program("rapper")
    path = str(exported / f"everything.{suffix}")
    counted = subprocess.run([rapper, "-q", "-c", "-i", called, path], capture_output=True, text=True)
    assert (counted.returncode, counted.stdout, counted.stderr) == (0, "", "")
    done = subprocess.run([rapper, "-q", "-i", called, "-o", "ntriples", path], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    back = pyoxigraph.parse(done.stdout, RdfFormat.N_TRIPLES)
    assert canonical(back, named=False) == canonical(parsed(exported / "everything.nt"), named=False)


JARS = """
    jena-arq jena-base jena-core jena-cmds jena-iri jena-shacl jena-tdb jena-tdb2 jena-dboe-base
    jena-dboe-index jena-dboe-storage jena-dboe-trans-data jena-dboe-transaction jena-rdfconnection
    commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava
    httpclient httpclient-cache httpcore jackson-annotations jackson-core jackson-databind jcl-over-slf4j
    jsonld-java jakarta.json-api protobuf slf4j-api slf4j-simple thrift titanium-json-ld
"""
XERCES = "org/apache/jena/ext/xerces/"


@pytest.fixture(scope="module")
def riot(program, tmp_path_factory) -> list[str]:
    """Jena's `riot` as Debian packs it, whose jar has the messages of Xerces in the wrong folder."""
    jars = [Path("/usr/share/java") / f"{name}.jar" for name in JARS.split()]
    if not jars[0].exists():
        program("riot")  # skips, or fails where everything has to be there
    repaired = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile("/usr/share/java/jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(XERCES) and not name.endswith(("/", ".class")):
                target = repaired / "xerces" / name.removeprefix(XERCES)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    path = ":".join([str(repaired), *(str(jar) for jar in jars)])
    return [program("java"), "-cp", path, "riotcmd.riot"]


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "rdf"])
def test_jena_reads_the_same_triples(exported, riot, suffix):
    """`riot --strict` says nothing and gives the same, with graphs where the format has them."""
    path = str(exported / f"everything.{suffix}")
    checked = subprocess.run([*riot, "--strict", "--validate", path], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    done = subprocess.run([*riot, "--strict", "--output=nquads", path], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    named = FORMATS[suffix].supports_datasets
    back = pyoxigraph.parse(done.stdout, RdfFormat.N_QUADS)
    assert canonical(back, named=named) == canonical(parsed(exported / f"everything.{suffix}"), named=named)


# ── Small stores ─────────────────────────────────────────────────────────────────────────────────────────────────────


def node(name: str) -> NamedNode:
    """An IRI of an example."""
    return NamedNode(f"http://example.org/{name}")


@pytest.fixture
def store(tmp_path):
    """A store with three small articles."""
    with LocalStore.create(tmp_path / "store") as made:
        with made.writing("example") as batch:
            for name in "cab":
                batch.put_graph(node(name).value, [Quad(node(f"{name}{n}"), P, Literal(f"text {n}")) for n in range(9)])
        yield made


def written(store: LocalStore, suffix: str, **choice: object) -> str:
    """What is exported from a store."""
    out = io.BytesIO()
    export.write(store, out, suffix, **choice)
    return out.getvalue().decode()


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq"])
def test_one_more_article_changes_its_own_lines_only(store, suffix):
    """So that two exports are compared line by line."""
    before = written(store, suffix).splitlines()
    store.put_graph(node("bb").value, [Quad(node("bb1"), P, Literal("new"))])
    after = written(store, suffix).splitlines()
    new = [line for line in after if line not in before]
    assert len(new) <= 3
    assert all("bb" in line or line.strip() in ("}", "") or "new" in line for line in new)
    assert [line for line in after if line not in new] == before or suffix == "trig"


def test_graphs_come_in_the_order_of_their_names(store):
    """And the ontology before all."""
    store.put_graph(ONTOLOGY_GRAPH, [Quad(node("z"), P, Literal("ontology"))])
    subjects = [line.split()[0] for line in written(store, "nt").splitlines()]
    assert subjects[0] == "<http://example.org/z>"
    assert subjects[1:] == sorted(subjects[1:])


def test_only_the_graphs_that_are_asked_for(store):
    """One that is not there is no error."""
    assert written(store, "nt", graphs=[node("a").value, node("none").value]).count("\n") == 9


def test_records_of_an_actor_come_with_what_they_lead_to(store):
    """Nothing else of the article does."""
    actor, span = node("actor"), node("span")
    quads = [
        Quad(node("one"), P, actor),
        Quad(node("one"), NamedNode(KB + "evidence"), span),
        Quad(span, P, Literal("where it stands")),
        Quad(node("two"), P, Literal("another")),
    ]
    store.put_graph(node("d").value, quads)
    found = written(store, "nt", keep=export.touching(actor.value))
    assert found.count("\n") == 3
    assert "another" not in found


def test_a_part_is_the_graphs_and_the_records_that_are_asked_for(store):
    """Without a wish it is everything; what touches an actor or a time is looked for in articles only."""
    store.put_graph(ONTOLOGY_GRAPH, [Quad(node("term"), P, Literal("what it means"))])
    articles = [node(name).value for name in "abc"]
    assert export.part(store) == (None, None)
    assert export.part(store, ontology=True) == ([ONTOLOGY_GRAPH], None)
    assert export.part(store, article=articles[0]) == (articles[:1], None)
    for wish in ({"actor": "http://example.org/actor"}, {"since": "2025-01-01"}, {"until": "2025-01-01"}):
        graphs, keep = export.part(store, **wish)
        assert sorted(graphs) == articles
        assert keep is not None


def test_two_choices_have_the_records_in_common_that_both_have(store):
    """A span that two records share does not bring the other record's article with it."""
    begins = NamedNode(KB + "validFrom")
    actor = node("actor")
    quads = [
        Quad(node("early"), P, actor),
        Quad(node("early"), begins, Literal("2024-12-31")),
        Quad(node("late"), P, actor),
        Quad(node("late"), begins, Literal("2025-01-02")),
        Quad(node("other"), begins, Literal("2025-01-02")),
        Quad(node("other"), P, node("late")),
    ]
    store.put_graph(node("d").value, quads)
    both = export.both(export.touching(actor.value), export.between("2025-01-01", ""))
    assert {line.split()[0] for line in written(store, "nt", keep=both).splitlines()} == {"<http://example.org/late>"}


@pytest.mark.parametrize("text", ["a\x01b", "a\x1bb", "a\x0cb", "a\rb", "a\ufffeb", "a\uffffb"])
def test_xml_refuses_what_it_would_lose(text):
    """The complaint names the record, the character and other formats; those keep it."""
    triple = Triple(node("a"), P, Literal(text))
    with pytest.raises(KbError, match="RDF/XML cannot hold a text with the character"):
        export.text([triple], "rdf")
    for suffix in ("ttl", "nt", "nq", "trig", "jsonld"):
        (back,) = pyoxigraph.parse(export.text([triple], suffix), FORMATS[suffix])
        assert back.object == triple.object


@pytest.mark.parametrize("iri", ["http://example.org/1", "http://example.org/", "http://example.org/a/7-b"])
def test_xml_refuses_a_property_without_a_name(iri):
    """An element has to be called something."""
    triple = Triple(node("a"), NamedNode(iri), Literal("x"))
    if iri.endswith("-b"):
        assert b"x</" in export.text([triple], "rdf")
        return
    with pytest.raises(KbError, match="does not end in a name"):
        export.text([triple], "rdf")


def test_the_triples_of_a_query_are_sorted_and_single():
    """CONSTRUCT may give a triple twice and in any order."""
    triples = [Triple(node(name), P, Literal("x")) for name in "bab"]
    assert [line.split(b" ")[0] for line in export.text(triples, "nt").splitlines()] == [
        b"<http://example.org/a>",
        b"<http://example.org/b>",
    ]
