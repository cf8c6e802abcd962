"""Facts go into a store together or not at all, and every complaint names the record and the property."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad

import kb
from kb import graphs, intake, packaged
from kb.errors import BrokenFile, Findings, KbError, StoreTooNew, UsageError
from kb.evidence import digest
from kb.intake import Added
from kb.knowledge import KnowledgeBase
from kb.reading import read_bytes
from kb.store.local import LocalStore
from kb.terms import ADDITIONS_GRAPH, ID, JUDGEMENTS_GRAPH, KB, ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH

FACTS = Path(__file__).parent / "facts"
FIRST, SECOND = ID + "article/first", ID + "article/second"
PACKAGED = (ONTOLOGY_GRAPH, REFERENCE_GRAPH)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


@pytest.fixture(scope="module")
def with_first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the first article."""
    folder = tmp_path_factory.mktemp("first") / "store"
    with kb.open(folder) as base:
        base.add(FACTS / "first.ttl")
    return folder


@pytest.fixture
def base(with_first: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base of one's own that holds the first article."""
    shutil.copytree(with_first, tmp_path / "store", symlinks=True)
    with kb.open(tmp_path / "store") as opened:
        yield opened


def changed(name: str, *changes: tuple[str, str]) -> tuple[str, bytes]:
    """A file of facts with some things changed, as `add` takes it."""
    text = (FACTS / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return name, text.encode()


def state(base: KnowledgeBase) -> dict[str, set[Quad]]:
    """Everything stored beside the packaged data, by graph."""
    return {graph: set(base.store.quads(graph)) for graph in base.store.graphs() if graph not in PACKAGED}


def refused(base: KnowledgeBase, *sources: Path | tuple[str, bytes]) -> tuple[str, ...]:
    """The complaints about some sources, which leave the store as it was."""
    before, number = state(base), base.store.published.number
    with pytest.raises(Findings) as told:
        base.add(*sources)
    assert (state(base), base.store.published.number) == (before, number)
    assert told.value.exit_code == 3
    assert str(told.value).splitlines()[0].endswith("nothing was stored:")
    return told.value.complaints


# ── Adding ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_addition_makes_a_store_of_reference_data_only(tmp_path: Path) -> None:
    """The built-in article is not in a store of one's own."""
    with kb.open(tmp_path / "store") as base:
        assert base.add(FACTS / "first.ttl") == Added(added=(FIRST,), stances=1)
        assert base.store.graphs() == sorted([FIRST, ONTOLOGY_GRAPH, REFERENCE_GRAPH])


def test_adding_again_publishes_nothing(base: KnowledgeBase) -> None:
    """The same file twice is no change: no new time of record, no new generation."""
    before, number = state(base), base.store.published.number
    assert base.add(FACTS / "first.ttl") == Added(unchanged=(FIRST,), stances=1)
    assert (state(base), base.store.published.number) == (before, number)


def test_an_article_is_replaced_as_a_whole(base: KnowledgeBase) -> None:
    """What the new version does not say is gone, and what it says anew has a new time of record."""
    assert base.add(changed("first.ttl", ("Greets a neighbour", "Salutes"))) == Added(replaced=(FIRST,), stances=1)
    values = {quad.object.value for quad in base.store.quads(FIRST)}
    assert "Salutes" in values
    assert "Greets a neighbour" not in values
    assert base.check() == []


def test_a_replacement_that_drops_stances_says_so(base: KnowledgeBase) -> None:
    """Part of an article takes the place of the whole, which a reader may not have meant."""
    whole = (FACTS / "first.ttl").read_text("utf-8")
    stance = whole[whole.index("stance:first-1 a") : whole.index("act:first-1 a")]
    both = ("both", (whole + stance.replace("stance:first-1", "stance:first-2")).encode())
    assert base.add(both) == Added(replaced=(FIRST,), stances=2)
    assert base.add(FACTS / "first.ttl") == Added(replaced=(FIRST,), stances=1, fewer={FIRST: (1, 2)})


def test_two_articles_come_in_one_batch(base: KnowledgeBase) -> None:
    """One command is one generation, whatever became of each article."""
    number = base.store.published.number
    assert base.add(FACTS / "first.ttl", FACTS / "second.ttl") == Added((SECOND,), (), (FIRST,), stances=2)
    assert base.store.published.number == number + 1


def test_a_dry_run_says_the_same_and_stores_nothing(base: KnowledgeBase) -> None:
    """What would happen is what then happens."""
    before, number = state(base), base.store.published.number
    sources = (changed("first.ttl", ("0.90", "0.50")), FACTS / "second.ttl")
    would = base.add(*sources, dry_run=True)
    assert (state(base), base.store.published.number) == (before, number)
    assert base.add(*sources) == would == Added((SECOND,), (FIRST,), stances=2)
    assert base.add(*sources, dry_run=True) == Added((), (), (FIRST, SECOND), stances=2)


def test_a_dry_run_makes_no_store(tmp_path: Path) -> None:
    """Trying leaves no trace, and the built-in article would be new to a store."""
    with kb.open(tmp_path / "store") as base:
        seed = next((Path(kb.__file__).parent / "articles").glob("*.ttl"))
        assert base.add(seed, dry_run=True).added == (ID + "article/2025-01-01-new-year-messages",)
    assert list(tmp_path.iterdir()) == []


def test_removing_is_as_never_added(base: KnowledgeBase) -> None:
    """After an addition and a removal the store is what it was."""
    before = state(base)
    base.add(FACTS / "second.ttl")
    assert state(base) != before
    assert base.remove("second").iri == SECOND
    assert state(base) == before


def fingerprint(base: KnowledgeBase) -> str:
    """The canonical form of the whole data set, by RDFC-1.0."""
    dataset = Dataset(base.store.quads())
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return digest("\n".join(sorted(map(str, dataset))))


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["first.ttl", "second.ttl", "third"]), st.sampled_from([1, 2, 3]))
def test_order_makes_no_difference(with_first: Path, tmp_path: Path, order: list[str], together: int) -> None:
    """Whatever is added first, alone or together, the same data set comes of it."""
    time = (
        "prov:wasDerivedFrom article:{0} .\n\nact:",
        "prov:wasDerivedFrom article:{0} ; prov:generatedAtTime {1} .\n\nact:",
    )
    stamp = '"2025-01-01T00:00:00Z"^^xsd:dateTime'
    sources = {}
    for name, key in (("first.ttl", "first"), ("second.ttl", "second")):
        sources[name] = changed(name, (time[0].format(key), time[1].format(key, stamp)))
    more = (
        HEAD + 'id:RUS skos:altLabel "Rossiya"@en .\nid:XYZ a kb:ArmedGroup ; kb:code "XYZ" ; skos:prefLabel "Xyz"@en .'
    )
    sources["third"] = ("third", more.encode())

    def built(names: list[str], at_once: int) -> str:
        folder = tmp_path / "ordered"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(with_first, folder, symlinks=True)
        with kb.open(folder) as base:
            base.remove("first")
            for at in range(0, len(names), at_once):
                base.add(*(sources[name] for name in names[at : at + at_once]))
            base.add(sources["first.ttl"])
            return fingerprint(base)

    assert built(order, together) == built(["first.ttl", "second.ttl", "third"], 3)


# ── Refusing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("kb:holder id:CHN ; ", ""), "stance:first-1 has no holder (kb:holder)"),
        (("kb:holder id:CHN", "kb:holder id:CHA"), "stance:first-1: holder id:CHA is no actor"),
        (("kb:confidence 0.90", "kb:confidence 1.90"), "stance:first-1: confidence 1.9 is above 1.0"),
        (("first-4-14 ;\n", 'first-4-14 ; kb:validUntil "2024"^^xsd:gYear ;\n'), "stance:first-1: last day"),
        (("kb:paraphrase", "kb:directQuote"), "stance:first-1 has no quotation, which a direct quote needs"),
        (("2025-02-01", "9999-02-01"), 'article:first: day of publication "9999-02-01" is later than tomorrow'),
        (("kb:supportive", "kb:opposed"), "stance:first-1 has no polarity that its event type can have"),
        (("oa:end 14", "oa:end 40"), "evidence:first-4-14 ends at 40, outside the text of 32 code points"),
        (
            ('exact "neighbours"', 'exact "neighborus"'),
            "evidence:first-4-14 has a digest that is not that of the words",
        ),
        (("oa:start 4", 'oa:start "four"'), "evidence:first-4-14-position: start"),
    ],
)
def test_a_complaint_names_the_record_and_the_property(
    base: KnowledgeBase, change: tuple[str, str], complaint: str
) -> None:
    """Facts that are incomplete, malformed or not where they say are refused in words, and nothing is stored."""
    found = refused(base, FACTS / "second.ttl", changed("first.ttl", change))
    assert any(one.startswith(complaint) for one in found), found


def test_checking_complains_as_adding_would(base: KnowledgeBase) -> None:
    """`check_facts` gives the complaints that `add` would raise."""
    wrong = changed("second.ttl", ("kb:holder id:CHN ; ", ""))
    found = base.check_facts(read_bytes(wrong[1], "ttl"), "x")
    assert tuple(map(str, found)) == refused(base, wrong) == ("stance:second-1 has no holder (kb:holder)",)


def test_a_first_addition_that_fails_leaves_no_store_to_speak_of(tmp_path: Path) -> None:
    """The built-in article still answers, and the next addition succeeds."""
    with kb.open(tmp_path / "store") as base:
        with pytest.raises(Findings):
            base.add(changed("first.ttl", ("kb:holder id:CHN ; ", "")))
        assert base.built_in
        assert len(base.query("articles")) == 1
        assert base.add(FACTS / "first.ttl").added == (FIRST,)
        assert not base.built_in


def test_a_broken_file_keeps_the_others_out(base: KnowledgeBase) -> None:
    """All files are read before anything is written."""
    before = state(base)
    with pytest.raises(BrokenFile, match="broken, line 1"):
        base.add(FACTS / "second.ttl", ("broken", b"x"))
    assert state(base) == before


def test_a_record_has_no_property_that_its_class_does_not_know(base: KnowledgeBase) -> None:
    """Nothing can be smuggled in beside what is checked."""
    found = refused(base, changed("second.ttl", ("kb:act act:second-1", "<http://e.org/foo> 5 ; kb:act act:second-1")))
    assert found == ("stance:second-1 has <http://e.org/foo>, which such a record does not have",)


def test_a_number_without_bound_is_one_fault(base: KnowledgeBase) -> None:
    """It is no decimal; that it is too large as well is no news."""
    assert refused(base, changed("second.ttl", ("kb:confidence 0.90", "kb:confidence 1e400"))) == (
        'stance:second-1: confidence "INF" is no decimal',
    )


def test_boilerplate_is_no_evidence(base: KnowledgeBase) -> None:
    """A span in a notice to subscribers bears nothing out."""
    notice = """kb:textLength 32 ; kb:boilerplate evidence:first-0-16 ; kb:origin"""
    span = """evidence:first-0-16 a oa:SpecificResource ;
        oa:hasSource article:first ; oa:hasSelector evidence:first-0-16-position ;
        schema:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
        evidence:first-0-16-position a oa:TextPositionSelector ; oa:start 0 ; oa:end 16 .\n\nstance:first-1 a"""
    file = changed("first.ttl", ("kb:textLength 32 ; kb:origin", notice), ("stance:first-1 a", span))
    assert refused(base, file) == ("evidence:first-4-14 is evidence and lies in the boilerplate at 0–16",)


def test_a_record_belongs_to_one_article(base: KnowledgeBase) -> None:
    """A record that another article has is refused, whether it is stored or comes in the same batch."""
    thief = changed("second.ttl", ("act:second-1", "act:first-1"))
    complaint = "act:first-1 is a record of article:first already: give this one a name of its own"
    assert refused(base, thief) == (complaint,)
    base.remove("first")
    assert complaint in refused(base, FACTS / "first.ttl", thief)


def test_an_article_may_not_take_over_the_reference_data(base: KnowledgeBase) -> None:
    """What is said of a state in the name of an article would stand in two graphs."""
    more = changed(
        "second.ttl", ("act:second-1 a kb:Act", "id:RUS prov:wasDerivedFrom article:second .\nact:second-1 a kb:Act")
    )
    assert "id:RUS is a record of graph:reference already: give this one a name of its own" in refused(base, more)


# ── Additions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def more(text: str) -> tuple[str, bytes]:
    return "more", (HEAD + text).encode()


def test_a_name_can_be_added_to_a_state(base: KnowledgeBase) -> None:
    """An alias is checked together with what is known of the state, and found from then on."""
    assert base.add(more('id:RUS skos:altLabel "Rossiya"@en .')) == Added(reference={ID + "RUS": 1})
    assert base.find("Rossiya").iri == ID + "RUS"
    assert base.add(more('id:RUS skos:altLabel "Rossiya"@en .')) == Added()


TERM = "is a term of the ontology, about which nothing can be added"
REST = "other names, owl:sameAs and rdfs:seeAlso can be added to it"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id:CHN <http://e.org/with> id:RUS .", f"id:CHN comes with kb: {REST}, not <http://e.org/with> id:RUS"),
        ("id:CHN kb:capital 'Shanghai'@en .", f"id:CHN comes with kb: {REST}, not kb:capital Shanghai"),
        ("id:CHN owl:sameAs id:RUS .", f"id:CHN comes with kb: {REST}, not owl:sameAs id:RUS"),
        ("id:RUS a kb:Judgement .", f"id:RUS comes with kb: {REST}, not rdf:type kb:Judgement"),
        ("et:COERCE kb:polarity kb:supportive .", f"et:COERCE {TERM}"),
        ("kb:Stance rdfs:subClassOf kb:State .", f"kb:Stance {TERM}"),
        ("issue:taiwan-status skos:altLabel 'Formosa'@en .", f"issue:taiwan-status {TERM}"),
        ("id:RUS skos:altLabel 'China'@en .", 'id:RUS: "China"@en is a name of id:CHN already'),
        ("id:RUS skos:hiddenLabel 'CHN' .", 'id:RUS: "CHN" is a name of id:CHN already'),
        ("id:XYZ a kb:ArmedGroup ; kb:code 'XYZ' ; skos:prefLabel 'china'@en .", 'id:XYZ: "china"@en is a name of'),
    ],
)  # fmt: skip
def test_what_the_package_brings_is_not_changed(base: KnowledgeBase, text: str, complaint: str) -> None:
    """The ontology is not rewritten, no state is said to do anything, and none takes the name of another."""
    found = refused(base, more(text))
    assert any(one.startswith(complaint) for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "id:RUS skos:altLabel 'Rossiya'@en ; skos:hiddenLabel 'Rossia' .",
        "id:RUS rdfs:seeAlso <http://e.org/russia> ; owl:sameAs <http://e.org/RUS> .",
        "issue:x a kb:Issue ; skos:prefLabel 'a new issue'@en ; skos:definition 'New.'@en .",
        "outlet:x a schema:NewsMediaOrganization ; rdfs:label 'an outlet'@en .",
        "leader:x a kb:Leader ; skos:prefLabel 'A. Jordan'@en ; skos:altLabel 'Jordan'@en .",
    ],
)
def test_what_is_new_may_be_added(base: KnowledgeBase, text: str) -> None:
    """Other names and links of what is known; issues, outlets and people of one's own, whose names are theirs."""
    assert base.add(more(text)).reference
    assert base.check() == []


def test_an_addition_that_spoils_an_entity_is_refused(base: KnowledgeBase) -> None:
    """The whole of an entity has to conform, not only what is new."""
    group = 'id:XYZ a kb:ArmedGroup ; kb:code "{}" ; skos:prefLabel "Xyz"@en .'
    base.add(more(group.format("XYZ")))
    assert refused(base, more(group.format("XYY"))) == ("id:XYZ has more than one code",)


def test_what_the_package_brings_is_no_addition(base: KnowledgeBase) -> None:
    """A triple stands in one graph: repeating a packaged one adds nothing."""
    assert base.add(more('id:RUS kb:code "RUS" .')) == Added()
    assert ADDITIONS_GRAPH not in base.store.graphs()


def test_a_new_actor_serves_at_once(base: KnowledgeBase) -> None:
    """A new entity and facts about it may come together, in any order of files, or one after the other."""
    actor = more('id:XYZ a kb:ArmedGroup ; kb:code "XYZ" ; skos:prefLabel "Xyz"@en .')
    alias = ("alias", (HEAD + 'id:XYZ skos:altLabel "Ypsilon"@en .').encode())
    facts = changed("second.ttl", ("kb:holder id:CHN", "kb:holder id:XYZ"), ("kb:officeHolder", "kb:actorNamed"))
    assert base.add(facts, alias, actor) == Added((SECOND,), stances=1, reference={ID + "XYZ": 4})
    assert base.find("Ypsilon").iri == ID + "XYZ"
    base.remove("second")
    base.add(more('id:XYZ skos:altLabel "Zet"@en .'))
    assert base.add(facts).added == (SECOND,)
    assert base.check() == []


def test_a_judgement_is_kept_beside_the_articles(base: KnowledgeBase) -> None:
    """That two acts are one has an author and a time, and outlives the removal of an article."""
    base.add(FACTS / "second.ttl")
    judged = """<http://example.org/j> a kb:Judgement ; kb:judgesSame <{0}act/first-1>, <{0}act/second-1> ;
        <http://www.w3.org/ns/prov#wasAttributedTo> <http://example.org/me> ."""
    assert base.add(more(judged.format(ID))) == Added(reference={"http://example.org/j": 5})
    assert base.add(more(judged.format(ID))) == Added()
    base.remove("second")
    assert JUDGEMENTS_GRAPH in base.store.graphs()
    assert base.check() == []
    assert base.remove("http://example.org/j").statements == 5
    assert JUDGEMENTS_GRAPH not in base.store.graphs()


@pytest.mark.parametrize("name", ["id:RUS", ID + "RUS", "Russia", "Rossiya"])
def test_additions_are_taken_back(base: KnowledgeBase, name: str) -> None:
    """All that was added about an entity goes, however it is named; what the package brings stays."""
    before = state(base)
    base.add(more('id:RUS skos:altLabel "Rossiya"@en, "Rossija"@en .'))
    removed = base.remove(name)
    assert removed == (ID + "RUS", 2)
    assert state(base) == before
    assert base.find("Russia").iri == ID + "RUS"
    with pytest.raises(UsageError, match="Nothing was added about id:RUS: what the package brings cannot be removed"):
        base.remove("Russia")


def test_an_actor_that_a_stance_needs_stays(base: KnowledgeBase) -> None:
    """Nothing is left without its holder."""
    actor = more('id:XYZ a kb:ArmedGroup ; kb:code "XYZ" ; skos:prefLabel "Xyz"@en .')
    base.add(actor, changed("second.ttl", ("kb:target id:UKR", "kb:target id:XYZ")))
    before = state(base)
    with pytest.raises(KbError, match="stance:second-1 needs id:XYZ: remove that first"):
        base.remove("Xyz")
    assert state(base) == before
    base.remove("second")
    assert base.remove("Xyz").statements == 3


# ── Holders ───────────────────────────────────────────────────────────────────────────────────────────────────────────

NOT_KNOWN = "is not known to have been post:CHN-president"
XI = "Xi Jinping (leader:xi-jinping)"
OFFICE = "kb:speaker leader:xi-jinping ; kb:inCapacityOf post:CHN-president ; kb:holderBasis kb:officeHolder"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            ("kb:inCapacityOf post:CHN-president ; ", ""),
            " has no capacity (kb:inCapacityOf), in which an office holder speaks",
        ),
        (
            ("kb:holder id:CHN", "kb:holder id:USA"),
            ": Xi Jinping speaks as post:CHN-president, whose word is China's (id:CHN), not id:USA's",
        ),
        (("kb:speaker leader:xi-jinping ; ", ""), ""),
        (
            ("leader:xi-jinping", "leader:kim-jong-un"),
            f": Kim Jong Un (leader:kim-jong-un) {NOT_KNOWN} on 2025-01-31: add the kb:Tenure",
        ),
        (('validFrom "2025-01-31"', 'validFrom "2012-01-31"'), f": {XI} {NOT_KNOWN} on 2012-01-31: add the kb:Tenure"),
        (
            ('validFrom "2025-01-31"^^xsd:date', 'validFrom "2012"^^xsd:gYear'),
            f": {XI} {NOT_KNOWN} on 2012: add the kb:Tenure",
        ),
        (('validFrom "2025-01-31"^^xsd:date', 'validFrom "2013"^^xsd:gYear'), ""),
        (('validFrom "2025-01-31"^^xsd:date', 'validFrom "2013-03"^^xsd:gYearMonth'), ""),
        ((OFFICE, "kb:holderBasis kb:blocNamed"), ": holder id:CHN is no informal bloc, whatever kb:blocNamed says"),
    ],
)
def test_a_holder_follows_from_its_basis(base: KnowledgeBase, change: tuple[str, str], complaint: str) -> None:
    """A president's word is the state's while the president is in office, be it for a day of the year that is told."""
    file = changed("second.ttl", change)
    if complaint:
        assert refused(base, file) == (f"stance:second-1{complaint}",)
    else:
        assert base.add(file).added == (SECOND,)


@pytest.mark.parametrize(
    ("begin", "end", "precision", "held"),
    [
        ("", "", "exactDay", True),
        ("2025-01-31", "2025-01-31", "exactDay", True),
        ("2025-02-01", "", "exactDay", False),
        ("", "2025-01-30", "exactDay", False),
        ("", "2025-01-30", "notLaterThan", True),
        ("", "2025-01-30", "approximate", True),
        ("2025-02-01", "", "approximate", True),
        ("2025-03-01", "", "approximate", False),
        ("2025-02-01", "", "notLaterThan", False),
    ],
)
def test_a_tenure_of_ones_own_counts(base: KnowledgeBase, begin: str, end: str, precision: str, held: bool) -> None:
    """It may stand in the same file; an unknown begin or end excludes nothing, nor does an imprecise day."""
    days = "".join(
        f' ; kb:{name} "{day}"^^<http://www.w3.org/2001/XMLSchema#date>'
        for name, day in (("validFrom", begin), ("validUntil", end))
        if day
    )
    tenure = f"""<{ID}leader/x> a kb:Leader ; skos:prefLabel "A. Nother"@en .
        <{ID}tenure/x> a kb:Tenure ; <http://www.w3.org/ns/org#member> <{ID}leader/x> ;
        kb:post <{ID}post/CHN-president> ; kb:tenureStatus kb:unknownEnd ;
        <http://purl.org/dc/terms/source> <http://example.org/> {days} .\n"""
    name, text = changed(
        "second.ttl",
        ("leader:xi-jinping", "leader:x"),
        ("exactDay ; kb:dateBasis kb:stated ;\n    kb:act", f"{precision} ; kb:dateBasis kb:stated ;\n    kb:act"),
    )
    sources = (name, text), more(tenure)
    assert bool(base.check_facts(read_bytes(b"".join([HEAD.encode(), text, tenure.encode()]), "ttl"), "x")) != held
    if held:
        base.add(*sources)
        assert base.check() == []
    else:
        assert "is not known to have been post:CHN-president" in refused(base, *sources)[0]


def test_a_bloc_has_no_office(base: KnowledgeBase) -> None:
    """The West is charged itself, and nobody speaks in its name."""
    bloc = ("kb:holder id:CHN", "kb:holder id:WEST")
    silent = changed("second.ttl", bloc, (OFFICE, "kb:holderBasis kb:blocNamed"))
    spoken = changed("second.ttl", bloc, ("kb:officeHolder", "kb:blocNamed"))
    assert refused(base, spoken) == (
        "stance:second-1 has a capacity (post:CHN-president), in which nobody speaks for a bloc",
    )
    assert base.add(silent).added == (SECOND,)


# ── Upgrading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """A store of an earlier version, which knew less, with additions of its user."""
    now = packaged.graphs()
    label = "http://www.w3.org/2004/02/skos/core#altLabel"
    gone = Quad(NamedNode(ID + "RUS"), NamedNode(ID + "gone"), NamedNode(ID), NamedNode(REFERENCE_GRAPH))
    reference = [quad for quad in now[REFERENCE_GRAPH] if quad.predicate.value != label]
    monkeypatch.setattr(packaged, "graphs", lambda: {**now, REFERENCE_GRAPH: [*reference, gone]})
    monkeypatch.setattr(packaged, "mark", lambda: {"version": "0.0.1", "digest": "0"})
    monkeypatch.setattr(graphs, "rules", tuple)
    with kb.open(tmp_path / "store") as base:
        base.add(FACTS / "first.ttl")
        base.add(more('id:RUS skos:altLabel "Rossiya"@en, "Russian Federation"@en .'))
        assert base.store.published.packaged == {"version": "0.0.1", "digest": "0"}
        monkeypatch.undo()
        yield base


Change = Callable[[KnowledgeBase], object]


@pytest.mark.parametrize("change", [lambda base: base.add(FACTS / "second.ttl"), lambda base: base.remove("first")])
def test_the_first_write_after_an_upgrade_brings_the_new_data(old: KnowledgeBase, change: Change) -> None:
    """Ontology and reference data are replaced, and an addition that is now packaged is one no more."""
    change(old)
    assert old.store.published.packaged == packaged.mark()
    assert set(old.store.quads(REFERENCE_GRAPH)) == set(packaged.graphs()[REFERENCE_GRAPH])
    assert [quad.object.value for quad in old.store.quads(ADDITIONS_GRAPH)] == ["Rossiya"]
    assert old.check() == []


def test_adding_says_that_it_upgraded(old: KnowledgeBase) -> None:
    """Once, and not again; reading upgrades nothing."""
    assert len(old.query("articles")) == 1
    assert old.store.published.packaged["version"] == "0.0.1"
    assert old.add(FACTS / "first.ttl").upgraded
    assert not old.add(FACTS / "second.ttl").upgraded


def test_rules_are_run_again_after_an_upgrade(old: KnowledgeBase) -> None:
    """What the new rules derive stands beside articles that were added before them, as if they had been added now."""
    assert not [quad for quad in old.store.quads(FIRST) if quad.predicate.value == KB + "dyad"]
    old.add(FACTS / "second.ttl")
    dyads = [quad for quad in old.store.quads(FIRST) if quad.predicate.value == KB + "dyad"]
    assert [quad.object.value for quad in dyads] == [ID + "dyad/CHN-RUS"]
    assert old.add(FACTS / "first.ttl").unchanged == (FIRST,)


@pytest.mark.parametrize(
    "change",
    [
        lambda base: base.add(FACTS / "second.ttl"),
        lambda base: base.add(FACTS / "second.ttl", dry_run=True),
        lambda base: base.remove("first"),
    ],
    ids=["add", "dry run", "remove"],
)
def test_data_of_a_later_version_are_not_taken_back(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """An old kb does not put its own ontology in the place of a newer one."""
    later = {"version": "9.9.0", "digest": "9"}
    with monkeypatch.context() as patch:
        patch.setattr(packaged, "mark", lambda: later)
        base.add(more('id:RUS skos:altLabel "Rossiya"@en .'))
    before = state(base)
    with pytest.raises(StoreTooNew) as told:
        change(base)
    assert "are from kb 9.9.0, newer than this kb" in str(told.value)
    assert str(told.value).endswith(f"{packaged.version()}: upgrade kb.")
    assert (state(base), base.store.published.packaged) == (before, later)


# ── Checking what is stored ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_sound_store_is_not_complained_about(base: KnowledgeBase) -> None:
    """What came in through the gate passes it again, and so does the built-in data."""
    assert base.check() == []
    assert kb.open(base.folder.parent / "none").check() == []


def test_a_triple_in_two_graphs_is_found(base: KnowledgeBase) -> None:
    """What another tool wrote past the gate is named: doubled triples, and records that lack something."""
    with LocalStore.open(base.folder) as store:
        store.update(
            f"INSERT {{ GRAPH <{ID}article/other> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{FIRST}> {{ ?s ?p ?o }} "
            f"FILTER(?s = <{ID}act/first-1>) }} ; DELETE WHERE {{ GRAPH ?g {{ ?s <{KB}holder> ?o }} }}"
        )
    base.store.refresh()
    found = list(map(str, base.check()))
    assert "act:first-1 has the same kb:actKind in article:first and in article:other" in found
    assert "stance:first-1 has no holder (kb:holder)" in found


def test_an_audit_asks_what_adding_asks(base: KnowledgeBase) -> None:
    """What an earlier kb let in is named: a state that is said to do something, a stance of the wrong holder."""
    with LocalStore.open(base.folder) as store:
        store.update(
            f"INSERT DATA {{ GRAPH <{ADDITIONS_GRAPH}> {{ <{ID}CHN> <http://e.org/with> <{ID}RUS> }} }} ; "
            f"DELETE {{ GRAPH ?g {{ ?s <{KB}holder> ?o }} }} INSERT {{ GRAPH ?g {{ ?s <{KB}holder> <{ID}USA> }} }} "
            f"WHERE {{ GRAPH ?g {{ ?s <{KB}holder> ?o }} }}"
        )
    base.store.refresh()
    assert list(map(str, base.check())) == [
        f"id:CHN comes with kb: {REST}, not <http://e.org/with> id:RUS",
        "stance:first-1: Xi Jinping speaks as post:CHN-president, whose word is China's (id:CHN), not id:USA's",
    ]


def test_an_audit_looks_at_everything_in_parts(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large store is checked piece by piece with the same outcome."""
    monkeypatch.setattr(intake, "_AT_ONCE", 1)
    assert base.check() == []
