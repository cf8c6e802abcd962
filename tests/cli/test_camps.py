"""The matrix, who stands alike, and the camps, on the command line."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest


def rows(text: str, delimiter: str = "\t") -> list[dict[str, str]]:
    """An answer in a pipe, row by row."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_matrix_has_a_row_for_each_holder_and_columns_for_each_target(kb):
    """In one order, in which the camps of the article stand together."""
    answer = kb("matrix")
    assert answer.code == 0
    told = rows(answer.out)
    order = [row["holder"] for row in told]
    assert list(told[0]) == ["holder", *(f"{code}{of}" for code in order for of in ("", "_low", "_high", "_flags"))]
    halves = {frozenset(order[:3]), frozenset(order[3:])}
    assert halves == {frozenset(("CHN", "PRK", "RUS")), frozenset(("WEST", "UKR", "USA-TRUMP-TRANSITION-2024"))}


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md"])
def test_no_number_of_the_matrix_is_without_its_interval_and_flags(kb, form):
    """Those of the dyad itself, unrounded; without evidence there is neither."""
    out = kb("matrix", "--format", form).out
    (known,) = (row for row in rows(kb("matrix", "--dyads").out) if (row["holder"], row["target"]) == ("CHN", "RUS"))
    row = next(each for each in read(out, form) if each["holder"] == "CHN")
    told = [str(row[f"RUS{of}"]) for of in ("", "_low", "_high", "_flags")]
    assert told == [known[of] for of in ("direction", "low", "high", "flags")]
    assert told[3] == "thin"
    assert not any(row.get(f"UKR{of}") for of in ("", "_low", "_high", "_flags"))


def read(text: str, form: str) -> list[dict[str, Any]]:
    """An answer in a format that programs read, row by row."""
    match form:
        case "json":
            found = json.loads(text)["results"]["bindings"]
            return [{name: cell["value"] for name, cell in row.items()} for row in found]
        case "jsonl":
            return [json.loads(line) for line in text.splitlines()]
        case "md":
            head, _, *lines = ([cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines())
            return [dict(zip(head, line, strict=True)) for line in lines]
    return rows(text, "," if form == "csv" else "\t")


def test_on_a_terminal_thin_numbers_are_marked(terminal):
    """No number without its flag."""
    shown = terminal("matrix", columns=100, env={"NO_COLOR": "1"})
    assert "+0.32?" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100


def test_some_actors_among_themselves(kb):
    """Named ones only."""
    told = rows(kb("matrix", "China", "Russia", "Ukraine").out)
    assert sorted(row["holder"] for row in told) == ["CHN", "RUS", "UKR"]


def test_dyads_have_the_codes_of_the_statistics_packages(kb):
    """ISO 3166 and Correlates of War; an actor that is no state has none."""
    told = {(row["holder"], row["target"]): row for row in rows(kb("matrix", "--dyads", "--format", "csv").out, ",")}
    assert (told["CHN", "RUS"]["holder_cow"], told["CHN", "RUS"]["target_iso3"]) == ("710", "RUS")
    assert told["WEST", "RUS"]["holder_cow"] == ""
    assert told["CHN", "RUS"]["flags"] == "thin"


def test_nobody_is_compared_over_too_few_targets(kb):
    """One article has no two actors with three targets in common."""
    answer = kb("matrix", "--similarity")
    assert answer.out == "first\tsecond\tkappa\tlow\thigh\ttargets\tflags\n"
    assert answer.code == 0


def test_two_answers_at_once_are_refused(kb):
    """With what to do instead."""
    answer = kb("matrix", "--similarity", "--dyads")
    assert answer.code == 2
    assert "ask for one" in answer.err


def test_the_camps_of_the_article(kb, terminal):
    """Two of them, which nothing contradicts; single acts do not make them certain."""
    told = json.loads(kb("blocs", "--format", "json").out)
    assert told["components"] == [[["CHN", "PRK", "RUS"], ["UKR", "USA-TRUMP-TRANSITION-2024", "WEST"]]]
    assert (told["frustration"], told["exact"], told["frustrated"], told["triangles"]) == (0, True, [], [])
    assert all(0.5 < share < 1 for share in told["stability"].values())
    shown = terminal("blocs", env={"NO_COLOR": "1"})
    assert shown.out.startswith("Camps, as of 2025-01-01\n\ncamp a  China ")
    assert "frustration  0.00 of 1.78: proved to be the least" in shown.out


def test_the_same_store_gives_the_same_camps(kb):
    """Draws are by a fixed seed."""
    assert kb("blocs").out == kb("blocs").out


@pytest.mark.parametrize("command", ["matrix", "blocs"])
def test_before_anything_happened_there_is_nothing(kb, command):
    """And no complaint."""
    assert kb(command, "--as-of", "2000-01-01").code == 0


# ── Pictures and networks ─────────────────────────────────────────────────────────────────────────────────────────────

DRAWN = [
    ("trend", "China", "Russia", "-o", "x.svg"),
    ("matrix", "-o", "x.svg"),
    ("matrix", "-o", "x.png"),
    ("blocs", "-o", "x.svg"),
    ("blocs", "-o", "x.png"),
]
"""Commands that draw."""


def test_the_matrix_is_drawn(kb, tmp_path):
    """All actors, or those that are named."""
    assert kb("matrix", "-o", "matrix.svg").code == 0
    told = (tmp_path / "matrix.svg").read_text("utf-8")
    assert told.count(">Trump transition team</text>") == 2
    assert "6 actors, 6 dyads with evidence" in told
    few = kb("matrix", "China", "Russia", "--format", "svg").out
    assert "2 actors, 1 dyad with evidence" in few
    assert "Ukraine" not in few


def test_the_camps_are_drawn(kb, tmp_path):
    """With how sure each actor is in its camp."""
    share = json.loads(kb("blocs", "--format", "json").out)["stability"]["RUS"]
    assert kb("blocs", "-o", "blocs.svg").code == 0
    assert f">Russia  {share:.0%}</text>" in (tmp_path / "blocs.svg").read_text("utf-8")


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_the_camps_are_a_network_file(kb, tmp_path, form):
    """The suffix tells which."""
    assert kb("blocs", "-o", f"blocs.{form}").code == 0
    told = (tmp_path / f"blocs.{form}").read_text("utf-8")
    assert told.count("<edge ") == 6
    assert told == kb("blocs", "--format", form).out


@pytest.mark.parametrize("choice", ["--dyads", "--similarity"])
def test_rows_that_are_no_matrix_are_not_drawn(kb, tmp_path, choice):
    """Refused before anything is reckoned."""
    answer = kb("matrix", choice, "Nobody", "-o", "x.svg")
    assert answer.code == 2
    assert "cannot be written as svg" in answer.err
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize("command", ["matrix", "blocs"])
def test_before_anything_happened_nothing_is_drawn(kb, tmp_path, command):
    """And an older picture stays."""
    (tmp_path / "x.png").write_bytes(b"older")
    answer = kb(command, "--as-of", "2000-01-01", "-o", "x.png")
    assert answer.code == 0
    assert "nothing is drawn" in answer.err
    assert (tmp_path / "x.png").read_bytes() == b"older"


@pytest.mark.parametrize("command", [*DRAWN, ("blocs", "-o", "x.gexf"), ("blocs", "-o", "x.graphml")])
def test_the_same_store_gives_the_same_file(process, tmp_path, command):
    """In another process, with another order of sets."""
    told = []
    for seed in "12":
        assert process(*command, env={**os.environ, "PYTHONHASHSEED": seed}).code == 0
        told.append((tmp_path / command[-1]).read_bytes())
    assert told[0] == told[1]


@pytest.fixture
def plain(tmp_path) -> dict[str, str]:
    """The environment of an install without the extra: there is no matplotlib and no networkx."""
    for name in ("matplotlib", "networkx"):
        (tmp_path / "plain" / name).mkdir(parents=True)
        (tmp_path / "plain" / name / "__init__.py").write_text(f"raise ImportError('no {name}')")
    path = os.pathsep.join((str(tmp_path / "plain"), os.environ.get("PYTHONPATH", "")))
    return {**os.environ, "PYTHONPATH": path}


@pytest.mark.parametrize("command", DRAWN)
def test_without_the_extra_a_picture_is_refused_at_once(process, plain, tmp_path, command):
    """In one line that says what to install, before a name is even looked up."""
    answer = process(*("Nobody" if each == "China" else each for each in command), env=plain)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "Pictures need matplotlib: pip install 'alignment-kb[pictures]'.\n"
    assert not Path(command[-1]).exists()


def test_without_the_extra_all_else_works(process, plain):
    """Network files too."""
    assert process("blocs", "-o", "x.gexf", env=plain).code == 0
    assert process("matrix", env=plain).code == 0
    assert process("trend", "China", "Russia", "--format", "md", env=plain).code == 0


def test_who_has_no_evidence_among_those_named_is_told(kb):
    """Instead of being left out in silence."""
    assert "no act that counts is known of India (IND) among these" in kb("matrix", "China", "Russia", "India").err
    assert "India (IND)" in kb("blocs", "China", "Russia", "India").err


def test_a_matrix_on_a_screen_says_its_day(kb):
    """And what its marks mean."""
    assert kb("matrix", "--format", "table").out.startswith("Holders toward targets, as of 2025-01-01; ? is thin")
