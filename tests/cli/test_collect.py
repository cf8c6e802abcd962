"""Facts in, facts out, and back."""

import json

import pytest


def test_the_first_addition_makes_the_store(kb, facts, store):
    """What was added is said on standard output; from then on the built-in article no longer answers."""
    done = kb("add", str(facts()))
    assert (done.code, done.out) == (0, "added  article:2025-01-02-another\n")
    assert "1 article, 21 stances." in done.err
    assert (store / "kb-store.json").exists()
    listed = kb("articles")
    assert listed.err == ""
    assert "2025-01-02-another" in listed.out
    assert "2025-01-01-new-year-messages" not in listed.out


def test_adding_twice_changes_nothing(kb, facts):
    """The second time it says so, and there is nothing more to undo."""
    path = str(facts())
    kb("add", path)
    before = kb("info", "--format", "json").out
    assert kb("add", path).out == "unchanged  article:2025-01-02-another\n"
    assert kb("info", "--format", "json").out == before


def test_a_dry_run_stores_nothing(kb, facts, store):
    """It says what would happen."""
    done = kb("add", "--dry-run", str(facts()))
    assert done.out == "added  article:2025-01-02-another\n"
    assert "Nothing was stored" in done.err
    assert "built-in article" in kb("query", "supporters", "--of", "Russia").err


def test_standard_input_needs_its_format(kb, facts):
    """Without --input there is no telling."""
    data = facts().read_bytes()
    assert kb("add", "-", stdin=data).code == 2
    assert kb("add", "-", "--input", "ttl", stdin=data).code == 0


def test_remove_and_undo(kb, facts):
    """A removed article is gone, and undo brings it back."""
    kb("add", str(facts()))
    assert kb("remove", "2025-01-02-another").out.splitlines()[0] == "removed  article:2025-01-02-another"
    assert kb("query", "stances").out.count("\n") == 1
    assert kb("undo").out.splitlines()[0] == "undone  kb remove article:2025-01-02-another"
    assert kb("query", "stances").out.count("\n") > 10


def test_additions_about_a_state_are_named_and_taken_back(kb, facts, tmp_path):
    """What was added about whom is said, and under that name it is taken back."""
    kb("add", str(facts()))
    alias = tmp_path / "alias.ttl"
    alias.write_text(
        "@prefix id: <https://w3id.org/alignment-kb/id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        'id:RUS skos:altLabel "Rossiya"@en .'
    )
    assert kb("add", str(alias)).out == "added  id:RUS (1 statement)\n"
    assert kb("remove", "Rossiya").out == "removed  id:RUS (1 added statement)\n"
    assert kb("remove", "Russia").code == 2
    assert kb("undo").out == "undone  kb remove id:RUS\n"
    assert "Rossiya" in kb("query", "who", "--name", "Rossiya", "--format", "json").out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("judgement:nope", 'No judgement "judgement:nope". kb query judgements lists them.'),
        (
            "https://w3id.org/alignment-kb/id/judgement/nope",
            'No judgement "https://w3id.org/alignment-kb/id/judgement/nope". kb query judgements lists them.',
        ),
        ("issue:nope", 'No issue "issue:nope". kb query issues lists them.'),
        (
            "stance:2025-01-02-another-07",
            'No article "stance:2025-01-02-another-07". An article is removed as a whole, and no stance by itself.',
        ),
        ("article:nope", 'No article "nope".'),
        ("nope", 'No article "nope".'),
        ("id:QQQ", 'No article "id:QQQ".'),
        ("", 'No article "".'),
    ],
)
def test_what_cannot_be_removed_is_called_what_its_prefix_says(kb, facts, name, said):
    """A judgement is no article, and a record is removed with its article."""
    kb("add", str(facts()))
    done = kb("remove", name)
    assert (done.code, done.out, done.err) == (2, "", f"{said}\n")


def test_part_of_an_article_in_the_place_of_the_whole_is_told(kb, facts):
    """An export of one actor's stances is not the article."""
    kb("add", str(facts()))
    kb("export", "--actor", "North Korea", "-o", "korea.ttl")
    done = kb("add", "korea.ttl")
    assert done.code == 0
    assert done.out.startswith("replaced  article:2025-01-02-another (")
    assert done.out.splitlines()[0].endswith(" stances, was 21)")


def test_the_same_file_twice_counts_once(kb, facts):
    """As `kb add *.ttl facts.ttl` gives it."""
    path = str(facts())
    assert kb("add", path, path).out == "added  article:2025-01-02-another\n"


@pytest.mark.parametrize("args", [["remove", "2025-01-01-new-year-messages"], ["undo"]])
def test_without_a_store_there_is_nothing_to_change(kb, args, store):
    """The built-in article is not removed, and no store is made."""
    done = kb(*args)
    assert done.code == 1
    assert "no store" in done.err
    assert "built-in article" in kb("query", "supporters", "--of", "Russia").err


def test_broken_turtle_names_file_and_line(kb, facts, store):
    """And stores nothing."""
    path = facts()
    path.write_text(path.read_text() + "\nid:RUS kb:code [ .\n")
    done = kb("add", str(path))
    assert (done.code, done.out) == (1, "")
    assert f"{path}, line " in done.err
    assert "built-in article" in kb("query", "supporters", "--of", "Russia").err


def test_facts_that_break_a_shape_are_told_with_stance_and_property(kb, facts, store):
    """Each complaint is a line; the exit code is 3."""
    path = facts("2025-01-02-another", ("kb:polarity kb:supportive", "kb:polarity kb:delighted"))
    done = kb("add", str(path))
    assert (done.code, done.out) == (3, "")
    assert "complaints; nothing was stored" in done.err
    assert "stance:2025-01-02-another-" in done.err
    assert "polarity" in done.err
    assert "built-in article" in kb("query", "supporters", "--of", "Russia").err


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_an_export_is_added_elsewhere(kb, facts, tmp_path, suffix):
    """What the package brings is recognised; the articles are the same as where they come from."""
    kb("add", str(facts()))
    assert kb("export", "-o", f"all.{suffix}").code == 0
    elsewhere = str(tmp_path / "elsewhere")
    done = kb("add", "--store", elsewhere, f"all.{suffix}")
    assert (done.code, done.out) == (0, "added  article:2025-01-02-another\n")
    assert kb("export", "--format", "nq", "--store", elsewhere).out == kb("export", "--format", "nq").out


# ── Which scores moved ────────────────────────────────────────────────────────────────────────────────────────────────

LATER = (
    ("2024-12-31", "2025-02-28"),
    ("2025-01-01", "2025-03-01"),
)
"""The article told again two months later."""

RETRACTED = ("a kb:Stance ;", 'a kb:RetractedStance ; prov:invalidatedAtTime "2026-11-23T13:00:00Z"^^xsd:dateTime ;')

GONE = """\
moved  the West → Russia  -0.40 → 0.00 (thin → no evidence)
moved  Russia → Ukraine  -0.32 → 0.00 (thin → no evidence)
moved  China → Russia  +0.32 → 0.00 (thin → no evidence)
moved  North Korea → Russia  +0.32 → 0.00 (thin → no evidence)
moved  Russia → Trump transition team  -0.23 → 0.00 (thin → no evidence)
moved  the West → North Korea  -0.19 → 0.00 (thin → no evidence)
"""


def moved(text: str) -> str:
    """The lines that tell of scores."""
    return "".join(line for line in text.splitlines(True) if line.startswith(("moved", "and ")))


def test_a_removal_says_which_scores_it_moved(kb, facts):
    """The largest first, as of the day of the article that is gone, which is said; undoing it moves them back."""
    kb("add", str(facts()))
    removed = kb("remove", "2025-01-02-another")
    assert moved(removed.out) == GONE
    assert removed.err == "Scores before and after are as of 2025-01-01.\n"
    back = kb("undo")
    assert "moved  China → Russia  0.00 → +0.32 (no evidence → thin)\n" in back.out
    assert (len(back.out.splitlines()), back.err) == (7, "")


def test_an_addition_says_nothing_of_scores_and_its_undoing_does(kb, facts):
    """New articles move scores as a matter of course."""
    assert moved(kb("add", str(facts())).out) == ""
    assert moved(kb("undo").out) == GONE


def test_a_retraction_moves_scores_as_a_removal_does(kb, facts):
    """An article that is added again with its stances retracted, beside one that stays."""
    kb("add", str(facts()))
    told = kb("add", str(facts("2025-01-02-another", RETRACTED)))
    assert told.out == "replaced  article:2025-01-02-another (0 stances, was 21)\n" + GONE


def test_a_replacement_says_what_it_moved_and_nothing_else(kb, facts):
    """Only the dyads that are no longer what they were; where both states have the same flags they are said once."""
    kb("add", str(facts()))
    told = kb("add", str(facts("2025-01-02-another", ("kb:eventType et:ASSAULT", "kb:eventType et:COERCE"))))
    assert moved(told.out) == "moved  Russia → Ukraine  -0.32 → -0.27 (thin)\n"
    same = kb("add", str(facts("2025-01-02-another", ("kb:eventType et:ASSAULT", "kb:eventType et:COERCE"))))
    assert moved(same.out) == ""


def test_a_judgement_says_what_it_moved_and_is_logged_as_what_it_was(kb, facts):
    """Its name is in kb info and kb undo."""
    kb("add", str(facts("2025-01-02-another")), str(facts("2025-01-03-third")))
    acts = [f"act:{key}-xi-message" for key in ("2025-01-02-another", "2025-01-03-third")]
    judged = kb("not-same-act", *acts)
    assert moved(judged.out) == "moved  China → Russia  +0.32 → +0.49 (thin)\n"
    command = f"kb not-same-act {' '.join(acts)}"
    assert json.loads(kb("info", "--format", "json").out)["last change"].endswith(f"  {command}")
    assert moved(kb("same-act", *acts).out) == "moved  China → Russia  +0.49 → +0.32 (thin)\n"
    assert kb("undo").out == f"undone  kb same-act {' '.join(acts)}\nmoved  China → Russia  +0.32 → +0.49 (thin)\n"
    assert kb("undo").out == f"undone  {command}\nmoved  China → Russia  +0.49 → +0.32 (thin)\n"


def test_ten_scores_are_told_and_how_many_more(kb, facts, monkeypatch):
    """The largest ones."""
    monkeypatch.setattr("kb.cli.collect.LISTED", 2)
    kb("add", str(facts()))
    assert moved(kb("remove", "2025-01-02-another").out) == "".join([*GONE.splitlines(True)[:2], "and 4 more\n"])


def test_a_change_whose_moves_cannot_be_told_is_made_all_the_same(kb, facts, monkeypatch):
    """It is no failure."""
    monkeypatch.setattr("kb.comparing.MOST", 1)
    kb("add", str(facts()))
    done = kb("remove", "2025-01-02-another")
    assert (done.code, done.out) == (0, "removed  article:2025-01-02-another\n")
    assert "cannot be told" in done.err


def test_what_moves_nothing_says_nothing(kb, facts):
    """A copy adds to no score, and takes from none when it goes."""
    kb("add", str(facts("2025-01-02-another")), str(facts("2025-01-03-third")))
    assert kb("remove", "2025-01-03-third").out == "removed  article:2025-01-03-third\n"


def test_a_judgement_outlives_an_article_and_holds_again_when_it_comes_back(kb, facts):
    """On nothing it does nothing."""
    third = str(facts("2025-01-03-third"))
    kb("add", str(facts("2025-01-02-another")), third)
    kb("not-same-act", *(f"act:{key}-xi-message" for key in ("2025-01-02-another", "2025-01-03-third")))
    assert len(kb("acts", "China").out.splitlines()) == 3
    assert kb("remove", "2025-01-03-third").code == 0
    assert len(kb("acts", "China").out.splitlines()) == 2
    assert (kb("check").code, kb("acts", "China", "--why").code) == (0, 0)
    assert len(kb("query", "judgements").out.splitlines()) == 3
    kb("add", third)
    assert len(kb("acts", "China").out.splitlines()) == 3


def test_the_same_judgement_again_changes_nothing(kb, facts):
    """Unless somebody else makes it, or another has overruled it meanwhile."""
    kb("add", str(facts("2025-01-01-first")), str(facts("2025-01-01-second")))
    acts = [f"act:{key}-xi-message" for key in ("2025-01-01-first", "2025-01-01-second")]
    made = kb("not-same-act", *acts, "--by", "Jo").out.splitlines()[0]
    assert kb("not-same-act", *acts, "--by", "Jo").out == made.replace("judged", "unchanged") + "\n"
    assert kb("not-same-act", *acts, "--by", "Ann").out.startswith("judged")
    assert kb("same-act", *acts, "--by", "Jo").out.startswith("judged")
    assert kb("not-same-act", *acts, "--by", "Ann").out.startswith("judged")


def test_what_is_overruled_is_told(kb, facts):
    """The newest judgement on two acts prevails, and kb acts --why has the one that it contradicts."""
    kb("add", str(facts("2025-01-02-another")), str(facts("2025-01-03-third")))
    acts = [f"act:{key}-xi-message" for key in ("2025-01-02-another", "2025-01-03-third")]
    kb("not-same-act", *acts, "--by", "Jo")
    assert "overruled" not in kb("acts", "China", "--why").out
    kb("same-act", *acts, "--by", "Al")
    told = kb("acts", "China", "--why").out
    assert "the same, judged by Al" in told
    assert told.count(f"overruled: different from {acts[1]}, judged by Jo on 20") == 1
    assert told.count(f"overruled: different from {acts[0]}, judged by Jo on 20") == 1
