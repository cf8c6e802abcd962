"""Facts in, facts out, and back."""

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
    assert kb("remove", "2025-01-02-another").out == "removed  article:2025-01-02-another\n"
    assert kb("query", "stances").out.count("\n") == 1
    assert kb("undo").out == "undone  kb remove article:2025-01-02-another\n"
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


def test_part_of_an_article_in_the_place_of_the_whole_is_told(kb, facts):
    """An export of one actor's stances is not the article."""
    kb("add", str(facts()))
    kb("export", "--actor", "North Korea", "-o", "korea.ttl")
    done = kb("add", "korea.ttl")
    assert done.code == 0
    assert done.out.startswith("replaced  article:2025-01-02-another (")
    assert done.out.endswith(" stances, was 21)\n")


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
