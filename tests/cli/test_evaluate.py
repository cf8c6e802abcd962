"""Facts against labels on the command line."""

import csv
import io
import json
from pathlib import Path

import pytest

from kb.mistakes import KINDS

HERE = Path(__file__).resolve().parents[1]
GOLD = (
    str(HERE / "evaluation" / "items.jsonl"),
    str(HERE / "accuracy" / "articles" / "work" / "jerusalem-vote-2017.gold.json"),
)
FACTS = str(HERE / "evaluation" / "facts.jsonl")
ALL = ("evaluate", *GOLD, "--facts", FACTS)
ODD = (
    '{"id": "a", "fact": "a-1", "holder": "A\\u001b[31m", "target": "B", "event_type": "AID", "polarity": "supportive"'
)
"""A fact that would like to be a terminal's command, as far as its quote."""


def rows(text):
    """An answer in a pipe, row by row."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_each_number_has_its_interval_and_what_it_is_of(kb):
    """A row each, unrounded."""
    told = kb(*ALL)
    assert told.code == 0
    found = rows(told.out)
    assert [(row["measure"], row["number"]) for row in found] == [
        *((name, each) for name in ("stance", "type", "pair", "words") for each in ("precision", "recall", "f1")),
        ("touched", "share"),
        ("unlabelled", "share"),
    ]
    for row in found:
        assert float(row["value"]) == pytest.approx(int(row["part"]) / int(row["whole"]))
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
        assert row["flags"] == ("thin" if int(row["articles"]) < 10 else "")
    assert (found[0]["value"], found[0]["part"], found[0]["whole"]) == (str(11 / 21), "11", "21")


def test_one_json_object_says_the_same(kb):
    """With the counts, and how the intervals were drawn."""
    told = json.loads(kb(*ALL, "--format", "json").out)
    assert (told["articles"], told["required"], told["spared"], told["facts"]) == (15, 33, 17, 24)
    assert (told["draws"], told["seed"]) == (1000, 1)
    for row in rows(kb(*ALL).out):
        name, number = row["measure"], row["number"]
        one = told[name]["estimate"] if number == "share" else told["measures"][name][number]
        assert [str(each) for each in (one["value"], *one["interval"])] == [row["value"], row["low"], row["high"]]


@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_a_measure_is_a_line(terminal, columns):
    """With what it means; and what cannot be believed is said."""
    shown = terminal(*ALL, columns=columns, env={"NO_COLOR": "1"})
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0] == "24 facts against 33 labels of 15 articles; 17 more may be given or not"
    assert lines[3].split()[:3] == ["stance", "0.52", "0.33–0.70"]
    assert "unlabelled  0.50 0.00–1.00, 1 of 2: articles without a label that have a fact" in lines
    assert "thin        words, touched, unlabelled: fewer than 10 articles" in shown.out


def test_labels_of_the_background_can_be_asked_for(kb):
    """Recall is of more then."""
    usual, asked = (rows(kb(*ALL, *more).out)[1] for more in ((), ("--background",)))
    assert (int(usual["whole"]), int(asked["whole"])) == (30, 34)


STORED = """SELECT ?holder ?target ?event_type ?side ?start ?end WHERE {
  ?stance a kb:Stance ; kb:holder/kb:code ?holder ; kb:eventType/skos:notation ?event_type ; kb:polarity ?side .
  ?stance kb:evidence/oa:hasSelector ?place . ?place oa:start ?start ; oa:end ?end .
  OPTIONAL { ?stance kb:target/kb:code ?target }
} ORDER BY ?stance"""


def test_the_built_in_article_has_all_that_its_labels_have(kb):
    """What is stored of it, as facts, agrees with them to the last character."""
    told = [json.loads(line) for line in kb("sparql", STORED, "--format", "jsonl").out.splitlines()]
    lines = [one | {"id": "2025-01-01-new-year-messages", "polarity": one["side"].rpartition("#")[2]} for one in told]
    Path("facts.jsonl").write_text("\n".join(map(json.dumps, lines)))
    gold = str(HERE / "evaluation" / "new-year-messages.gold.json")
    scores = kb("evaluate", gold, "--facts", "facts.jsonl", "--background")
    assert {(row["value"], row["flags"]) for row in rows(scores.out)} == {("1.0", "thin")}
    assert "left out: 4 facts about an issue only" in scores.err
    assert rows(kb("evaluate", gold, "--facts", "facts.jsonl", "--errors").out) == []


# ── Errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_errors_are_rows_with_both_sides(kb):
    """The label that was missed, and the fact in its place with what it is called."""
    told = rows(kb(*ALL, "--errors").out)
    assert {row["kind"] for row in told} == set(KINDS)
    (row,) = (each for each in told if each["kind"] == "evidence")
    assert row["fact"] == "jerusalem-vote-2017-00000003"
    assert (row["label_holder"], row["fact_target"], row["fact_event_type"]) == ("TUR", "USA", "REQUEST")
    assert (row["label_start"], row["fact_start"], row["fact_end"]) == ("1449", "340", "369")
    assert row["label_words"] == "urged the White House to go back on its decision without delay"


def test_errors_as_lines_of_json_and_as_one_object(kb):
    """The same ones; the object has how many there are of each kind as well."""
    lines = [json.loads(line) for line in kb(*ALL, "--errors", "--format", "jsonl").out.splitlines()]
    whole = json.loads(kb(*ALL, "--errors", "--format", "json").out)
    assert sum(whole["kinds"].values()) == len(whole["errors"]) == len(lines)
    assert list(whole["kinds"]) == list(KINDS)
    for line, error in zip(lines, whole["errors"], strict=True):
        assert (line["kind"], line["article"]) == (error["kind"], error["article"])
        assert line["label_holder"] == (error["label"] and error["label"]["holder"])


def test_kinds_narrow_the_errors(kb):
    """Named alone as well, and several at once."""
    told = rows(kb(*ALL, "--kind", "sign", "--kind", "pair").out)
    assert [row["kind"] for row in told] == ["sign", "pair"]
    assert rows(kb(*ALL, "--errors", "--kind", "sign").out) == told[:1]


@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_errors_stand_by_kind(terminal, columns):
    """First how many there are of each, then the cases."""
    shown = terminal(*ALL, "--errors", columns=columns, env={"NO_COLOR": "1"}).out
    assert max(map(len, shown.splitlines())) <= columns
    head, kinds, *blocks = shown.split("\n\n")
    assert head == "28 errors in 14 articles"
    assert [line.split()[0] for line in kinds.splitlines()[1:]] == list(KINDS)
    assert [block.split()[0] for block in blocks] == list(KINDS)
    assert "COL→USA REJECT −" in blocks[0]
    assert "USA (parliament)→UN SANCTION −" in shown


def test_no_errors_are_said(terminal, kb):
    """And are none to the shell."""
    gold = Path("gold.jsonl")
    gold.write_text('{"id": "a", "edges": []}\n')
    Path("facts.jsonl").write_text("")
    shown = terminal("evaluate", str(gold), "--facts", "facts.jsonl", "--errors")
    assert (shown.code, shown.out, shown.err) == (0, "", "No errors.\n")


# ── What cannot be compared ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_left_out_is_said(kb):
    """Facts of articles without labels, the first of them by name, and facts about an issue only."""
    told = kb("evaluate", GOLD[1], "--facts", FACTS)
    assert told.code == 0
    assert "left out: 20 facts of 12 articles that no label tells of (wce-2025-10-28-725, " in told.err
    assert " …)" in told.err
    assert "left out: 1 fact about an issue only" in told.err


def test_an_article_without_facts_has_none(kb):
    """And what is to be found in it is missed."""
    Path("none.jsonl").write_text("")
    found = rows(kb("evaluate", *GOLD, "--facts", "none.jsonl").out)
    assert [row["value"] for row in found[:3]] == ["0.0"] * 3


def test_hostile_facts_are_harmless(kb):
    """Whatever a page made of a name, a terminal shows it."""
    Path("gold.jsonl").write_text('{"id": "a", "edges": [], "text": "A\\u001b[31m aids B."}\n')
    Path("facts.jsonl").write_text(ODD + ', "quote": "\\u202eaids"}\n')
    for form in ("table", "tsv", "csv", "md", "jsonl", "json"):
        told = kb("evaluate", "gold.jsonl", "--facts", "facts.jsonl", "--errors", "--format", form)
        assert told.code == 0
        assert not set(told.out) & {"\x1b", "\u202e"}


def test_facts_may_come_through_a_pipe(kb):
    """But labels and facts not both."""
    piped = kb("evaluate", *GOLD, "--facts", "-", stdin=Path(FACTS).read_bytes())
    assert piped.out == kb(*ALL).out
    assert kb("evaluate", "-", "--facts", "-").code == 2


@pytest.mark.parametrize(
    ("args", "code", "complaint"),
    [
        ([], 2, "GOLD"),
        ([GOLD[0]], 2, "--facts"),
        (["no.jsonl", "--facts", FACTS], 2, "Cannot read no.jsonl"),
        ([GOLD[0], GOLD[0], "--facts", FACTS], 1, "has labels in"),
        ([GOLD[0], "--facts", GOLD[0]], 1, "items.jsonl, line 1: polarity is none of"),
        (["/dev/null", "--facts", FACTS], 1, "There are no labels"),
        ([GOLD[0], "--facts", FACTS, "--kind", "signs"], 2, 'No kind of error "signs". Did you mean "sign"?'),
        ([GOLD[0], "--facts", FACTS, "--format", "ttl"], 2, "--format"),
        ([GOLD[0], "--facts", FACTS, "-o", "x.docx"], 2, "x.docx"),
    ],
)
def test_what_cannot_be_done_is_one_line(kb, args, code, complaint):
    """With its exit code, and no file is left."""
    told = kb("evaluate", *args)
    assert (told.code, told.out) == (code, "")
    assert complaint in told.err
    assert len(told.err.splitlines()) == 1
    assert not list(Path().glob("x.*"))


def test_scores_go_to_a_file(kb):
    """In the format of its suffix."""
    assert kb(*ALL, "-o", "scores.json").out == ""
    assert Path("scores.json").read_text("utf-8") == kb(*ALL, "--format", "json").out
