"""How actors stand toward each other, on the command line."""

import json
import re
from datetime import date
from math import fsum

import pytest

from tests.newsroom import article, stance, treaty

KEYS = {"value", "date", "event_type", "speaker", "summary", "quote", "article", "start", "end"}


def told(kb, *args: str) -> dict:
    """What `kb align … --format json` answers."""
    answer = kb("align", *args, "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_china_and_russia(kb):
    """One act of one origin: its number with interval, flag, and the sentence that says so; nothing the other way."""
    found = told(kb, "China", "Russia")
    assert (found["a"], found["b"], found["as_of"]) == ("CHN", "RUS", "2025-01-01")
    assert found["direction"] == pytest.approx(0.32, abs=0.005)
    assert found["interval"] == pytest.approx([-0.70, 0.97], abs=0.005)
    assert found["depth"] == [0, None]
    assert found["flags"] == ["thin"]
    (act,) = found["contributions"]
    assert act.keys() >= KEYS
    assert (act["speaker"], act["quote"], act["start"], act["end"]) == (
        "Xi Jinping", "increasingly mature and stable", 1160, 1190,
    )  # fmt: skip
    assert act["reports"] == 4
    back = found["reverse"]
    assert (back["a"], back["direction"], back["contributions"], back["depth"]) == ("RUS", 0, [], [None, None])


def test_contributions_add_up(kb):
    """To the direction, exactly; and each can be reckoned from what stands beside it."""
    found = told(kb, "the West", "Russia")
    assert fsum(one["value"] for one in found["contributions"]) == found["direction"]
    for one in found["contributions"]:
        weighed = 2 * one["score"] * one["sure"] * one["fades"] * one["share"]
        assert one["value"] == pytest.approx(weighed / (found["support"] + 2))


def test_words_that_may_not_be_stored_are_not_quoted(kb):
    """The outlet's own sentences are summed up."""
    assert {one["quote"] for one in told(kb, "West", "Russia")["contributions"]} == {None}


def test_everyone_toward_russia_on_a_terminal(terminal):
    """A line for each actor, with interval, flag, the sentence that says so, and the day that it is reckoned for.

    In 80 columns the interval stands in numbers, and is not drawn: the sentence needs the room.
    """
    shown = terminal("align", "Russia", columns=80, env={"NO_COLOR": "1"})
    assert shown.code == 0
    head, _, columns, *rows = shown.out.splitlines()
    assert head == "everyone → Russia, as of 2025-01-01"
    assert columns.split() == ["holder", "direction", "low", "high", "acts", "flags", "says"]
    assert [row.split("  ")[0] for row in rows] == ["China", "North Korea", "the West"]
    assert all("thin" in row for row in rows)
    assert "“increasingly mature and sta…" in rows[0]
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "●" in terminal("align", "Russia", columns=100, env={"NO_COLOR": "1"}).out


def test_everyone_in_a_pipe(kb):
    """Numbers as they are, never without interval and flag."""
    header, first, *_ = kb("align", "Russia").out.splitlines()
    row = dict(zip(header.split("\t"), first.split("\t"), strict=True))
    assert row["holder"] == "CHN"
    assert float(row["low"]) < float(row["direction"]) < float(row["high"])
    assert row["flags"] == "thin"


def test_one_toward_everyone(kb):
    """--from turns the question round."""
    answer = kb("align", "Russia", "--from")
    assert answer.out.splitlines()[0].startswith("target\t")
    assert "UKR" in answer.out


def test_relative_to_what_a_holder_shows_toward_everyone(kb, terminal):
    """The West stands against North Korea too, and so Russia lies little below; a holder of one target is its mean."""
    found = {row["holder"]: row for row in _rows(kb("align", "Russia", "--relative").out)}
    west = {row["target"]: float(row["direction"]) for row in _rows(kb("align", "West", "--from").out)}
    assert float(found["WEST"]["relative"]) == pytest.approx(west["RUS"] - (west["RUS"] + west["PRK"]) / 2)
    assert float(found["CHN"]["relative"]) == 0
    (one, other) = _rows(kb("align", "Russia", "--from", "--relative").out)
    assert float(one["relative"]) == pytest.approx(-float(other["relative"])) != 0
    shown = terminal("align", "Russia", "--relative", columns=80, env={"NO_COLOR": "1"}).out
    assert "relative" in shown.splitlines()[2]
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("args", "columns", "drawn"),
    [
        (("align", "Iran"), 80, True),
        (("align", "Iran"), 73, False),
        (("align", "Iran", "--relative"), 80, False),
        (("align", "UK", "--from", "--relative"), 80, True),
        (("trend", "USA", "Iran", "--since", "2024-10-01"), 80, True),
    ],
)
def test_every_row_keeps_to_its_line(kb, tmp_path, terminal, args, columns, drawn):
    """Also with more than one flag: the drawing is smaller, or goes, before a row is folded; never is it cut."""
    quarrel = (("SUPPORT", "2024-10-10"), ("ACCUSE", "2024-11-10"), ("SUPPORT", "2025-01-01"))
    said = "Washington says at some length what it will do about it"
    days = [
        article(f"day-{n}", stance("1", "USA", event, "IRN", said), day=day) for n, (event, day) in enumerate(quarrel)
    ]
    others = [("FRA", "ACCUSE"), ("GBR", "SUPPORT"), ("GBR", "ACCUSE")]
    told = [stance(f"{who}-{event}", who, event, "IRN", "It says so too") for who, event in others]
    newsroom(kb, tmp_path, *days, article("other", *told))
    _, _, head, *rows = terminal(*args, columns=columns, env={"NO_COLOR": "1"}).out.splitlines()
    assert any("thin, contested" in row for row in rows)
    assert not any(row.startswith(" ") for row in rows)
    assert max(map(len, rows)) <= columns
    assert ("from -1 to +1" in head) is drawn
    assert all(("├" in row and "●" in row and "┤" in row) is drawn for row in rows)


def _rows(text: str) -> list[dict[str, str]]:
    header, *rows = (line.split("\t") for line in text.splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("by", ["issue", "speaker", "depth", "outlet"])
def test_groups_add_up_too(kb, by):
    """By issue, speaker, depth or outlet."""
    found = told(kb, "West", "Russia", "--by", by)
    assert fsum(found["by"].values()) == pytest.approx(found["direction"])


def test_groups_as_rows(kb):
    """For a spreadsheet too."""
    header, *rows = kb("align", "West", "Russia", "--by", "depth", "--format", "csv").out.splitlines()
    assert header == "depth,adds,acts"
    assert len(rows) == 1


def test_groups_that_are_alike_are_still_a_table(kb, terminal):
    """What all groups have in common is not told above them, where it would be read as their sum."""
    shown = re.sub(r"\x1b\[\d*m", "", terminal("align", "West", "Russia", "--by", "outlet").out)
    assert re.search(r"^outlet +adds +acts\b", shown, re.M)


def test_a_trend_without_evidence_is_none(kb):
    """No numbers where nothing is known; and nobody has one toward itself."""
    answer = kb("trend", "Chile", "Peru")
    assert (answer.code, len(answer.out.splitlines())) == (0, 1)
    assert kb("trend", "China", "China").code == 2


def test_what_is_left_out_is_said(kb, terminal):
    """With the change that it makes."""
    found = told(kb, "West", "Russia", "--exclude", "narration")
    assert found["direction"] == 0
    assert found["change"] == pytest.approx(-told(kb, "West", "Russia")["direction"])
    shown = terminal("align", "West", "Russia", "--exclude", "narration")
    assert "With everything -0.40" in shown.out
    assert "(2 contributions less)" in " ".join(shown.out.split())


def test_the_other_weight_set(kb):
    """Goldstein's weights rate support lower."""
    assert 0 < told(kb, "China", "Russia", "--weights", "goldstein")["direction"] < 0.3


@pytest.mark.parametrize(("given", "fading"), [("1", 0.5), ("x0.5", 2 ** (-1 / 90)), ("180", 2 ** (-1 / 180))])
def test_the_half_life_can_be_chosen(kb, given, fading):
    """In days, or as a factor."""
    (act,) = told(kb, "China", "Russia", "--half-life", given)["contributions"]
    assert act["fades"] == pytest.approx(fading)


@pytest.mark.parametrize(("as_of", "count"), [("2024-12-30", 0), ("2024-12-31", 1), ("2100-01-01", 1)])
def test_as_of_a_day(kb, as_of, count):
    """What happened later does not count; what happened long before counts little."""
    found = told(kb, "China", "Russia", "--as-of", as_of)
    assert found["as_of"] == as_of
    assert len(found["contributions"]) == count


@pytest.mark.parametrize(("command", "day", "rows"), [
    (["trend", "China", "Russia"], "2024-12-30", 0),
    (["trend", "China", "Russia"], "2024-12-31", 1),
    (["trend", "China", "Russia"], "2025-01-01", 2),
    (["acts", "China", "Russia"], "2024-12-30", 0),
    (["acts", "China", "Russia"], "2024-12-31", 1),
])  # fmt: skip
def test_what_had_happened_by_a_day(kb, command, day, rows):
    """A trend ends on it, and acts that began later are not listed."""
    answer = kb(*command, "--as-of", day, "--format", "jsonl")
    assert answer.code == 0, answer.err
    assert len(answer.out.splitlines()) == rows


@pytest.mark.parametrize("option", ["--known-at", "--as-of", "--until"])
def test_a_day_that_is_yet_to_come_is_said_to_be_one(kb, option):
    """Whichever clock it is given to."""
    assert "2999-01-01 is yet to come" in kb("trend", "China", "Russia", option, "2999-01-01").err


def test_what_was_known_by_a_day(kb):
    """Before anything was recorded nothing was known."""
    assert told(kb, "China", "Russia", "--known-at", "2024-06-01")["contributions"] == []


def test_no_evidence_is_an_answer(kb, terminal):
    """Direction 0 with the widest interval, and the screen says so."""
    found = told(kb, "Chile", "Peru")
    assert (found["direction"], found["flags"]) == (0, ["thin"])
    shown = terminal("align", "Chile", "Peru")
    assert shown.code == 0
    assert shown.out.count("No evidence") == 2
    assert kb("align", "Chile").code == 0


def test_contributions_as_rows(kb):
    """For a spreadsheet."""
    header, *rows = kb("align", "West", "Russia", "--format", "csv").out.splitlines()
    assert header.startswith("value,date,event_type,speaker,")
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("Rusia", "China"), 'Did you mean "Russia"?'),
        (("Congo", "China"), "name one"),
        (("China", "PRC"), "name two actors"),
        (("China", "Russia", "--as-of", "2025-02-30"), "--as-of takes a day"),
        (("China", "Russia", "--known-at", "soon"), "--known-at takes a day"),
        (("China", "Russia", "--weights", "mine"), "plover or goldstein"),
        (("China", "Russia", "--half-life", "0"), "--half-life takes days"),
        (("China", "Russia", "--half-life", "x1000"), "--half-life takes days"),
        (("China", "Russia", "--half-life", "-3"), "--half-life takes days"),
        (("China", "Russia", "--exclude", "rumours"), "--exclude takes"),
        (("China", "Russia", "--exclude", "outlet=Nobody"), 'No outlet "Nobody"'),
        (("China", "Russia", "--from"), "leave out --from"),
        (("China", "--by", "issue"), "two actors"),
        (("China", "Russia", "--relative"), "leave out --relative"),
    ],
)
def test_what_makes_no_sense_is_refused(kb, args, complaint):
    """In one line, with exit code 2."""
    answer = kb("align", *args)
    assert answer.code == 2
    assert complaint in answer.err
    assert answer.out == ""


def test_acts_and_why_they_are_one(kb):
    """Four sentences of one message are one act, and the reason is told."""
    (_, act) = kb("acts", "China", "Russia").out.splitlines()
    assert act.split("\t")[5:8] == ["4", "1", "1"]
    header, first, *others = kb("acts", "China", "Russia", "--why").out.splitlines()
    why = header.split("\t").index("why")
    assert first.split("\t")[why] == ""
    assert {other.split("\t")[why] for other in others} == {"one act in one article"}


def test_acts_are_judged(kb, facts):
    """kb not-same-act parts what kb same-act joins; kb remove takes a judgement back."""
    acts = [f"act:{key}-xi-message" for key in ("2025-01-02-another", "2025-01-03-third")]
    assert kb("add", str(facts("2025-01-02-another")), str(facts("2025-01-03-third"))).code == 0
    assert len(kb("acts", "China").out.splitlines()) == 2
    judged = kb("not-same-act", *acts, "--by", "Jo")
    assert judged.code == 0, judged.err
    assert len(kb("acts", "China").out.splitlines()) == 3
    assert kb("remove", judged.out.split()[1]).code == 0
    assert len(kb("acts", "China").out.splitlines()) == 2
    assert "judged by" not in kb("acts", "China", "--why").out
    assert kb("same-act", *acts).code == 0
    assert kb("same-act", "act:x", "act:y").code == 2


def test_a_trend(kb, terminal):
    """A line for each month up to the newest article, with the act that moved it."""
    header, *rows = kb("trend", "China", "Russia").out.splitlines()
    columns = header.split("\t")
    told = [dict(zip(columns, row.split("\t"), strict=True)) for row in rows]
    assert [row["at"] for row in told] == ["2024-12-31", "2025-01-01"]
    assert "increasingly mature and stable" in told[0]["moved_by"]
    assert float(told[0]["direction"]) > float(told[1]["direction"])
    shown = terminal("trend", "China", "Russia", "--since", "2024-01-01", "--by", "quarter", env={"NO_COLOR": "1"})
    assert len([line for line in shown.out.splitlines() if "●" in line]) == 2


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--since", "2025-02-01"), "later than"),
        (("--since", "x"), "--since takes a day"),
        (("--until", "1"), "--until"),
    ],
)
def test_a_trend_between_days_that_make_no_sense(kb, args, complaint):
    """Reversed or malformed."""
    answer = kb("trend", "China", "Russia", *args)
    assert answer.code == 2
    assert complaint in answer.err


def test_a_trend_is_drawn(kb, tmp_path):
    """With who stands toward whom, the day and the act that moved it; the suffix tells the format."""
    assert kb("trend", "China", "Russia", "-o", "trend.svg").code == 0
    told = (tmp_path / "trend.svg").read_text("utf-8")
    assert ">China → Russia</text>" in told
    assert "As of 2025-01-01." in told
    assert "Xi Jinping, SUPPORT (+0.32): “increasingly mature and stable”" in told
    assert kb("trend", "China", "Russia", "-o", "TREND.PNG").code == 0
    assert (tmp_path / "TREND.PNG").read_bytes().startswith(b"\x89PNG")
    assert kb("trend", "China", "Russia", "--format", "svg").out == told


def test_without_evidence_nothing_is_drawn(kb, tmp_path):
    """That is said, and no file is made."""
    answer = kb("trend", "Chile", "Peru", "-o", "trend.svg")
    assert (answer.code, answer.out) == (0, "")
    assert "nothing is drawn" in answer.err
    assert not (tmp_path / "trend.svg").exists()


def test_an_svg_is_text_for_a_terminal_and_a_png_is_not(terminal):
    """The one is shown, the other refused with what to do, also where KB_FORMAT asks for it."""
    assert terminal("trend", "China", "Russia", "--format", "svg").out.startswith("<?xml")
    for args, env in ((("--format", "png"), {}), ((), {"KB_FORMAT": "png"})):
        refused = terminal("trend", "China", "Russia", *args, env=env)
        assert (refused.code, refused.out) == (2, "")
        assert "-o FILE.png" in refused.err


@pytest.mark.parametrize("command", [("align", "China", "Russia"), ("acts",), ("show", "China")])
def test_what_has_no_picture_says_which_formats_it_has(kb, tmp_path, command):
    """As for any other suffix that it does not know."""
    answer = kb(*command, "-o", "x.svg")
    assert answer.code == 2
    assert "Cannot tell the format from x.svg" in answer.err
    assert "png" not in answer.err


def newsroom(kb, tmp_path, *articles: str) -> None:
    """A store of made-up articles."""
    for number, text in enumerate(articles):
        path = tmp_path / f"article-{number}.ttl"
        path.write_text(text, "utf-8")
        answer = kb("add", str(path))
        assert answer.code == 0, answer.err


def test_what_is_reckoned_otherwise_says_so(kb):
    """In the heading of every screen, and in JSON; what is usual is not mentioned."""
    chosen = ("--weights", "goldstein", "--half-life", "x0.5", "--exclude", "hedged", "--format")
    told = kb("align", "China", "Russia", *chosen, "table").out.splitlines()[0]
    assert told == "China → Russia, as of 2025-01-01; weights goldstein; half-lives x0.5; without hedged"
    for command in (["align", "Russia"], ["trend", "China", "Russia"], ["deeds", "China", "Russia"]):
        assert (
            "; weights goldstein; half-lives x0.5; without hedged" in kb(*command, *chosen, "table").out.split("\n")[0]
        )
    assert "weights goldstein" in kb("blocs", *chosen, "text").out.splitlines()[0]
    assert ";" not in kb("align", "China", "Russia", "--format", "table").out.splitlines()[0]
    settings = json.loads(kb("align", "China", "Russia", *chosen, "json").out)["settings"]
    assert settings == {"known_at": None, "weights": "goldstein", "half_life": "x0.5", "exclude": ["hedged"]}


def test_no_evidence_is_zero_with_the_widest_interval(kb):
    """It says so, and that is no failure."""
    answer = kb("align", "Japan", "Brazil")
    assert answer.code == 0
    assert "0.00   95 % between -0.95 and +0.95   no evidence" in answer.out


def test_every_count_can_be_reckoned_from_what_is_printed(kb):
    """A report counts its confidence × evidentiality × office; an act is as sure as its best report of one origin."""
    (act,) = told(kb, "China", "Russia")["contributions"]
    rows = [json.loads(line) for line in kb("acts", "China", "Russia", "--why", "--format", "jsonl").out.splitlines()]
    manners = {"directQuote": 1.0, "paraphrase": 0.9, "narration": 0.8, "hedged": 0.6}
    for row in rows:
        assert row["counts"] == pytest.approx(row["confidence"] * manners[row["evidentiality"]])
    assert act["sure"] == pytest.approx(min(max(row["counts"] for row in rows), 0.95))
    days = (date.fromisoformat("2025-01-01") - date.fromisoformat(act["fades_from"])).days
    assert act["fades"] == pytest.approx(2 ** (-days / act["half_life"]))


def test_a_treaty_in_force_is_pointed_to(kb, tmp_path):
    """Since it does not count here."""
    newsroom(kb, tmp_path, article("pact", treaty("1", "RUS PRK", "defence", "The pact of two neighbours")))
    answer = kb("align", "Russia", "North Korea")
    assert 'A treaty is in force between them and weighed apart: kb deeds "Russia" "North Korea"' in answer.err
    assert "no evidence" in answer.out


def test_acts_that_do_not_count_are_not_listed(kb, tmp_path):
    """Requests weigh nothing, and protests are left out."""
    newsroom(kb, tmp_path, article("day", *(
        stance(name, "DEU", event, "RUS", f"Germany {name}")
        for name, event in (("asks", "REQUEST"), ("marches", "PROTEST"), ("accuses", "ACCUSE"))
    )))  # fmt: skip
    rows = [json.loads(line) for line in kb("acts", "Germany", "Russia", "--format", "jsonl").out.splitlines()]
    assert [row["types"] for row in rows] == ["ACCUSE"]


def test_what_lasts_and_is_told_again_moves_a_trend(kb, tmp_path):
    """It is in force anew, and the trend says why it moved."""
    lasting = stance("1", "USA", "SANCTION", "IRN", "The United States cuts Iran off from its banks")
    again = article("later", lasting.replace("DAY", "2023-01-10"), day="2025-01-10")
    newsroom(kb, tmp_path, article("first", lasting, day="2023-01-10"), again)
    rows = [json.loads(line) for line in kb("trend", "USA", "Iran", "--format", "jsonl").out.splitlines()]
    moved = {row["at"][:7]: row["moved_by"] for row in rows if row["moved_by"]}
    assert list(moved) == ["2023-01", "2025-01"]
    assert moved["2025-01"].startswith("told again: SANCTION")


def test_a_leader_is_no_actor(kb):
    """But it is said who that is."""
    answer = kb("align", "Xi Jinping", "Russia")
    assert (answer.code, answer.err) == (2, 'No actor "Xi Jinping". It is a leader: kb show "Xi Jinping" tells more.\n')


def test_a_day_to_come_is_reckoned_and_said_to_be_one(kb):
    """What is known has faded by then."""
    answer = kb("align", "China", "Russia", "--as-of", "2990-01-01")
    assert (answer.code, "2990-01-01 is yet to come" in answer.err) == (0, True)
    assert "yet to come" not in kb("align", "China", "Russia", "--as-of", "2025-06-01").err
    assert kb("align", "China", "Russia", "--as-of", "yesterday!").code == 2


def test_nobody_has_an_empty_name(kb):
    """It does not stand for everyone."""
    assert kb("acts", "").code == 2
