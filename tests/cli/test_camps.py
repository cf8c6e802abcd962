"""The matrix, who stands alike, and the camps, on the command line."""

import csv
import io
import json

import pytest


def rows(text: str, delimiter: str = "\t") -> list[dict[str, str]]:
    """An answer in a pipe, row by row."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_matrix_has_a_row_for_each_holder_and_a_column_for_each_target(kb):
    """In one order, in which the camps of the article stand together."""
    answer = kb("matrix")
    assert answer.code == 0
    told = rows(answer.out)
    order = [row["holder"] for row in told]
    assert list(told[0]) == ["holder", *order]
    halves = {frozenset(order[:3]), frozenset(order[3:])}
    assert halves == {frozenset(("CHN", "PRK", "RUS")), frozenset(("WEST", "UKR", "USA-TRUMP-TRANSITION-2024"))}
    cell = next(row for row in told if row["holder"] == "CHN")["RUS"]
    direction = json.loads(kb("align", "China", "Russia", "--format", "json").out)["direction"]
    assert float(cell) == direction


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
    assert answer.out == "first\tsecond\tkappa\ttargets\n"
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
