"""Facts go into a store together or not at all, and every complaint names the record and the property."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad

import kb
from kb import intake, packaged
from kb.errors import BrokenFile, Findings, KbError
from kb.evidence import digest
from kb.intake import Added
from kb.knowledge import KnowledgeBase
from kb.store.local import LocalStore
from kb.terms import ADDITIONS_GRAPH, ID, JUDGEMENTS_GRAPH, KB, ONTOLOGY_GRAPH, REFERENCE_GRAPH

FACTS = Path(__file__).parent / "facts"
FIRST, SECOND = ID + "article/first", ID + "article/second"
PACKAGED = (ONTOLOGY_GRAPH, REFERENCE_GRAPH)
HEAD = "@prefix id: <https://w3id.org/alignment-kb/id/> .\n@prefix kb: <https://w3id.org/alignment-kb/ns#> .\n"
HEAD += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


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
    assert base.remove("second") == SECOND
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
    from kb.reading import read_bytes

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


def test_one_article_in_two_files_is_refused(base: KnowledgeBase) -> None:
    """The second would replace the first, or half of it."""
    with pytest.raises(KbError, match=r"article:second is told by .*second.ttl and by also"):
        base.add(FACTS / "second.ttl", ("also", (FACTS / "second.ttl").read_bytes()))
    with pytest.raises(KbError, match=r"article:second is told twice by .*second.ttl"):
        base.add(FACTS / "second.ttl", FACTS / "second.ttl")


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
    assert base.add(more('id:RUS skos:altLabel "Rossiya"@en .')) == Added(reference=True)
    assert base.find("Rossiya").iri == ID + "RUS"
    assert base.add(more('id:RUS skos:altLabel "Rossiya"@en .')) == Added()


def test_an_addition_that_spoils_an_entity_is_refused(base: KnowledgeBase) -> None:
    """The whole of an entity has to conform, not only what is new."""
    assert refused(base, more('id:RUS kb:code "RU" .')) == ("id:RUS has more than one code",)


def test_what_the_package_brings_is_no_addition(base: KnowledgeBase) -> None:
    """A triple stands in one graph: repeating a packaged one adds nothing."""
    assert base.add(more('id:RUS kb:code "RUS" .')) == Added()
    assert ADDITIONS_GRAPH not in base.store.graphs()


def test_a_new_actor_serves_at_once(base: KnowledgeBase) -> None:
    """A new entity and facts about it may come together, in any order of files, or one after the other."""
    actor = more('id:XYZ a kb:ArmedGroup ; kb:code "XYZ" ; skos:prefLabel "Xyz"@en .')
    alias = ("alias", (HEAD + 'id:XYZ skos:altLabel "Ypsilon"@en .').encode())
    facts = changed("second.ttl", ("kb:holder id:CHN", "kb:holder id:XYZ"))
    assert base.add(facts, alias, actor) == Added((SECOND,), stances=1, reference=True)
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
    assert base.add(more(judged.format(ID))) == Added(reference=True)
    assert base.add(more(judged.format(ID))) == Added()
    base.remove("second")
    assert JUDGEMENTS_GRAPH in base.store.graphs()
    assert base.check() == []


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


def test_an_audit_looks_at_everything_in_parts(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large store is checked piece by piece with the same outcome."""
    monkeypatch.setattr(intake, "_AT_ONCE", 1)
    assert base.check() == []
