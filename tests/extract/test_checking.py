"""The lexicon holds what its examples say, and a row that does not is found."""

from kb.extract import tables
from kb.extract.checking import faults
from kb.extract.engine import Engine


def test_every_row_of_the_lexicon_reads_as_its_example_says(engine, names):
    """Verbs, compositions, nouns, names and classes of words."""
    assert list(faults(engine, names)) == []


def test_every_kind_of_event_that_words_can_tell_has_a_row():
    """All of them but those that a crowd or a register tells."""
    types = {row[0] for row in tables.rows("verbs")} | {row[2] for row in tables.rows("compositions")}
    assert types >= {
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
    }
    assert types >= {"THREATEN", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROPOSE", "COMMIT"}


def test_a_row_that_reads_otherwise_is_told_with_its_number(tmp_path, monkeypatch, names):
    """A reader who extends the lexicon learns which row is wrong, and what it reads instead."""
    for name in ("words", "nouns", "names", "compositions", "issues"):
        (tmp_path / f"{name}.tsv").write_text(tables.path(name).read_text("utf-8"), "utf-8")
    (tmp_path / "verbs.tsv").write_text(
        "#type\thow\tverbs\tobject\ttarget\texample\n"
        "ACCUSE\tone\tcondemn\t-\tobject\tPoland condemned Russia. = POL RUS\n"
        "SUPPORT\tone\tthank\t-\tobject\tPoland thanked Russia. = RUS POL\n",
        "utf-8",
    )
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    found = [fault for fault in faults(Engine(names), names) if fault.file == "verbs.tsv"]
    assert [(fault.row, fault.said) for fault in found] == [
        (2, "“Poland thanked Russia.” is to be RUS SUPPORT POL, and reads POL SUPPORT RUS")
    ]
