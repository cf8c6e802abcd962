"""Each class of record conforms when whole, and each thing that can be wrong with one is named in words."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib import RDFS

from kb import shacl, shapes
from kb.complaints import Complaint
from kb.errors import BrokenFile
from kb.files import articles_folder, ontology_folder
from kb.rows import Term
from kb.terms import KB, RDF_TYPE, curie
from kb.terms import text as text_of

CASES = Path(__file__).parent / "shapes"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def cases(folder: str) -> list[Path]:
    found = sorted((CASES / folder).glob("*.ttl"))
    assert found, f"no case in {CASES / folder}"
    return found


def read(*paths: Path) -> list[Quad]:
    return [quad for path in paths for quad in parse(path=path, format=RdfFormat.TURTLE)]


def case(path: Path) -> list[Quad]:
    """A case and what it stands on."""
    return read(CASES / "around.ttl", path)


def reference() -> list[Quad]:
    return read(*sorted(ontology_folder().glob("*.ttl")))


def says(complaints: Iterable[Complaint]) -> list[str]:
    return [str(complaint) for complaint in complaints]


# A violation as both validators tell it: record, shape, SHACL's word for the constraint, value.
Found = tuple[str, str, str, str]


def ours(triples: Iterable[Quad], file: str = "facts") -> set[Found]:
    def told(term: Term | None) -> str:
        return text_of(term.object if isinstance(term, Triple) else term)

    return {
        (told(one.focus), told(one.shape.node), one.constraint.parameter, told(one.value))
        for one in shacl.violations(file, triples)
    }


@cache
def shapes_graph(file: str) -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_folder() / "shapes" / f"{file}.ttl")


@cache
def superclasses() -> rdflib.Graph:
    found = rdflib.Graph()
    for triple in rdflib.Graph().parse(ontology_folder() / "alignment.ttl").triples((None, RDFS.subClassOf, None)):
        found.add(triple)
    return found


def pyshacls(triples: Iterable[Quad], file: str = "facts") -> set[Found]:
    text = serialize({quad.triple for quad in triples}, format=RdfFormat.N_TRIPLES)
    data = rdflib.Graph().parse(data=text, format="nt") + superclasses()
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph(file), inference=None, advanced=False)
    found = set()
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        component = str(report.value(result, SH.sourceConstraintComponent))
        word = component.removeprefix(SH).removesuffix("ConstraintComponent")
        value = report.value(result, SH.value)
        told = "" if value is None or word.endswith("UniqueLang") else str(value).replace("+00:00", "Z")
        shape = report.value(result, SH.sourceShape)
        found.add((str(report.value(result, SH.focusNode)), str(shape), word[0].lower() + word[1:], told))
    assert conforms == (not found)
    return found


@pytest.fixture(autouse=True)
def _values_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib keeps numbers as they are written, so that a report can be compared."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("path", cases("valid"), ids=lambda path: path.stem)
def test_a_whole_record_conforms(path: Path) -> None:
    """Nothing is said about a record that has all that its shape asks for."""
    assert says(shapes.validate(case(path))) == []
    assert pyshacls(case(path)) == set()


@pytest.mark.parametrize("path", cases("invalid"), ids=lambda path: path.stem)
def test_a_fault_is_named(path: Path) -> None:
    """One thing is wrong, and the one complaint names the record and the property in words."""
    expected = path.read_text().splitlines()[0].removeprefix("# complaint: ")
    found = shapes.validate(case(path))
    assert says(found) == [expected], "a property is checked once it is in the sh:property list of its class"
    (complaint,) = found
    assert complaint.property in expected or complaint.property == "target, issue or proposal"


@pytest.mark.parametrize("path", cases("invalid"), ids=lambda path: path.stem)
def test_pyshacl_finds_the_same(path: Path) -> None:
    """A thorough validator finds the same fault at the same record, shape, constraint and value."""
    assert ours(case(path)) == pyshacls(case(path))


def test_many_faults_at_once_are_the_same_too() -> None:
    """Over all broken records in one graph both validators find the same, whatever they do to each other."""
    everything = read(CASES / "around.ttl", *cases("invalid"))
    assert ours(everything) == pyshacls(everything)


@pytest.mark.parametrize("step", [2, 3, 5, 7])
def test_damaged_facts_are_judged_alike(step: int) -> None:
    """Facts with triples lost and values mixed up are found as wanting by both, in every place."""
    facts = read(CASES / "around.ttl", *cases("valid"))
    lost = [quad for place, quad in enumerate(facts) if place % step]
    mixed = [Quad(quad.subject, quad.predicate, other.object) for quad, other in zip(facts, facts[step:], strict=False)]
    for damaged in (lost, [*lost, *mixed[::11]]):
        assert len(ours(damaged)) > 20
        assert ours(damaged) == pyshacls(damaged)


@pytest.mark.parametrize("step", [2, 3, 5])
def test_a_damaged_vocabulary_is_judged_alike(step: int) -> None:
    """So it is with the shapes on the ontology itself."""
    folder = ontology_folder()
    terms = read(*(folder / f"{name}.ttl" for name in ("alignment", "events", "issues")), folder / "weights/plover.ttl")
    lost = [quad for place, quad in enumerate(terms) if place % step or quad.predicate.value.endswith("subClassOf")]
    assert len(ours(lost, "vocabulary")) > 100
    assert ours(lost, "vocabulary") == pyshacls(lost, "vocabulary")


def test_every_property_shape_is_in_a_list() -> None:
    """A property shape that no class names in its `sh:property` list checks nothing, and its property is refused."""
    for file in ("facts", "vocabulary"):
        graph = shapes_graph(file)
        parts = {part for part in graph.subjects(SH.path) if isinstance(part, rdflib.URIRef)}
        idle = {
            curie(part).replace("<https://w3id.org/alignment-kb/ns/shapes#", "shape:").rstrip(">")
            for part in parts - set(graph.objects(None, SH.property))
        }
        assert not idle, f"name {', '.join(sorted(idle))} in the sh:property list of its class in {file}.ttl"


def test_a_closed_shape_names_its_properties_itself() -> None:
    """A property of many paths is none that a closed shape knows: each has a property shape of its own."""
    graph = shapes_graph("facts")
    for shape in graph.subjects(SH.closed, rdflib.Literal(True)):
        listed = {graph.value(part, SH.path) for part in graph.objects(shape, SH.property)}
        for part in listed:
            steps = set(graph.items(graph.value(part, SH.alternativePath)))
            assert steps <= listed


def test_every_property_shape_has_a_case() -> None:
    """No property shape is there that no broken case has ever failed."""
    failed = {shape for path in cases("invalid") for _, shape, _, _ in ours(case(path))}
    named = {str(shape) for shape in shapes_graph("facts").subjects(SH.path) if isinstance(shape, rdflib.URIRef)}
    assert named - failed == set()


def test_every_property_shape_has_a_name() -> None:
    """Each is an IRI that begins with its shape's, and has a name for complaints to use."""
    for file in ("facts", "vocabulary"):
        graph = shapes_graph(file)
        for shape, part in graph.subject_objects(SH.property):
            if isinstance(shape, rdflib.URIRef):
                assert str(part).startswith(f"{shape}-")
                assert graph.value(part, SH.name), f"{part} has no name"


def test_reference_data_and_the_built_in_article_conform() -> None:
    """What the package brings passes its own shapes, as both validators see it."""
    brought = reference()
    facts = read(*sorted(articles_folder().glob("*.ttl")))
    assert facts
    assert says(shapes.validate(brought)) == []
    assert says(shapes.validate(facts, known=brought)) == []
    assert pyshacls([*brought, *facts]) == set()


def test_known_entities_are_consulted_and_not_checked() -> None:
    """Their types make a target an actor; what else they would need is not asked of a stub."""
    stance = read(CASES / "valid" / "stance.ttl")
    kinds = [quad for quad in read(CASES / "around.ttl") if quad.predicate.value.endswith("#type")]
    assert says(shapes.validate(stance, known=kinds)) == []
    assert "stance:x: holder id:CHN is no actor" in says(shapes.validate(stance))


def test_order_and_repetition_do_not_matter() -> None:
    """The same triples give the same complaints in the same order, however often and in what order they come."""
    triples = [*read(*cases("invalid"))]
    assert shapes.validate(reversed([*triples, *triples])) == shapes.validate(triples)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("abc\n", r'id:FRA: ISO alpha-3 code "ABC\n" is malformed'),
        ("x" * 5000, f'id:FRA: ISO alpha-3 code "{"X" * 59}…" is malformed'),
        ("\x1b[31m", r'id:FRA: ISO alpha-3 code "\u001B[31M" is malformed'),
    ],
    ids=["line break at the end", "long", "terminal escape"],
)
def test_a_bad_value_is_shown_on_one_short_line(text: str, complaint: str) -> None:
    """A value is quoted so that it cannot break the line, and a pattern's end is the text's end."""
    code = Quad(NamedNode("https://w3id.org/alignment-kb/id/FRA"), NamedNode(KB + "iso3"), Literal(text.upper()))
    state = [quad for quad in read(CASES / "valid" / "state.ttl") if quad.predicate != code.predicate]
    assert says(shapes.validate([*state, code])) == [complaint]


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        (
            "date",
            ["2024-02-29", "2024-12-31Z", "2024-12-31+09:00"],
            ["2023-02-29", "2024-1-1", "24-01-01", "today", ""],
        ),
        ("gYearMonth", ["2024-12"], ["2024-13", "2024"]),
        ("gYear", ["1949"], ["49", "MCMXLIX"]),
    ],
)
def test_a_day_is_of_its_datatype(datatype: str, good: list[str], bad: list[str]) -> None:
    """A value outside its datatype's lexical space is no value of it."""
    kind = NamedNode("http://www.w3.org/2001/XMLSchema#" + datatype)
    day = NamedNode(KB + "validFrom")
    (whole,) = {quad.subject for quad in read(CASES / "valid" / "stance.ttl")}
    around = [quad for quad in case(CASES / "valid" / "stance.ttl") if quad.predicate != day]
    for text in [*good, *bad]:
        found = says(shapes.validate([*around, Quad(whole, day, Literal(text, datatype=kind))]))
        assert bool(found) == (text in bad), f"{text}: {found}"


def test_a_shape_beyond_our_means_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A constraint that is not evaluated is an error when the shapes are read, never a silent pass."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "facts.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> ."
        'ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select "SELECT $this {}" ] .'
    )
    monkeypatch.setattr(shacl, "ontology_folder", lambda: tmp_path)
    with pytest.raises(BrokenFile, match="sh:sparql"):
        shacl._shapes.__wrapped__("facts")


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("a kb:Stanze", "stance:x uses kb:Stanze, which is no term of the ontology. Did you mean kb:Stance?"),
        ("kb:sumary", "stance:x uses kb:sumary, which is no term of the ontology. Did you mean kb:summary?"),
        ("kb:colour", "stance:x uses kb:colour, which is no term of the ontology."),
    ],
)
def test_a_word_that_the_ontology_does_not_have_is_told(word: str, complaint: str) -> None:
    """A misspelt class or property would meet no shape, and pass unseen."""
    around = case(CASES / "valid" / "stance.ttl")
    (whole,) = {quad.subject for quad in read(CASES / "valid" / "stance.ttl")}
    name = NamedNode(KB + word.split(":")[1])
    more = Quad(whole, NamedNode(RDF_TYPE), name) if word.startswith("a ") else Quad(whole, name, Literal("x"))
    assert complaint.replace("stance:x", f"{shown(whole)}") in says(shapes.validate([*around, more]))


def shown(node: object) -> str:
    """A node's name in short."""
    assert isinstance(node, NamedNode)
    return curie(node.value)
