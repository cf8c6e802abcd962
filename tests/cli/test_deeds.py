"""Where words, deeds and treaties part, on the command line."""

import csv
import io
import json
from math import fsum

import pytest

from tests.newsroom import article, stance, treaty

ARTICLES = (
    article(
        "a",
        stance("1", "IND", "SUPPORT", "CHN", "Praises a thousand years of friendship"),
        stance("2", "IND", "MOBILIZE", "CHN", "Moves two brigades to the border"),
        stance("3", "IND", "SANCTION", "CHN", "Bans two hundred applications"),
        stance("4", "USA", "ACCUSE", "KOR", "Accuses Seoul of free riding"),
        treaty("t", "USA KOR", "defence", "The pact of Washington", "1953-10-01"),
        stance("5", "FRA", "SUPPORT", "DEU", "Praises the neighbour"),
        stance("6", "FRA", "COOPERATE", "DEU", "Builds a tank together", "kb:circumstance kb:military ;"),
    ),
)


@pytest.fixture
def stored(kb, tmp_path):
    """A store with India's words and deeds toward China, an ally that is blamed, and a friend in both."""
    files = []
    for n, text in enumerate(ARTICLES):
        files.append(tmp_path / f"{n}.ttl")
        files[-1].write_text(text, "utf-8")
    answer = kb("add", *map(str, files))
    assert answer.code == 0, answer.err


def rows(text: str) -> list[dict[str, str]]:
    """An answer in CSV, row by row."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("stored")
def test_two_channels_on_one_screen(terminal):
    """A line each, whether they part, and the evidence of both; it fits 80 columns."""
    shown = terminal("deeds", "India", "China", columns=80, env={"NO_COLOR": "1"})
    assert shown.code == 0
    head, _, names, words, deeds, bound, _, parting, *evidence = shown.out.splitlines()
    assert head == "India → China, as of 2025-01-01"
    assert names.split() == ["channel", "direction", "low", "high", "from", "-1", "to", "+1", "acts", "flags"]
    assert words.split()[0] == "rhetoric"
    assert "●" in words
    assert deeds.split()[1].startswith("-")
    assert bound.split() == ["treaty", "no", "evidence"]
    assert parting.startswith("rhetoric, material  they part: different sides ")
    told = "\n".join(evidence)
    assert "SUPPORT: Praises a thousand years of friendship\n" in told
    assert "MOBILIZE: Moves two brigades to the border\n" in told
    assert told.count("article:a, chars ") == 3
    assert max(map(len, shown.out.splitlines())) <= 80


@pytest.mark.usefixtures("stored")
def test_one_object(kb):
    """Channels as `kb align` has a standing; what is told of their parting can be reckoned from them."""
    found = json.loads(kb("deeds", "India", "China", "--format", "json").out)
    assert (found["a"], found["b"], found["as_of"]) == ("IND", "CHN", "2025-01-01")
    align = json.loads(kb("align", "India", "China", "--format", "json").out)
    assert list(found["channels"]) == ["rhetoric", "material", "treaty"]
    assert {one["stance"] for channel in found["channels"].values() for one in channel["contributions"]} == {
        one["stance"] for one in align["contributions"]
    }
    for channel in found["channels"].values():
        assert channel.keys() == align.keys() - {"a", "b", "as_of", "settings", "reverse"}
        assert fsum(one["value"] for one in channel["contributions"]) == channel["direction"]
    (parting,) = found["parting"]
    p, q = (found["channels"][parting[side]]["p_aligned"] for side in ("first", "second"))
    assert parting["probability"] == pytest.approx(p * (1 - q) + (1 - p) * q)
    assert parting["parts"] is True


@pytest.mark.usefixtures("stored")
def test_dyads_that_part(kb):
    """The most probable first, with both directions, intervals and flags; --all has those that agree as well."""
    found = rows(kb("deeds", "--format", "csv").out)
    assert [(row["holder"], row["target"], row["second_channel"]) for row in found] == [
        ("IND", "CHN", "material"),
        ("USA", "KOR", "treaty"),
    ]
    assert float(found[0]["apart"]) > float(found[1]["apart"]) > 0.5
    for row in found:
        assert row["parts"] == "true"
        assert row["first_flags"] == "thin"
        assert float(row["second_low"]) < float(row["second_direction"]) < float(row["second_high"])
    everything = rows(kb("deeds", "--all", "--format", "csv").out)
    assert [row["holder"] for row in everything] == ["IND", "USA", "FRA"]
    assert everything[-1]["parts"] == "false"
    assert [row["target"] for row in rows(kb("deeds", "USA", "--format", "csv").out)] == ["KOR"]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("columns", "lines"), [(80, 2), (120, 1)])
def test_dyads_on_a_terminal(terminal, columns, lines):
    """A line each, or two where the terminal is narrow; no interval is cut."""
    shown = terminal("deeds", columns=columns, env={"NO_COLOR": "1"}).out.splitlines()
    assert shown[0] == "everyone → everyone, as of 2025-01-01"
    assert len(shown) == 3 + 2 * lines
    assert max(map(len, shown)) <= columns
    assert "…" not in "".join(shown)
    assert "".join(shown).count("thin") == 4


@pytest.mark.usefixtures("stored")
def test_contributions_as_rows(kb):
    """Those of each channel add up to its direction."""
    told = json.loads(kb("deeds", "USA", "KOR", "--format", "json").out)["channels"]
    found = rows(kb("deeds", "USA", "KOR", "--format", "csv").out)
    assert [row["channel"] for row in found] == ["rhetoric", "treaty"]
    for row in found:
        assert float(row["value"]) == told[row["channel"]]["direction"]


@pytest.mark.usefixtures("stored")
def test_settings(kb):
    """Day, knowledge, weights and what is left out, as in `kb align`."""

    def treaties(*args: str) -> float:
        found = json.loads(kb("deeds", "USA", "KOR", *args, "--format", "json").out)
        return found["channels"]["treaty"]["direction"]

    assert treaties("--as-of", "1953-09-30") == treaties("--known-at", "2025-05-31") == 0
    assert treaties("--exclude", "narration") == 0
    assert treaties("--half-life", "1") == treaties("--weights", "goldstein") == treaties() > 0


def test_a_single_channel_has_nothing_to_part_from(kb):
    """The article tells of words alone."""
    shown = kb("deeds", "China", "Russia")
    assert "Nothing to compare: a single channel has evidence." in shown.out
    assert "article:2025-01-01-new-year-messages, chars 1160–1190" in shown.out
    assert kb("deeds").out.count("\n") == 1
    assert kb("deeds", "--format", "table").err.endswith("No dyad has evidence in two channels.\n")


def test_no_evidence_is_an_answer(kb):
    """As in `kb align`."""
    assert "No evidence" in kb("deeds", "Chile", "Peru").out
    found = json.loads(kb("deeds", "Chile", "Peru", "--format", "json").out)
    assert found["parting"] == []
    assert {channel["direction"] for channel in found["channels"].values()} == {0}


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("Rusia",), 'Did you mean "Russia"?'),
        (("China", "PRC"), "name two actors"),
        (("China", "Russia", "--all"), "leave out --all"),
        (("China", "Russia", "--as-of", "soon"), "--as-of takes a day"),
        (("China", "Russia", "--weights", "mine"), "plover or goldstein"),
    ],
)
def test_what_makes_no_sense_is_refused(kb, args, complaint):
    """In one line, with exit code 2."""
    answer = kb("deeds", *args)
    assert (answer.code, answer.out) == (2, "")
    assert complaint in answer.err


def test_harmful_text_is_harmless(kb, tmp_path, terminal):
    """A summary is data, on this screen too."""
    text = article("a", stance("1", "IND", "SUPPORT", "CHN", "Praises \\u001B[31mred \\u202Eback"))
    (tmp_path / "odd.ttl").write_text(text, "utf-8")
    assert kb("add", str(tmp_path / "odd.ttl")).code == 0
    shown = terminal("deeds", "India", "China", env={"NO_COLOR": "1"}).out
    assert "␛[31mred ⟨U+202E⟩back" in shown
    assert not set(shown) & {"\x1b", "\u202e"}
