"""The built-in article holds what a careful reader finds in it, and no sentence of its outlet."""

import hashlib
import json
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pyoxigraph import Quad, parse

from kb import evidence, packaged
from kb.files import articles_folder
from kb.graphs import arranged
from kb.shapes import validate
from kb.terms import DERIVED_FROM, HAS_SOURCE, ID, KB, ONTOLOGY_GRAPH, RDF_TYPE, REFERENCE_GRAPH, curie

SEED = articles_folder() / "2025-01-01-new-year-messages.ttl"
ARTICLE = ID + "article/2025-01-01-new-year-messages"
OWN = "2025-01-01-new-year-messages-"

# A kind of the gold list and the event type that stands for it, where they differ in name.
KINDS = {"praise": "SUPPORT", "seek": "REQUEST"}
NEUTRAL = {"COMMIT", "PROPOSE", "REQUEST"}
HOLDERS = {
    "bloc:the-west": ["id:WEST"],
    "USA(transition team)": ["id:USA-TRUMP-TRANSITION-2024"],
    "PRK+RUS": ["id:PRK", "id:RUS"],
}
SPEAKERS = {
    "Xi Jinping": ("leader:xi-jinping", "post:CHN-president"),
    "Kim Jong Un": ("leader:kim-jong-un", "post:PRK-leader"),
    "Sergey Lavrov": ("leader:sergey-lavrov", "post:RUS-foreign-minister"),
}
ISSUES = {
    "war in Ukraine": "issue:war-in-ukraine",
    "world peace and development": "issue:world-peace-and-development",
    "domestic reform": "issue:domestic-reform",
    "provision:future NATO membership of Ukraine": "issue:ukraine-nato-membership",
}
PROPOSAL = f"proposal:{OWN}p1"


@pytest.fixture(scope="module")
def gold(shared: Path) -> Any:
    return json.loads((shared / "articles" / "new-year-messages.gold.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def text(shared: Path) -> str:
    return (shared / "articles" / "new-year-messages.txt").read_bytes().decode()


@cache
def graph() -> list[Quad]:
    """The article's graph with all that the rules derive."""
    return packaged.articles()[ARTICLE]


@cache
def records() -> dict[str, dict[str, list[str]]]:
    """Subject → property → values, all in short; literals as they are written."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in graph():
        value = quad.object.value
        short = curie(value) if value.startswith("http") else value
        found[curie(quad.subject.value)][curie(quad.predicate.value)].append(short)
    return {subject: {key: sorted(values) for key, values in own.items()} for subject, own in found.items()}


def of(record: str, name: str) -> str:
    """The one value of a property, or nothing."""
    (value,) = records()[record].get(name, [""])
    return value


def all_of(kind: str) -> list[str]:
    return sorted(record for record, own in records().items() if kind in own.get("rdf:type", []))


def places(record: str) -> list[tuple[int, int]]:
    """Start and end of each span of a record."""
    spans = {curie(span.iri): span for span in evidence.spans(graph())[0]}
    found = [spans[one] for one in records()[record]["kb:evidence"]]
    return [(span.start, span.end) for span in found if span.start is not None and span.end is not None]


def numbered(stance: dict[str, Any]) -> list[str]:
    """The records of a gold stance: one, or one for each target."""
    number = stance["id"].removeprefix("g")
    return [record for record in all_of("kb:Stance") if re.fullmatch(rf"stance:{OWN}{number}[ab]?", record)]


# ── Stances ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_twenty_stances_are_twenty_one_records(gold: Any) -> None:
    """Each stance of the gold list is one record, and the one with two targets is two."""
    assert len(gold["stances"]) == 20
    found = [record for stance in gold["stances"] for record in numbered(stance)]
    assert sorted(found) == all_of("kb:Stance")
    assert len(found) == 21


def test_every_stance_says_what_the_gold_list_says(gold: Any) -> None:
    """Holder, target or issue, event type, polarity, speaker, issue, modality and offsets agree."""
    for stance in gold["stances"]:
        targets = HOLDERS.get(stance["target"], [f"id:{stance['target']}"])
        kind = KINDS.get(stance["kind"], stance["kind"].upper())
        made = numbered(stance)
        assert len(made) == len(targets), stance["id"]
        for record, target in zip(made, targets, strict=True):
            told = (stance["id"], record)
            assert of(record, "kb:holder") == HOLDERS.get(stance["holder"], [f"id:{stance['holder']}"])[0], told
            if stance["target"] == "proposal:p1":
                relation = "kb:proposes" if kind == "PROPOSE" else "kb:respondsTo"
                assert of(record, relation) == PROPOSAL, told
            elif stance["target"] in ISSUES:
                assert of(record, "kb:onIssue") == ISSUES[stance["target"]], told
                assert of(record, "kb:target") == "", told
            else:
                assert of(record, "kb:target") == target, told
            assert of(record, "kb:eventType") == f"et:{kind}", told
            assert of(record, "kb:polarity") == ("kb:neutral" if kind in NEUTRAL else f"kb:{stance['polarity']}"), told
            speaker, post = SPEAKERS.get(stance["speaker"], ("", ""))
            assert (of(record, "kb:speaker"), of(record, "kb:inCapacityOf")) == (speaker, post), told
            if stance["issue"]:
                assert of(record, "kb:onIssue") == ISSUES[stance["issue"]], told
            assert of(record, "kb:modality") == f"kb:{stance['modality']}", told
            assert places(record) == [(stance["start"], stance["end"])], told


def test_a_president_elects_team_is_not_charged_to_the_state() -> None:
    """Nothing is held by the United States, and its transition team speaks for itself."""
    holders = Counter(of(record, "kb:holder") for record in all_of("kb:Stance"))
    assert holders == {
        "id:CHN": 6,
        "id:PRK": 6,
        "id:RUS": 4,
        "id:WEST": 3,
        "id:UKR": 1,
        "id:USA-TRUMP-TRANSITION-2024": 1,
    }
    assert of(f"stance:{OWN}17", "kb:holderBasis") == "kb:bodyForItself"


def test_two_messages_are_two_acts(gold: Any) -> None:
    """What a message says is one act however many sentences tell of it; every other stance has an act of its own."""
    acts = {record: of(record, "kb:act") for record in all_of("kb:Stance")}
    messages = {of(act, "kb:sender"): act for act in all_of("kb:Act") if of(act, "kb:actKind") == "kb:message"}
    assert sorted(messages) == sorted(SPEAKERS[message["sender"]][0] for message in gold["messages"])
    for message in gold["messages"]:
        speaker = SPEAKERS[message["sender"]][0]
        act = messages[speaker]
        assert of(act, "kb:recipient") == "leader:vladimir-putin"
        assert f"{of(act, 'kb:earliestDate')}/{of(act, 'kb:latestDate')}" == message["issued"]
        assert {of(record, "kb:speaker") for record in acts if acts[record] == act} == {speaker}
        assert all(acts[record] == act for record in acts if of(record, "kb:speaker") == speaker)
    others = [act for act in acts.values() if act not in messages.values()]
    assert len(others) == len(set(others)) == 9
    assert sorted({*acts.values()}) == all_of("kb:Act")


# ── The proposal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_proposal_has_two_hedged_terms(gold: Any) -> None:
    """Proposer, issue, duration and contributors are the gold list's; the terms are reported with a hedge."""
    (proposal,) = gold["proposals"]
    assert all_of("kb:Proposal") == [PROPOSAL]
    assert of(PROPOSAL, "kb:proposedBy") == "id:USA-TRUMP-TRANSITION-2024"
    assert of(PROPOSAL, "kb:onIssue") == ISSUES[proposal["issue"]]
    assert records()[PROPOSAL]["kb:hasTerm"] == all_of("kb:Term")
    for term, told in zip(all_of("kb:Term"), proposal["provisions"], strict=True):
        assert term == f"term:{OWN}{told['id']}"
        assert places(term) == [(told["start"], told["end"])]
        assert of(term, "kb:evidentiality") == "kb:hedged"
        assert of(term, "kb:duration") == told.get("duration", "")
    delay, troops = all_of("kb:Term")
    assert (of(delay, "kb:termType"), records()[delay]["kb:concerns"]) == ("kb:delayedAccession", ["id:NATO", "id:UKR"])
    assert (of(troops, "kb:termType"), records()[troops]["kb:contributor"]) == (
        "kb:peacekeeping",
        ["id:EUROPE", "id:GBR"],
    )


def test_the_responses_reject_it_and_are_sure(gold: Any) -> None:
    """The hedge governs the terms and not their rejection."""
    answers = [record for record in all_of("kb:Stance") if of(record, "kb:respondsTo") == PROPOSAL]
    assert answers == [f"stance:{OWN}{one.removeprefix('g')}" for one in gold["proposals"][0]["responses"]]
    for record in answers:
        assert of(record, "kb:eventType") == "et:REJECT"
        assert of(record, "kb:evidentiality") != "kb:hedged"


def test_the_delay_collides_with_the_red_line() -> None:
    """A delay leaves open what Russia rules out; the term about troops collides with nothing."""
    assert {term: of(term, "kb:collidesWith") for term in all_of("kb:Term")} == {
        f"term:{OWN}p1a": f"stance:{OWN}19",
        f"term:{OWN}p1b": "",
    }


# ── Relations, offices, names ─────────────────────────────────────────────────────────────────────────────────────────


def test_relations_since_1949_are_reckoned_and_say_so(gold: Any) -> None:
    """The year is derived from the anniversary and its derivation is kept; the file itself does not state it."""
    (told,) = gold["relations"]
    (relation,) = all_of("kb:DiplomaticRelation")
    assert records()[relation]["kb:party"] == [f"id:{party}" for party in told["parties"]]
    assert (of(relation, "kb:anniversary"), of(relation, "kb:anniversaryYear")) == (
        str(told["anniversary"]),
        told["anniversary_year"],
    )
    assert of(relation, "kb:since") == told["since"]
    assert of(relation, "kb:derivation") == "anniversary 75 in 2024, so since 1949"
    assert places(relation) == [(told["start"], told["end"])]
    assert not any(quad.predicate.value == KB + "since" for quad in parse(path=SEED))


def test_the_outlet_and_xi_disagree_on_what_the_relation_is() -> None:
    """Self-description and the outlet's framing are kept apart, and linked."""
    between = {
        (of(one, "kb:describedBy").partition(":")[0], of(one, "kb:describedAs")): one
        for one in all_of("kb:Characterization")
        if records()[one]["kb:about"] == ["id:CHN", "id:RUS"]
    }
    xi, outlet = between["leader", "description:non-alignment"], between["outlet", "description:strong-ties"]
    assert (of(xi, "kb:framing"), of(outlet, "kb:framing")) == ("kb:selfDescription", "kb:outletFraming")
    assert of(outlet, "cito:disagreesWith") == xi


def test_five_offices_are_attested(gold: Any) -> None:
    """Each office that the article names is a tenure of the reference data, that person's in that state.

    A president-elect's is in the transition team, which is a body of the state and does not represent it.
    """
    reference = packaged.graphs()[REFERENCE_GRAPH]
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in reference:
        said[curie(quad.subject.value), curie(quad.predicate.value)].add(quad.object.value)
    found = set()
    for tenure in sorted({one for own in records().values() for one in own.get("kb:attests", [])}):
        assert said[tenure, "rdf:type"] == {KB + "Tenure"}, tenure
        (leader,), (post,) = said[tenure, "org:member"], said[tenure, "kb:post"]
        (state,) = said[curie(post), "org:postIn"]
        (name,) = {name for name in said[curie(leader), "skos:prefLabel"] if name.isascii()}
        (state,) = said[curie(state), "kb:bodyOf"] or {state}
        found.add((name, curie(state)))
    assert found == {(office["person"], f"id:{office['state']}") for office in gold["offices"]}


def test_other_names_are_told_whom_they_mean(gold: Any, text: str) -> None:
    """A span that names an actor by another name refers to it."""
    found = {}
    for span in evidence.spans(graph())[0]:
        meant = of(curie(span.iri), "kb:refersTo")
        if meant:
            found[text[span.start : span.end]] = meant
    for name, meant in gold["aliases"].items():
        known = SPEAKERS[meant][0] if meant in SPEAKERS else f"id:{meant}"
        assert found[name] == known, name


# ── The text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_span_stands_in_the_text(text: str) -> None:
    """Thirty-six spans have the digest of the words at their offsets, counted in code points."""
    assert evidence.verify(graph(), ARTICLE, text) == (36, [])
    assert evidence.agree(graph()) == []
    assert all(span.start is not None for span in evidence.spans(graph())[0])


def test_the_subscriber_notice_is_boilerplate(gold: Any, text: str) -> None:
    """The first line is no part of the article, and nothing is taken from it."""
    assert "first line" in gold["not_content"]
    (span,) = [one for one in evidence.spans(graph())[0] if curie(one.iri) == of(curie(ARTICLE), "kb:boilerplate")]
    assert (span.start, span.end) == (0, text.index("\n"))
    for record in (*all_of("kb:Stance"), *all_of("kb:Term"), *all_of("kb:Characterization")):
        assert all(start > text.index("\n") for start, _ in places(record))


def test_only_words_in_quotation_marks_are_kept(text: str) -> None:
    """What is stored of the wording stands between quotation marks in the article."""
    quoted = re.findall(r"“([^”]*)”", text)
    words = [one for span in evidence.spans(graph())[0] for one in span.words]
    assert len(words) == 5
    for one in words:
        assert any(one in quotation for quotation in quoted), one


def test_the_article_conforms() -> None:
    """The built-in article passes the same gate as any other, and all of it lies in its one graph."""
    known = [quad for quads in packaged.graphs().values() for quad in quads]
    assert validate(graph(), known) == []
    assert arranged(parse(path=SEED), SEED.name).keys() == {ARTICLE}
    assert ONTOLOGY_GRAPH in packaged.graphs()


def test_every_record_belongs_to_the_article() -> None:
    """Each record names the article, each span has it as its source, and each IRI starts with its key."""
    for record, own in records().items():
        assert OWN.removesuffix("-") in record
        if "oa:TextPositionSelector" in own["rdf:type"] or "oa:TextQuoteSelector" in own["rdf:type"]:
            continue
        links = [curie(DERIVED_FROM), curie(HAS_SOURCE)]
        assert record == curie(ARTICLE) or any(own.get(link) == [curie(ARTICLE)] for link in links), record
    assert curie(RDF_TYPE) == "rdf:type"


WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def runs(words: list[str], length: int = 6) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_sentence_of_the_outlet_is_in_the_project(text: str, without: Callable[[str], NoReturn]) -> None:
    """No six words in a row of the article, but for the leaders' own, stand in any file of the project."""
    root = Path(__file__).resolve().parents[1]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode:
        without("this is no git checkout")
    files = [root / name for name in listed.stdout.decode().split("\0") if name]
    assert len(files) > 50

    def words(of_text: str) -> list[str]:
        return [word.casefold().replace("’", "'") for word in WORDS.findall(of_text)]

    own = {run for quotation in re.findall(r"“([^”]*)”", text) for run in runs(words(quotation))}
    outlets = runs(words(text)) - own
    assert len(outlets) > 250
    found = {}
    for path in files:
        if path.is_file():
            same = runs(words(path.read_text("utf-8", errors="replace"))) & outlets
            if same:
                found[str(path.relative_to(root))] = sorted(" ".join(run) for run in same)
    assert found == {}


def test_the_digest_is_that_of_the_text(text: str) -> None:
    """The article is known by its text's SHA-256 and its 2,270 code points."""
    assert of(curie(ARTICLE), "schema:sha256") == hashlib.sha256(text.encode()).hexdigest()
    assert of(curie(ARTICLE), "kb:textLength") == str(len(text)) == "2270"
