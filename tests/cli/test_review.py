"""Reviewing from the command line: proposals stay out of every answer until a person accepts them."""

import json
from datetime import UTC, datetime

import pytest

TEXT = "Poland condemned Russia on Tuesday. Germany thanked Poland."


@pytest.fixture
def facts(kb, tmp_path):
    """The names of two proposed facts: Poland's of Russia, Germany's of Poland."""
    (tmp_path / "raid.txt").write_text(TEXT)
    added = kb("add", str(tmp_path / "raid.txt"), "--date", "2025-03-12")
    assert added.out == "added  article:raid (2 proposed facts)\n", added.err
    rows = [line.split("\t") for line in kb("query", "proposed", "--format", "tsv").out.splitlines()[1:]]
    return [row[0].rpartition("/")[2] for row in rows]


def holders(kb, *options):
    """Who holds a live stance."""
    return [line.split("\t")[1] for line in kb("query", "stances", "--format", "tsv", *options).out.splitlines()[1:]]


def test_proposals_are_in_no_answer(kb, facts):
    """Neither stances nor scores know of them."""
    assert holders(kb) == []
    assert "No evidence" in kb("align", "Poland", "Russia").out


def test_what_is_accepted_counts(kb, facts):
    """From then on, and the scores that it moves are told."""
    done = kb("accept", facts[0], "--by", "Jo")
    assert done.out.startswith(f"accepted  {facts[0]}\n")
    assert "moved  Poland → Russia  0.00 → -0." in done.out
    assert holders(kb) == ["Poland"]
    assert kb("check").code == 0


def test_what_is_rejected_waits_no_more(kb, facts):
    """And counts no more than before."""
    assert kb("reject", facts[0], "--reason", "a denial").code == 0
    assert holders(kb) == []
    assert len(kb("query", "proposed", "--format", "tsv").out.splitlines()) == 2


def test_a_decision_is_taken_back_by_another(kb, facts):
    """All of them are kept, with who and when."""
    for command in ("accept", "reopen", "reject"):
        assert kb(command, facts[0], "--by", "Jo").code == 0
    assert holders(kb) == []
    query = "SELECT ?decision { ?review a kb:Review ; kb:decision ?decision ; prov:generatedAtTime ?at } ORDER BY ?at"
    decisions = kb("sparql", query, "--format", "tsv").out.splitlines()[1:]
    assert [one.rpartition("#")[2] for one in decisions] == ["accepted", "reopened", "rejected"]


def test_a_field_is_put_right_and_what_it_was_is_kept(kb, facts):
    """A type brings its polarity."""
    assert kb("accept", facts[1], "--set", "target=Norway", "--set", "event_type=ACCUSE").code == 0
    row = kb("query", "stances", "--format", "tsv").out.splitlines()[1].split("\t")
    assert row[1:5] == ["Germany", "opposed", "ACCUSE", "Norway"]
    edits = kb("sparql", "SELECT ?edit { ?review kb:edit ?edit } ORDER BY ?edit", "--format", "tsv").out
    assert "target: id:POL → id:NOR" in edits


def test_decisions_come_from_a_file(kb, facts, tmp_path):
    """Each line its own; one that is wrong leaves all undecided."""
    good = [{"fact": facts[0], "decision": "accepted"}, {"fact": facts[1], "decision": "rejected", "reason": "no"}]
    (tmp_path / "bad.jsonl").write_text("\n".join(map(json.dumps, [*good, {"fact": "nothing"}])))
    assert kb("accept", "--from", str(tmp_path / "bad.jsonl")).code == 2
    assert holders(kb) == []
    (tmp_path / "good.jsonl").write_text("\n".join(map(json.dumps, good)))
    assert kb("accept", "--from", str(tmp_path / "good.jsonl")).code == 0
    assert holders(kb) == ["Poland"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Name a fact"),
        (("nothing",), 2, 'No fact "stance:nothing"'),
        (("FACT", "--set", "colour=red"), 2, 'No field "colour"'),
        (("FACT", "--set", "target=Atlantis"), 2, "Atlantis"),
        (("FACT", "--set", "date=soon"), 2, '"soon" is no day'),
        (("FACT", "--set", "target"), 2, "FIELD=VALUE"),
        (("FACT", "--set", "modality=perhaps"), 3, "modality"),
        (("FACT", "--set", "target=Poland"), 3, "holder"),
    ],
)
def test_what_cannot_be_decided_is_told(kb, facts, args, code, said):
    """In one line, and nothing is stored."""
    done = kb("accept", *(facts[0] if arg == "FACT" else arg for arg in args))
    assert (done.code, said in done.err) == (code, True), done.err
    assert holders(kb) == []


def test_a_fact_without_a_day_is_accepted_with_one(kb, tmp_path):
    """Nobody invents it."""
    (tmp_path / "raid.txt").write_text("Poland condemned Russia.")
    kb("add", str(tmp_path / "raid.txt"))
    fact = kb("query", "proposed", "--format", "tsv").out.splitlines()[1].split("\t")[0]
    assert "The day of" in kb("accept", fact).err
    assert kb("accept", fact, "--set", "date=2025-03-11").code == 0
    assert holders(kb) == ["Poland"]


def test_an_article_that_is_there_stays_as_it_is(kb, facts, tmp_path):
    """Under another name as well; with another text it is a revision, and the one before is kept."""
    (tmp_path / "other.txt").write_text(TEXT)
    assert kb("add", str(tmp_path / "other.txt")).out == "unchanged  article:raid\n"
    (tmp_path / "raid.txt").write_text(TEXT + " France thanked Poland.")
    assert (
        kb("add", str(tmp_path / "raid.txt"), "--date", "2025-03-12").out
        == "revised  article:raid-r2 (3 proposed facts)\n"
    )
    assert len(kb("query", "proposed", "--format", "tsv").out.splitlines()) == 6


def test_the_text_is_kept_beside_the_store_and_never_exported(kb, facts, store):
    """Its file is named by its digest."""
    import hashlib

    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert (store / "texts" / f"{digest}.txt").read_text() == TEXT
    assert TEXT not in kb("export").out


def test_a_thousand_articles_are_read_once(kb, tmp_path):
    """A run that is begun again adds none twice."""
    text = "\n".join(json.dumps({"id": f"n{n}", "text": f"Japan thanked Kenya for {n} ships."}) for n in range(450))
    (tmp_path / "news.jsonl").write_text(text)
    assert kb("add", str(tmp_path / "news.jsonl")).out.count("added") == 450
    again = kb("add", str(tmp_path / "news.jsonl"))
    assert again.out.count("unchanged") == 450
    assert again.out.count("added") == 0


def test_what_is_retracted_counts_no_more_and_stays_known(kb, facts):
    """A fact, or all of an article; with why, and what it moves."""
    kb("accept", *facts)
    done = kb("retract", facts[0], "--reason", "corrected", "--by", "Jo")
    assert done.code == 0, done.err
    assert "moved  Poland → Russia  -0." in done.out
    assert holders(kb) == ["Germany"]
    today = datetime.now(tz=UTC).date()
    assert sorted(holders(kb, "--known-at", today.isoformat())) == ["Germany"]
    assert kb("retract", "raid", "--reason", "withdrawn").code == 0
    assert holders(kb) == []
    assert kb("check").code == 0
    assert "nothing to withdraw" in kb("retract", "raid", "--reason", "again").err
    assert "is not live" in kb("retract", facts[0], "--reason", "again").err


def test_a_fact_that_was_retracted_is_reviewed_again(kb, facts):
    """And may count once more."""
    kb("accept", facts[0])
    kb("retract", facts[0], "--reason", "corrected")
    assert kb("reopen", facts[0]).code == 0
    assert kb("accept", facts[0]).code == 0
    assert holders(kb) == ["Poland"]


def test_a_body_that_nobody_knows_does_not_stop_an_addition(kb, tmp_path):
    """Lawmakers stand for no state, and are a target that belongs to it."""
    (tmp_path / "house.txt").write_text("Israel condemned Iranian lawmakers. The French parliament condemned Iran.")
    assert kb("add", str(tmp_path / "house.txt"), "--date", "2025-03-12").code == 0
