"""Proposals, their terms, the answers and the red lines, on the command line."""

import csv
import io
import json

import pytest

from tests.newsroom import article, proposal, stance, term

LINE = "kb:onIssue issue:ukraine-nato-membership ; kb:modality kb:conditional ;"
ANSWER = "kb:respondsTo proposal:KEY-p1 ;"
BARGAIN = article(
    "a",
    proposal("p1", "CHN BRA", "A plan for a truce", "t1 t2"),
    term(
        "t1",
        "delayedAccession",
        "Accession put off",
        "kb:permits issue:ukraine-nato-membership ; kb:duration 'P1Y6M' ;",
    ),
    term("t2", "ceasefire", "Arms fall silent", "kb:contributor id:TUR ;"),
    stance("1", "RUS", "REJECT", "CHN", "Turns the plan down", ANSWER),
    stance("2", "UKR", "REJECT", "CHN", "Will not hear of it", ANSWER),
    stance("3", "FRA", "AGREE", "CHN", "Finds it worth a try", ANSWER),
    stance("4", "RUS", "REJECT", "", "Rules out accession at any time", LINE),
    stance("5", "RUS", "REJECT", "", "Rules out any paper that names the alliance", LINE),
    stance("6", "HUN", "REJECT", "", "Would veto accession", LINE),
    proposal("p2", "DEU", "A conference in Berlin"),
)


@pytest.fixture
def stored(kb, tmp_path):
    """A store with two proposals: one that two reject, one nobody answers."""
    path = tmp_path / "a.ttl"
    path.write_text(BARGAIN, "utf-8")
    answer = kb("add", str(path))
    assert answer.code == 0, answer.err


def told(kb, *args: str) -> list[dict]:
    """What `kb proposals … --format json` answers."""
    answer = kb("proposals", *args, "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_the_proposal_of_the_article(kb):
    """A team that is no state's proposes, Russia rejects twice, and its red line explains why."""
    (found,) = told(kb)
    assert found["proposers"] == [{"name": "Trump transition team", "for_state": False}]
    assert [(one["type"], one["duration"], one["start"], one["end"]) for one in found["terms"]] == [
        ("delayed accession", "P20Y", 1907, 1968),
        ("peacekeeping deployment", None, 1973, 2085),
    ]
    assert found["terms"][1]["contributors"] == "Europe, United Kingdom"
    assert {one["evidentiality"] for one in found["terms"]} == {"hedged"}
    assert [(one["holder"], one["type"], one["speaker"], one["start"]) for one in found["responses"]] == [
        ("Russia", "REJECT", "Sergey Lavrov", 1716),
        ("Russia", "REJECT", "Sergey Lavrov", 2126),
    ]
    (collision,) = found["collisions"]
    assert collision["term"] == found["terms"][0]["term"]
    assert (collision["issue"], collision["start"], collision["end"]) == ("Ukraine's NATO membership", 2188, 2269)
    assert collision["rejections"] == [one["stance"] for one in found["responses"]]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_one_readable_screen(terminal, columns):
    """Under the rejections stands the red line, with its place in the text."""
    shown = terminal("proposals", columns=columns, env={"NO_COLOR": "1"})
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= columns
    flowing = " ".join(shown.out.split())
    assert "Trump transition team, whose word is no state's" in flowing
    assert "put off by twenty years; for 20 years; hedged" in flowing
    assert flowing.index("chars 2126–2174 red line") < flowing.index("this would permit Ukraine's NATO membership")
    assert flowing.endswith("could join NATO later article:2025-01-01-new-year-messages, chars 2188–2269")


@pytest.mark.usefixtures("stored")
def test_rejections_and_the_lines_of_each(kb):
    """Two lines of one holder are both told; whoever draws a line without rejecting is told apart."""
    found, unanswered = told(kb)
    assert [one["name"] for one in found["proposers"]] == ["Brazil", "China"]
    russian, ukrainian, french = (one["stance"] for one in found["responses"])
    lines = [(one["holder"], one["rejections"]) for one in found["collisions"]]
    assert lines == [("Russia", [russian]), ("Russia", [russian]), ("Hungary", [])]
    screen = kb("proposals").out
    rejected, others = screen.split("Other red lines that it runs into\n")
    assert rejected.count("red line ") == 2
    assert rejected.index("red line ") < rejected.index("Ukraine   REJECT")
    assert others.startswith("Hungary  Accession put off: this would permit Ukraine's NATO membership\n")
    assert "for 1 year 6 months" in screen
    assert "by Türkiye" in screen or "by Turkey" in screen
    assert (ukrainian, french) != (russian, russian)
    assert (unanswered["terms"], unanswered["responses"], unanswered["collisions"]) == ([], [], [])
    assert screen.endswith("Terms\nnone  that is told of\n\nAnswers\nnone  that is stored\n")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("actor", "summaries"),
    [
        ("France", ["A plan for a truce"]),
        ("Brazil", ["A plan for a truce"]),
        ("Germany", ["A conference in Berlin"]),
        ("Hungary", []),
    ],
)
def test_the_proposals_of_an_actor(kb, actor, summaries):
    """Those that it makes or answers, each with all answers; who only draws a line does neither."""
    found = told(kb, actor)
    assert [one["summary"] for one in found] == summaries
    assert all(len(one["responses"]) == 3 for one in found if one["summary"] == "A plan for a truce")
    if not summaries:
        assert "Hungary (HUN) neither makes nor answers a proposal." in kb("proposals", actor).err


def test_rows_are_those_of_the_query(kb):
    """One for each answer."""
    assert kb("proposals", "--format", "csv").out == kb("query", "proposals", "--format", "csv").out
    found = list(csv.DictReader(io.StringIO(kb("proposals", "Russia", "--format", "csv").out)))
    assert [row["answered_by_name"] for row in found] == ["Russia", "Russia"]


@pytest.mark.parametrize(("day", "plans"), [("2024-12-31", 0), ("2025-01-01", 2)])
def test_as_of_a_day(kb, stored, day, plans):
    """What was published by then."""
    assert len(told(kb, "--as-of", day)) == plans


def test_an_answer_that_came_later_is_left_out(kb, tmp_path):
    """The proposal stands without it."""
    path = tmp_path / "later.ttl"
    later = stance("1", "RUS", "REJECT", "CHN", "Turns the plan down", ANSWER).replace(
        'kb:validFrom "DAY"', 'kb:validFrom "2025-03-01"'
    )
    path.write_text(article("later", proposal("p1", "CHN", "A plan for a truce"), later), "utf-8")
    answer = kb("add", str(path))
    assert answer.code == 0, answer.err
    ((before,), (after,)) = (told(kb, "--as-of", day) for day in ("2025-02-01", "2025-03-01"))
    assert (len(before["responses"]), len(after["responses"])) == (0, 1)


@pytest.mark.usefixtures("stored")
def test_what_was_known(kb):
    """Nothing before it was recorded; a withdrawn answer is known until then."""
    assert told(kb, "--known-at", "2025-05-31") == []
    assert len(told(kb, "--known-at", "2025-06-01")) == 2
    assert [len(one["responses"]) for one in told(kb, "--known-at", "2025-06-01")] == [3, 0]
    answer = kb("proposals", "--known-at", "soon")
    assert answer.code == 2
    assert "--known-at takes a date" in answer.err


def test_an_answer_that_is_withdrawn_counts_until_then(kb, tmp_path):
    """And not afterwards."""
    gone = 'prov:invalidatedAtTime "2025-09-01T00:00:00Z"^^xsd:dateTime ;' + ANSWER
    text = article(
        "a",
        proposal("p1", "CHN", "A plan"),
        stance("1", "RUS", "REJECT", "CHN", "Turns it down", gone, kind="RetractedStance"),
    )
    (tmp_path / "a.ttl").write_text(text, "utf-8")
    assert kb("add", str(tmp_path / "a.ttl")).code == 0
    found = {
        day: len(told(kb, *(("--known-at", day) if day else ()))[0]["responses"])
        for day in ("2025-08-31", "2025-09-01", "")
    }
    assert found == {"2025-08-31": 1, "2025-09-01": 0, "": 0}
    assert told(kb, "Russia") == []
    assert len(told(kb, "Russia", "--known-at", "2025-08-31")) == 1


def test_own_words_are_told(kb, facts):
    """Where they may be stored."""
    words = "kb:quotation evidence:2025-01-02-another-1448-1462 ; kb:respondsTo"
    assert kb("add", str(facts("2025-01-02-another", ("kb:respondsTo", words)))).code == 0
    (found,) = told(kb)
    assert [one["words"] for one in found["responses"]] == ["deepening ties", "deepening ties"]
    assert "(“deepening ties”)" in kb("proposals").out
