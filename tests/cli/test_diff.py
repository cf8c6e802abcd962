"""What changed, on the command line."""

import csv
import io
import json
from math import fsum

import pytest

RETRACTED = ("a kb:Stance ;", 'a kb:RetractedStance ; prov:invalidatedAtTime "2025-03-01T00:00:00Z"^^xsd:dateTime ;')
RECORDED = ('"2026-11-23T12:00:00Z"', '"2025-02-01T12:00:00Z"')


def rows(text: str) -> list[dict[str, str]]:
    """An answer in a pipe, row by row."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


@pytest.fixture
def retracted(kb, facts):
    """A store with an article that was recorded on 1 February 2025 and retracted on 1 March."""
    assert kb("add", str(facts("2025-01-02-another", RETRACTED, RECORDED))).code == 0


def test_between_two_days_on_a_terminal(terminal):
    """Each dyad before and after, with interval and flags, and the act; what only fades is one line."""
    shown = terminal("diff", "2024-12-30", "2024-12-31", columns=80, env={"NO_COLOR": "1"})
    assert shown.code == 0
    head, _, dyad, before, after, act, *_ = shown.out.splitlines()
    assert head == "From 2024-12-30 to 2024-12-31: 2 dyads changed"
    assert dyad == "China → Russia  moved +0.32"
    assert before == "  2024-12-30   0.00 between -0.95 and +0.95  no evidence  ├───────●───────┤"
    assert after == "  2024-12-31  +0.32 between -0.70 and +0.97  thin         ··├─────┼──●────┤"
    assert act == "  came       +0.322  2024-12-31  Xi Jinping, SUPPORT: “increasingly mature and …"
    later = terminal("diff", "2024-12-31", "2025-01-01", columns=80, env={"NO_COLOR": "1"}).out
    assert "China → Russia" not in later
    assert later.endswith("2 dyads more only faded, each by less than 0.01: --least 0 shows them.\n")
    assert "China → Russia" in terminal("diff", "2024-12-31", "2025-01-01", "--least", "0", columns=80).out


@pytest.mark.parametrize("columns", [80, 40, 25])
def test_no_line_is_wider_than_the_terminal(terminal, columns):
    """However narrow."""
    shown = terminal("diff", "2024-12-30", "2025-01-01", columns=columns, env={"NO_COLOR": "1"})
    assert max(map(len, shown.out.splitlines())) <= columns


def test_the_moves_can_be_reckoned_from_the_json(kb):
    """Every contribution before and after is there, and the parts add up to the move."""
    told = json.loads(kb("diff", "2024-12-31", "2025-01-01", "--format", "json").out)
    assert (told["before"], told["after"], told["known"], told["as_of"]) == ("2024-12-31", "2025-01-01", False, None)
    assert len(told["changes"]) == 6
    for change in told["changes"]:
        assert change["move"] == fsum(part["change"] for part in change["parts"])
        for state in ("before", "after"):
            values = [one["value"] for part in change["parts"] for one in part[state]]
            assert fsum(values) == change[state]["direction"]
    direction = json.loads(kb("align", "China", "Russia", "--format", "json").out)["direction"]
    (china,) = (change for change in told["changes"] if (change["a"], change["b"]) == ("CHN", "RUS"))
    assert china["after"]["direction"] == direction


def test_rows_for_dyads_and_for_acts(kb):
    """Unrounded; the acts of a dyad add up to its move, and so do the kinds."""
    dyads = rows(kb("diff", "2024-12-31", "2025-01-01").out)
    acts = rows(kb("diff", "2024-12-31", "2025-01-01", "--acts").out)
    assert [row["holder"] for row in dyads].count("WEST") == 2
    for row in dyads:
        own = [float(act["change"]) for act in acts if (act["holder"], act["target"]) == (row["holder"], row["target"])]
        assert fsum(own) == float(row["move"])
        kinds = ("came", "went", "regrouped", "retold", "stayed")
        assert fsum(float(row[kind]) for kind in kinds) == pytest.approx(float(row["move"]))
        assert row["after_flags"] == "thin"
    assert {act["kind"] for act in acts} == {"came", "stayed"}


@pytest.mark.parametrize(("ends", "dyads"), [((), 6), (("West",), 2), (("West", "Russia"), 1), (("Russia", "West"), 0)])
def test_only_of_a_holder_or_a_dyad(kb, ends, dyads):
    """As far as they are named."""
    answer = kb("diff", "2024-12-30", "2025-01-01", *ends)
    assert (answer.code, len(rows(answer.out))) == (0, dyads)


def test_what_was_known(kb, terminal, retracted):
    """Recorded in February, retracted in March; reckoned for the day of the newest article, which is said."""
    came = rows(kb("diff", "2025-01-31", "2025-02-15", "--known", "China").out)
    went = rows(kb("diff", "2025-02-15", "2025-03-01", "--known", "China").out)
    assert [float(row["move"]) for row in went] == [-float(row["move"]) for row in came]
    assert float(went[0]["went"]) == float(went[0]["move"]) < 0
    shown = terminal("diff", "2025-02-15", "2025-03-01", "China", "Russia", "--known", env={"NO_COLOR": "1"})
    head, _, dyad, _, after, act = shown.out.splitlines()
    assert head == "Known by 2025-02-15 and by 2025-03-01, as of 2025-01-01: 1 dyad changed"
    assert dyad == "China → Russia  moved -0.32"
    assert "no evidence" in after
    assert act.startswith("  went       -0.321  2024-12-31  Xi Jinping, SUPPORT: “increasingly")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("2024-12-30", "2024-12-31"), 3),
        (("2025-01-01", "2025-02-01"), 3),
        (("2025-01-01", "2025-02-01", "--least", "0.5"), 0),
        (("2024-12-30", "2024-12-31", "--least", "0.5"), 3),
        (("2024-01-01", "2024-02-01"), 0),
        (("2024-12-30", "2024-12-31", "Chile"), 0),
        (("2024-01-01", "2024-02-01", "--known"), 0),
    ],
)
@pytest.mark.parametrize("form", ["tsv", "table", "json"])
def test_the_exit_code_tells_whether_anything_changed(kb, args, code, form):
    """Where it is asked for, whatever the format; what only faded by less than --least is nothing."""
    assert kb("diff", *args, "--exit-code", "--format", form).code == code
    assert kb("diff", *args, "--format", form).code == 0


def test_nothing_changed_is_an_answer(kb, terminal, retracted):
    """It says so, or that there is no evidence."""
    assert "No evidence" in terminal("diff", "2024-01-01", "2024-02-01").err
    assert terminal("diff", "2025-02-02", "2025-02-27", "--known").err == "Nothing changed.\n"
    assert kb("diff", "2024-01-01", "2024-02-01").out.startswith("holder\ttarget\tbefore_direction\t")
    assert json.loads(kb("diff", "2024-01-01", "2024-02-01", "--format", "json").out)["changes"] == []


def test_the_settings_of_the_index_apply(kb):
    """Weights, half-life, what is left out."""
    plain = rows(kb("diff", "2024-12-31", "2025-01-01", "China", "Russia").out)[0]["move"]
    for option in (("--weights", "goldstein"), ("--half-life", "x0.5")):
        assert rows(kb("diff", "2024-12-31", "2025-01-01", "China", "Russia", *option).out)[0]["move"] != plain
    assert rows(kb("diff", "2024-12-31", "2025-01-01", "West", "--exclude", "narration").out) == []


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("2025-02-01", "2025-01-01"), "in the wrong order"),
        (("2025-01-01", "2025-01-01"), "the same day"),
        (("2025-01-01", "soon"), "AFTER is a day"),
        (("2025-01-01", "2199-01-01"), "yet to come"),
        (("2025-01-01", "2025-02-01", "Rusia"), 'Did you mean "Russia"?'),
        (("2025-01-01", "2025-02-01", "China", "PRC"), "name two actors"),
        (("2025-01-01", "2025-02-01", "--as-of", "2025-01-01"), "--as-of is for --known"),
        (("2025-01-01", "2025-02-01", "--known", "--known-at", "2025-01-01"), "leave out --known-at"),
        (("2025-01-01", "2025-02-01", "--known", "--as-of", "x"), "--as-of takes a day"),
        (("2025-01-01", "2025-02-01", "--least", "-1"), "--least takes a number"),
        (("2025-01-01", "2025-02-01", "--least", "nan"), "--least takes a number"),
        (("2025-01-01", "2025-02-01", ""), "No actor"),
        (("2025-01-01",), "Missing argument"),
    ],
)
def test_what_makes_no_sense_is_refused(kb, args, complaint):
    """In one line, with exit code 2."""
    answer = kb("diff", *args)
    assert (answer.code, answer.out) == (2, "")
    assert complaint in answer.err
