"""The register of acts: the same as what the queries tell, whatever was done to the store before."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import kb
from kb import register, reports
from kb.acts import Act, grouped, judged
from kb.errors import KbError
from kb.knowledge import KnowledgeBase
from tests.benchmarks import world

PREF = "http://www.w3.org/2004/02/skos/core#prefLabel"
FIRST = (Path(__file__).parent / "facts" / "first.ttl").read_text("utf-8")

Dyads = dict[tuple[str, str], list[Act]]


def asked(base: KnowledgeBase) -> Dyads:
    """The acts of every dyad as the queries tell them."""
    told = reports.read(base.query("reports"), base.query("report-details"))
    counted = [report for report in told if report.modality in reports.COUNTED]
    return by_dyad(grouped(counted, judged(base.query("judgements"))))


def kept(base: KnowledgeBase) -> Dyads:
    """The acts of every dyad as the register tells them."""
    found = register.read(base.store.beside)
    assert found is not None
    return by_dyad(found)


def by_dyad(acts: list[Act]) -> Dyads:
    """Acts by holder and target, each dyad's in their order."""
    found: Dyads = {}
    for act in acts:
        found.setdefault((act.reports[0].holder, act.reports[0].target), []).append(act)
    return found


def article(key: str, **others: str) -> tuple[str, bytes]:
    """The small article under another key, with some of its words replaced."""
    text = FIRST.replace("first", key)
    for old, new in others.items():
        text = text.replace(OLD[old], new)
    return key, text.encode()


OLD = {
    "target": "kb:target id:RUS",
    "event": "et:SUPPORT ; kb:polarity kb:supportive",
    "modality": "kb:asserted",
    "day": 'kb:validFrom "2025-01-31"^^xsd:date ; kb:datePrecision kb:exactDay',
    "summary": "Greets a neighbour",
    "record": "a kb:Stance ;",
    "published": 'schema:datePublished "2025-02-01"',
}

ARTICLES = some.fixed_dictionaries(
    {"key": some.sampled_from(["one", "two", "three", "four"])},
    optional={
        "target": some.just("kb:target id:PRK"),
        "event": some.sampled_from(
            ["et:AGREE ; kb:polarity kb:supportive", "et:ACCUSE ; kb:polarity kb:opposed"],
        ),
        "modality": some.just("kb:planned"),
        "day": some.sampled_from(
            [
                'kb:validFrom "2025-01-20"^^xsd:date ; kb:datePrecision kb:notLaterThan',
                'kb:validFrom "2025-01"^^xsd:gYearMonth ; kb:datePrecision kb:exactMonth',
                'kb:validFrom "2025-01-29"^^xsd:date ; kb:datePrecision kb:approximate',
            ]
        ),
        "summary": some.sampled_from(["Greets the neighbour in the north", "Welcomes a pipeline"]),
        "record": some.just(
            'a kb:RetractedStance ; prov:invalidatedAtTime "2025-03-01T00:00:00Z"^^xsd:dateTime ;',
        ),
        "published": some.just('schema:datePublished "2025-01-31"'),
    },
)

STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("add"), ARTICLES),
        some.tuples(some.just("remove"), some.sampled_from(["one", "two", "three"])),
        some.tuples(some.sampled_from(["same", "different"]), some.permutations(["one", "two", "three", "four"])),
        some.tuples(some.sampled_from(["take back", "undo", "more"]), some.none()),
    ),
    min_size=3,
    max_size=7,
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """A store with two articles that tell of one act."""
    folder = tmp_path_factory.mktemp("begun") / "store"
    with kb.open(folder) as base:
        base.add(article("one"), article("two"))
    return folder


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_it_equals_the_queries_after_anything(begun: Path, steps):
    """Articles added, replaced and removed, acts judged and judgements taken back, changes undone, entities added."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(begun, Path(place, "store"), symlinks=True)
        with kb.open(Path(place, "store")) as base:
            for number, (what, on) in enumerate(steps):
                done(base, what, on, number)
                assert base.built_in or kept(base) == asked(base)


def done(base: KnowledgeBase, what: str, on, number: int) -> None:
    """Do one step; what a store refuses leaves it as it is."""
    try:
        match what:
            case "add":
                base.add(article(**on), suffix="ttl")
            case "remove":
                base.remove(f"article:{on}")
            case "same" | "different":
                base.judge(*(f"act:{key}-1" for key in on[:2]), same=what == "same", author=f"Jo {number}")
            case "take back":
                base.remove(str(base.query("judgements").rows[0][0].value))
            case "undo":
                base.undo()
            case "more":
                more = FIRST.split("article:first", 1)[0] + f'leader:jo a kb:Leader ; <{PREF}> "Jo Doe"@en .'
                base.add(("more", more.encode()), suffix="ttl")
    except (KbError, IndexError):
        pass


def test_the_steps_do_something(begun: Path, tmp_path):
    """None of them is always refused."""
    with kb.open(shutil.copytree(begun, tmp_path / "store", symlinks=True)) as base:
        for number, (what, on) in enumerate([
            ("add", {"key": "three", "summary": "Welcomes a pipeline"}),
            ("different", ["one", "two"]),
            ("take back", None),
            ("more", None),
            ("remove", "one"),
            ("undo", None),
        ]):  # fmt: skip
            before = base.store.published
            done(base, what, on, number)
            assert base.store.published != before, what


def test_one_dyad_is_read_without_the_others(begun: Path, tmp_path):
    """By its holder, its target or both."""
    with kb.open(shutil.copytree(begun, tmp_path / "store", symlinks=True)) as base:
        base.add(article("three", target="kb:target id:PRK"), suffix="ttl")
        china, russia, korea = (base.find(name).iri for name in ("China", "Russia", "North Korea"))
        beside = base.store.beside
        (both,) = register.read(beside, [china], [russia])
        assert {one.article.rsplit("/", 1)[-1] for one in both.reports} == {"one", "two"}
        assert len(register.read(beside, [china])) == 2
        assert len(register.read(beside, [], [korea])) == 1
        assert register.read(beside, [russia], [china]) == []


def test_a_world_is_kept_as_the_queries_tell_it(tmp_path):
    """With leaders, quotations, issues, treaties in force and articles that copy each other."""
    world.fill(tmp_path / "store", 10_000).close()
    with kb.open(tmp_path / "store") as base:
        assert kept(base) == asked(base)
        assert len(kept(base)) > 50


@pytest.mark.parametrize("harm", ["missing", "other code", "damaged"])
def test_without_a_register_of_this_code_the_queries_answer(begun: Path, tmp_path, harm: str):
    """The next change makes a whole one."""
    with kb.open(shutil.copytree(begun, tmp_path / "store", symlinks=True)) as base:
        before, _ = base.align("China", "Russia")
        path = base.store.beside / register.NAME
        match harm:
            case "missing":
                path.unlink()
            case "other code":
                with sqlite3.connect(path) as file:
                    file.execute("UPDATE made SET code = 'another'")
                file.close()
            case "damaged":
                path.write_bytes(path.read_bytes()[:5_000])
        assert register.read(base.store.beside) is None
        assert base.align("China", "Russia")[0] == before
        base.add(article("three", target="kb:target id:PRK"), suffix="ttl")
        assert kept(base) == asked(base)
        assert len(kept(base)) == 2
