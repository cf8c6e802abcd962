"""The ontology: readable, complete, without contradiction, and the same everywhere that it is used."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import owlready2
import pytest
import rdflib
import reasonable
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib import OWL, RDF

from kb import shapes
from kb.files import articles_folder, ontology_folder, queries_folder
from kb.terms import ID, KB, PREFIXES, RDF_TYPE, curie

TYPE = NamedNode(RDF_TYPE)
LABEL = PREFIXES["rdfs"] + "label"
TOO_HIGH = Literal("1.5", datatype=NamedNode(PREFIXES["xsd"] + "decimal"))
ET = ID + "event-type/"


def turtle() -> list[Path]:
    """The ontology and the data that come with the package, without the shapes."""
    found = [path for path in sorted(ontology_folder().rglob("*.ttl")) if path.parent.name != "shapes"]
    return [*found, *sorted(articles_folder().glob("*.ttl"))]


def shape_files() -> list[Path]:
    return sorted((ontology_folder() / "shapes").glob("*.ttl"))


def rq() -> list[Path]:
    return [*sorted(queries_folder().glob("*.rq")), *sorted((ontology_folder() / "rules").glob("*.rq"))]


def read(*paths: Path) -> list[Quad]:
    return [quad for path in paths for quad in parse(path=path, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    """Everything under `ontology/` but the shapes."""
    return read(*(path for path in turtle() if ontology_folder() in path.parents))


@pytest.fixture(scope="module")
def everything() -> list[Quad]:
    """The ontology, the reference data and the built-in articles."""
    return read(*turtle())


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_files_are_there() -> None:
    """Each part of the ontology has its file, and the folder of shapes is not empty."""
    names = {path.stem for path in turtle()}
    parts = "alignment events issues mappings prefixes states organizations leaders plover goldstein treaties"
    assert set(parts.split()) <= names
    assert {path.stem for path in shape_files()} == {"facts", "vocabulary"}


@pytest.mark.parametrize("path", turtle(), ids=lambda path: path.stem)
def test_no_blank_node(path: Path) -> None:
    """Whatever is said can be pointed at: no packaged file but the shapes has a blank node."""
    assert not [
        quad for quad in read(path) if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]


def declared_prefixes(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^\s*@prefix\s+([\w-]*):\s*<([^>]*)>\s*\.", path.read_text(), re.MULTILINE))


@pytest.mark.parametrize("path", [*turtle(), *shape_files()], ids=lambda path: path.stem)
def test_prefixes_agree(path: Path) -> None:
    """A prefix means one namespace in every file, and a namespace has one prefix."""
    agreed = declared_prefixes(ontology_folder() / "prefixes.ttl")
    if path in shape_files():
        agreed |= {"sh": "http://www.w3.org/ns/shacl#", "shape": "https://w3id.org/alignment-kb/ns/shapes#"}
    assert declared_prefixes(path).items() <= agreed.items()
    assert len(set(agreed.values())) == len(agreed)


@pytest.mark.parametrize("path", turtle(), ids=lambda path: path.stem)
def test_prefixes_are_used(path: Path) -> None:
    """A file declares the prefixes that it uses and no others; prefixes.ttl declares all."""
    body = re.sub(r'^@prefix.*$|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|(?<!\S)#.*$', "", path.read_text(), flags=re.MULTILINE)
    unused = [prefix for prefix in declared_prefixes(path) if not re.search(rf"(?<![\w:-]){prefix}:", body)]
    assert path.stem == "prefixes" or not unused


def test_prefixes_in_python_are_those_of_the_file() -> None:
    """Answers and queries know every prefix of prefixes.ttl, and no other."""
    assert declared_prefixes(ontology_folder() / "prefixes.ttl") == PREFIXES


def test_every_triple_stands_once(everything: list[Quad]) -> None:
    """No triple is said in two files, nor twice in one."""
    assert [str(triple) for triple, times in Counter(everything).items() if times > 1] == []


# ── Header and terms ────────────────────────────────────────────────────────────────────────────────────────


def test_the_version_is_the_packages(ontology: list[Quad]) -> None:
    """The header's version and version IRI are those of the package that carries it."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    version = tomllib.loads(project.read_text())["project"]["version"]
    header = {quad.predicate.value: quad.object.value for quad in ontology if quad.subject.value == KB.rstrip("#")}
    assert header[str(OWL.versionInfo)] == version
    assert header[str(OWL.versionIRI)] == f"{KB.rstrip('#')}/{version}"


def test_the_ontology_conforms(ontology: list[Quad]) -> None:
    """Every term can be looked up and read: nothing breaks shapes/vocabulary.ttl."""
    assert [str(complaint) for complaint in shapes.validate_vocabulary(ontology)] == []


@pytest.mark.parametrize(
    ("term", "predicate", "complaint"),
    [
        ("kb:holder", "rdfs:label", "kb:holder has no label"),
        ("kb:Stance", "skos:definition", "kb:Stance has no definition"),
        ("kb:hedged", "skos:example", "kb:hedged has no example"),
        ("kb:holder", "rdf:type", "kb:holder has no kind of property"),
        ("et:AID", "skos:notation", "et:AID has no code"),
        ("et:AID", "kb:polarity", "et:AID has no polarity"),
        ("et:AID", "kb:depth", "et:AID has no depth"),
        ("weight:plover-AID", "kb:score", "weight:plover-AID has no score"),
        ("weight:plover-AID", "kb:eventType", "weight:plover-AID has no event type"),
        ("weights:plover", "dcterms:license", "weights:plover has no licence"),
        ("issue:gaza-war", "skos:definition", "issue:gaza-war has no definition"),
        ("id:issues", "skos:prefLabel", "id:issues has no label"),
        ("id:CHN", "skos:prefLabel", ""),
    ],
)
def test_what_a_term_lacks_is_named(ontology: list[Quad], term: str, predicate: str, complaint: str) -> None:
    """Without its label, definition, kind, score … a term is complained of; a state is left to the shapes of facts."""
    left = [quad for quad in ontology if (curie(quad.subject.value), curie(quad.predicate.value)) != (term, predicate)]
    assert len(left) < len(ontology)
    found = [str(one).partition(" (")[0] for one in shapes.validate_vocabulary(left)]
    assert (complaint in found) if complaint else (found == [])


@pytest.mark.parametrize(
    ("term", "predicate", "value", "complaint"),
    [
        ("kb:holder", "rdfs:label", Literal("keeper", language="en"), "kb:holder has more than one label"),
        ("kb:holder", "skos:definition", Literal("no stop", language="en"), "kb:holder has more than one definition"),
        ("kb:holder", "skos:definition", Literal("no stop", language="en"), 'definition "no stop" is malformed'),
        ("kb:holder", "skos:example", Literal("exemple", language="fr"), 'kb:holder: example "exemple" is not in en'),
        ("weight:plover-AID", "kb:score", TOO_HIGH, "weight:plover-AID: score 1.5 is above 1.0"),
        ("et:AID", "kb:depth", Literal(5), "et:AID: depth 5 is above 4"),
    ],
)
def test_what_a_term_has_wrong_is_named(
    ontology: list[Quad], term: str, predicate: str, value: Literal, complaint: str
) -> None:
    """A second label, a definition without a full stop, a score beyond the scale: each is complained of."""
    prefix, _, local = term.partition(":")
    to, _, name = predicate.partition(":")
    more = Quad(NamedNode(PREFIXES[prefix] + local), NamedNode(PREFIXES[to] + name), value)
    assert any(complaint in str(one) for one in shapes.validate_vocabulary([*ontology, more]))


def test_no_term_escapes_the_shapes(ontology: list[Quad]) -> None:
    """Stripped of definition and example, each term of ours is still looked at, and found wanting."""
    told = {PREFIXES["skos"] + "definition", PREFIXES["skos"] + "example"}
    terms = {curie(quad.subject.value) for quad in ontology if quad.subject.value.startswith(KB)}
    bare = [quad for quad in ontology if not (quad.subject.value.startswith(KB) and quad.predicate.value in told)]
    lacking = {str(one).partition(" has no definition")[0] for one in shapes.validate_vocabulary(bare)}
    assert len(terms) > 150
    assert terms - lacking == set()


def test_classes_and_properties_without_a_word_are_found(ontology: list[Quad]) -> None:
    """A term that is declared and nothing more has no label for the shapes to find it by; this test does."""
    labelled = {quad.subject for quad in ontology if quad.predicate.value == LABEL}
    assert {quad.subject for quad in ontology if quad.subject.value.startswith(KB)} - labelled == set()


# ── Nothing is used that is not declared ────────────────────────────────────────────────────────────────────


def mentioned(quads: list[Quad]) -> set[str]:
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
    datatypes = {term.datatype for term in terms if isinstance(term, Literal)}
    return {term.value for term in terms | datatypes if isinstance(term, NamedNode)}


@pytest.mark.parametrize("path", [*turtle(), *shape_files()], ids=lambda path: path.stem)
def test_terms_used_are_declared(ontology: list[Quad], path: Path) -> None:
    """Every kb: term in a packaged Turtle file is a class, property or value of the ontology."""
    declared = {quad.subject.value for quad in ontology if quad.predicate == TYPE}
    used = {iri for iri in mentioned(read(path)) if iri.startswith(KB)}
    assert {curie(iri) for iri in used - declared} == set()


def test_terms_used_in_queries_are_declared(ontology: list[Quad]) -> None:
    """Every kb: term and event type in a query or rule is of the ontology."""
    declared = {curie(quad.subject.value) for quad in ontology if quad.predicate == TYPE}
    undeclared = {
        f"{path.name}: {name}"
        for path in rq()
        for line in path.read_text().splitlines()
        if not line.lstrip().startswith(("#", "PREFIX"))
        for name in re.findall(r"(?<![\w:-])(?:kb|et):[\w-]+", re.sub(r'"(?:[^"\\]|\\.)*"', "", line))
        if name not in declared
    }
    assert undeclared == set()


def test_individuals_used_are_described(everything: list[Quad]) -> None:
    """Every state, post, issue, span … that a packaged file points to has a type in one of them."""
    described = {quad.subject.value for quad in everything if quad.predicate == TYPE}
    used = {iri for iri in mentioned(everything) if iri.startswith(ID)}
    assert {curie(iri) for iri in used - described} == set()


def test_individuals_of_others_are_not_invented(ontology: list[Quad]) -> None:
    """A class or property of another vocabulary that is used is declared among the terms of others."""
    declared = {quad.subject for quad in ontology if quad.predicate == TYPE}
    builtin = tuple(PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
    used = {quad.object for quad in ontology if quad.predicate == TYPE} | {quad.predicate for quad in ontology}
    foreign = {term for term in used if isinstance(term, NamedNode) and not term.value.startswith((*builtin, KB, ID))}
    assert {curie(term.value) for term in foreign - declared} == set()


# ── Event types ─────────────────────────────────────────────────────────────────────────────────────────────

# Name, figure of PLOVER and of Goldstein, side, depth, depth when raised and by what, half-life, lasting, counted.
EVENT_TYPES = """
AGREE            2.5   4.0  supportive  2  -           180  no   yes
CONSULT          2.5   1.0  supportive  1  -           120  no   yes
SUPPORT          5     3.5  supportive  0  2/signed    180  no   yes
CONCEDE          4.5   5.0  supportive  2  -           180  no   yes
COOPERATE        9.5   6.0  supportive  3  4/military  365  no   yes
AID              10    7.0  supportive  3  4/military  365  no   yes
RETREAT          6.5   5.0  supportive  3  -           365  no   yes
REQUEST          0     0    neutral     0  -            90  no   yes
ACCUSE          -3    -2.0  opposed     0  -           180  no   yes
REJECT          -2    -4.0  opposed     0  -           180  no   yes
THREATEN        -3.5  -6.0  opposed     0  -           180  no   yes
PROTEST         -5    -6.5  opposed     0  -            90  no   no
SANCTION        -6    -4.0  opposed     3  -           365  yes  yes
MOBILIZE        -5.5  -7.2  opposed     4  -           180  no   yes
COERCE          -7    -7.0  opposed     3  -           365  no   yes
ASSAULT         -9    -9.5  opposed     4  -           730  yes  yes
TREATY_IN_FORCE  -     -    supportive  2  4/military    -  yes  yes
PROPOSE          -     -    neutral     0  -             -  no   no
COMMIT           -     -    neutral     0  -             -  no   no
CHARACTERIZE     -     -    neutral     0  -             -  no   no
"""

TREATIES = {
    "defence": ("0.95", 4),
    "neutrality": ("0.50", 2),
    "consultation": ("0.50", 2),
    "nonAggression": ("0.10", 2),
}


def one(quads: list[Quad], subject: str, predicate: str) -> str:
    """The value as text, an IRI by its last part; a dash where there is none."""
    (value,) = [
        quad.object for quad in quads if (quad.subject.value, quad.predicate.value) == (subject, predicate)
    ] or [Literal("-")]
    return re.split(r"[#/]", value.value)[-1] if isinstance(value, NamedNode) else str(value.value)


def test_event_types_are_those_of_the_table(ontology: list[Quad]) -> None:
    """Twenty types, each with its side, depth and half-life, and no other."""
    rows = [row.split() for row in EVENT_TYPES.strip().splitlines()]
    types = {
        quad.subject.value for quad in ontology if quad.predicate == TYPE and quad.object.value == KB + "EventType"
    }
    assert types == {ET + row[0] for row in rows}
    assert len(types) == 20
    for name, _, _, polarity, depth, raised, half_life, lasting, counted in rows:
        has = [
            one(ontology, ET + name, KB + word) for word in ("polarity", "depth", "halfLifeDays", "countedByDefault")
        ]
        assert has == [polarity, depth, half_life, "true" if counted == "yes" else "false"], name
        circumstance = [one(ontology, ET + name, KB + word) for word in ("raisedDepth", "raisedBy")]
        assert circumstance == (raised.split("/") if raised != "-" else ["-", "-"]), name
        assert one(ontology, ET + name, KB + "lastsWhileInForce") == ("true" if lasting == "yes" else "-"), name
        assert one(ontology, ET + name, PREFIXES["skos"] + "notation") == name


@pytest.mark.parametrize(("weights", "column"), [("plover", 1), ("goldstein", 2)])
def test_weights_are_those_of_the_table(ontology: list[Quad], weights: str, column: int) -> None:
    """Each published figure to the digit, and the score a tenth of it."""
    rows = [row.split() for row in EVENT_TYPES.strip().splitlines()]
    expected = {row[0]: Decimal(row[column]) for row in rows if row[column] != "-"}
    members = {
        quad.subject.value
        for quad in ontology
        if quad.predicate.value == KB + "inWeightSet" and quad.object.value == f"{ID}weights/{weights}"
    }
    published = {
        one(ontology, iri, KB + "eventType"): Decimal(one(ontology, iri, KB + "publishedScore")) for iri in members
    }
    scores = {one(ontology, iri, KB + "eventType"): Decimal(one(ontology, iri, KB + "score")) for iri in members}
    assert published == expected
    assert scores == {name: figure / 10 for name, figure in expected.items()}
    assert len(members) == 16


def test_treaties_weigh_by_obligation(ontology: list[Quad]) -> None:
    """A treaty counts by what it obliges to, and as deep."""
    members = {
        quad.subject.value
        for quad in ontology
        if quad.predicate.value == KB + "inWeightSet" and quad.object.value == ID + "weights/treaties"
    }
    found = {
        one(ontology, iri, KB + "obligation"): (one(ontology, iri, KB + "score"), int(one(ontology, iri, KB + "depth")))
        for iri in members
    }
    assert found == TREATIES


# ── Reasoners ───────────────────────────────────────────────────────────────────────────────────────────────

BOTH = (
    Triple(NamedNode(ID + "x"), TYPE, NamedNode(KB + "State")),
    Triple(NamedNode(ID + "x"), TYPE, NamedNode(KB + "Leader")),
)


def owl_rl_clashes(quads: list[Quad | Triple]) -> list[str]:
    """What contradicts itself once every conclusion of OWL RL is drawn, in words."""
    graph = rdflib.Graph()
    text = serialize([quad.triple if isinstance(quad, Quad) else quad for quad in quads], format=RdfFormat.N_TRIPLES)
    graph.parse(data=text, format="nt")
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(graph)
    closed = rdflib.Graph()
    for triple in reasoner.reason():
        closed.add(triple)
    assert len(closed) > len(graph), "nothing was concluded"
    clashes = [f"{node} is nothing" for node in closed.subjects(RDF.type, OWL.Nothing)]
    clashes += [
        f"{node} has no instance"
        for node in closed.subjects(rdflib.RDFS.subClassOf, OWL.Nothing)
        if node != OWL.Nothing
    ]
    for left, right in closed.subject_objects(OWL.disjointWith):
        both = set(closed.subjects(RDF.type, left)) & set(closed.subjects(RDF.type, right))
        clashes += [f"{node} is a {left} and a {right}" for node in both]
    for left, right in closed.subject_objects(OWL.propertyDisjointWith):
        clashes += [
            f"{pair} by {left} and {right}"
            for pair in closed.subject_objects(left)
            if (pair[0], right, pair[1]) in closed
        ]
    for same, other in closed.subject_objects(OWL.sameAs):
        if same < other and str(same).startswith((ID, KB)) and str(other).startswith((ID, KB)):
            clashes.append(f"{same} would be {other}")
    for functional in closed.subjects(RDF.type, OWL.FunctionalProperty):
        values = Counter(
            node for node, value in closed.subject_objects(functional) if isinstance(value, rdflib.Literal)
        )
        clashes += [f"{node} has {times} values of {functional}" for node, times in values.items() if times > 1]
    return clashes


def test_owl_rl_finds_no_contradiction(everything: list[Quad]) -> None:
    """No individual is in two disjoint classes, none would be another, no class is empty by definition."""
    assert owl_rl_clashes([*everything]) == []


@pytest.mark.parametrize(
    "clash",
    [
        BOTH,
        [Triple(NamedNode(ID + "CHN"), NamedNode(KB + "bodyOf"), NamedNode(ID + "RUS"))],
        [Triple(NamedNode(ID + "CHN"), NamedNode(KB + "code"), Literal("CHINA"))],
        [Triple(NamedNode(ID + "CHN"), NamedNode(PREFIXES["owl"] + "sameAs"), NamedNode(PREFIXES["wd"] + "Q159"))],
    ],
    ids=["two disjoint classes", "domain of another class", "two codes", "two states under one Wikidata item"],
)
def test_owl_rl_finds_a_contradiction(everything: list[Quad], clash: list[Triple]) -> None:
    """Where one is put in, it is found: the test above can fail."""
    assert owl_rl_clashes([*everything, *clash])


@pytest.fixture
def consistent(program: Callable[[str], str], tmp_path: Path) -> Callable[[list[Quad | Triple]], bool]:
    """Whether HermiT, given triples as RDF/XML, finds them consistent and every class able to have instances."""
    program("java")

    def ask(quads: list[Quad | Triple]) -> bool:
        file = tmp_path / "ontology.rdf"
        triples = [quad.triple if isinstance(quad, Quad) else quad for quad in quads]
        serialize(triples, file, format=RdfFormat.RDF_XML, prefixes=PREFIXES)
        world = owlready2.World()
        loaded = world.get_ontology(file.as_uri()).load()
        assert len(world.graph) >= len(set(triples)), "triples were lost on the way"
        try:
            with loaded:
                owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return False
        return not list(world.inconsistent_classes())

    return ask


def test_owl_dl_finds_no_contradiction(everything: list[Quad], consistent: Callable[[list[Quad]], bool]) -> None:
    """HermiT finds the ontology with all its individuals consistent, and nothing unsatisfiable."""
    assert consistent(everything)


def test_owl_dl_finds_a_contradiction(
    everything: list[Quad], consistent: Callable[[list[Quad | Triple]], bool]
) -> None:
    """An individual of two disjoint classes is found: the test above can fail."""
    assert not consistent([*everything, *BOTH])
