"""Pictures: what is drawn, that it is the same each time, and that no name does harm in it."""

import re
import struct
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations, pairwise
from math import hypot
from typing import NamedTuple
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from kb import overview, pictures
from kb.acts import Act
from kb.alignment import Alignment, Contribution, Kind
from kb.errors import KbError
from kb.pictures import line, ring, sheet
from kb.reports import Report
from kb.standing import Standing
from kb.trend import Point, turning

SVG = "{http://www.w3.org/2000/svg}"
DAY = "2025-01-01"
HOSTILE = (
    "$x^2$ \\frac{a}", "<script>alert(1)</script>", "\x1b[31mred\nnext", "\u202eevil", "a & \"b\" 'c'", "]]>",
    "\x00\ufffe\uffff\ud800", "x" * 200, "中华人民共和国", "الجمهورية", "Российская Федерация", "🇺🇳",
)  # fmt: skip
TWO_CAMPS = {
    ("A", "B"): (4.0, 0.0), ("B", "A"): (1.0, 0.0), ("C", "D"): (3.0, 0.0), ("A", "C"): (0.0, 6.0),
    ("B", "D"): (1.0, 2.0), ("D", "A"): (2.0, 2.0),
}  # fmt: skip
"""A and B stand with each other, as C and D do; B → A is thin, B → D and D → A are contested, D → A is exactly 0."""


class Text(NamedTuple):
    """A text of an SVG and where it is anchored, in points."""

    words: str
    x: float
    y: float


def root(picture: bytes) -> ElementTree.Element:
    """An SVG, read."""
    return ElementTree.fromstring(picture)


def texts(picture: bytes) -> list[Text]:
    """The texts of an SVG, in order."""
    found = []
    for element in root(picture).iter(f"{SVG}text"):
        at = re.search(r"rotate\(\S+ (\S+) (\S+)\)|translate\((\S+) (\S+)\)", element.get("transform", ""))
        assert at
        x, y = (float(number) for number in at.groups() if number)
        found.append(Text("".join(element.itertext()), x, y))
    return found


def words(picture: bytes) -> list[str]:
    """What an SVG says."""
    return [text.words for text in texts(picture)]


def groups(picture: bytes, name: str) -> list[ElementTree.Element]:
    """The parts of an SVG that are called so, or so and a number."""
    return [each for each in root(picture).iter(f"{SVG}g") if re.fullmatch(rf"{name}(-\d+)?", each.get("id", ""))]


def size(picture: bytes) -> tuple[int, int]:
    """The pixels of a PNG."""
    assert picture.startswith(b"\x89PNG")
    return struct.unpack(">II", picture[16:24])


@pytest.fixture
def world(standings) -> list[Standing]:
    """Four actors in two camps."""
    return standings(TWO_CAMPS)


def ring_of(told: list[Standing], form: str = "svg") -> bytes:
    """The picture of the camps of some standings."""
    return pictures.camps(form, overview.camps(told), told, DAY)


def crowd(standings, count: int) -> list[Standing]:
    """Two camps of many actors, everyone with a stance toward everyone, some of them against their camp."""
    names = [f"S{n:02}" for n in range(count)]
    told = {
        (one, other): (1.0 + n % 5, 0.4)
        if (n % 7 == 0) ^ (int(one[1:]) % 2 == int(other[1:]) % 2)
        else (0.4, 1.0 + n % 5)
        for n, (one, other) in enumerate(combinations(names, 2))
    }
    return standings(told)


def moved(key: str, value: float, day: date) -> Contribution:
    """What an act of a day adds."""
    report = Report(
        f"stance:{key}", "id:A", "id:B", "SUPPORT", "asserted", "narration", 1, "actorNamed", day, day, day,
        f"act:{key}", "outlet:o", "article:a", f"Says {key}", 0, 1,
    )  # fmt: skip
    return Contribution(value, Act((report,)), report, Kind(0.5, 0, 180), 1, frozenset(), 1)


def months(sides: list[Alignment]) -> list[Point]:
    """A month each from January 2020 on, moved by an act on its first day."""
    found = []
    for n, known in enumerate(sides):
        begins = date(2020 + n // 12, n % 12 + 1, 1)
        ends = date(2020 + (n + 1) // 12, (n + 1) % 12 + 1, 1) - timedelta(1)
        found.append(Point(begins, ends, known._replace(contributions=(moved(str(n), 0.1 + n % 7 / 10, begins),))))
    return found


def drawn(told: list[Point], form: str = "svg", title: str = "A → B") -> bytes:
    """The picture of a trend."""
    return pictures.trend(form, told, title, "month", {})


# ── Every picture ────────────────────────────────────────────────────────────────────────────────────────────────────


def everything(told: list[Standing], known: Alignment, form: str = "svg", title: str = "A → B") -> Iterator[bytes]:
    """A picture of each kind."""
    yield drawn(months([known] * 3), form, title)
    yield pictures.matrix(form, told, DAY)
    yield ring_of(told, form)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_values_give_the_same_bytes(world, alignment, form):
    """Without a date, a version or a random name."""
    one, other = (list(everything(world, alignment(3, 1), form)) for _ in range(2))
    assert one == other
    for picture in one:
        assert matplotlib.__version__.encode() not in picture
        assert date.today().isoformat().encode() not in picture


def test_every_picture_says_its_day_and_what_its_marks_mean(world, alignment):
    """Thin and contested, on each."""
    for picture in everything(world, alignment(3, 1)):
        said = words(picture)
        assert any("As of 20" in each for each in said)
        assert any("under 2" in each for each in said)
        assert any("contested: more than a quarter" in each for each in said)


def test_an_svg_tells_those_who_cannot_see_it(world, alignment):
    """Title and description, which its root refers to; no name of a part is given twice."""
    for picture in everything(world, alignment(3, 1)):
        tree = root(picture)
        assert (tree.get("role"), tree.get("aria-labelledby")) == ("img", "title desc")
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        told = {each.get("id"): each.text for each in tree if each.get("id") in ("title", "desc")}
        assert all(told.values())
        assert re.search("[Aa]s of 20", told["desc"] or "")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_hostile_names_are_drawn_as_they_stand(standings, alignment, form):
    """Without a warning, which would fail the test; not obeyed, and not left out."""
    labels = {f"C{n:02}": name for n, name in enumerate(HOSTILE)}
    told = standings({(a, b): (2.0, 1.0) for a in labels for b in labels if a != b}, labels)
    for picture in everything(told, alignment(3, 1), form, " → ".join(HOSTILE)):
        if form == "svg":
            tags = {each.tag.removeprefix(SVG) for each in root(picture).iter()}
            assert "script" not in tags
            said = " ".join(words(picture))
            assert "$x^2$" in said
            assert "<script>alert(1)</script>" in said
            assert "␛[31mred next" in said
            assert "⟨U+202E⟩evil" in said
            assert "中华人民共和国" in said
        else:
            assert min(size(picture)) > 300


def test_long_names_are_shortened(standings):
    """A picture is not made as wide as one of them."""
    plain, long = (standings({("A", "B"): (2, 0)}, {"A": name}) for name in ("A" * 28, "A" * 500))
    assert size(pictures.matrix("png", long, DAY))[0] < 1.05 * size(pictures.matrix("png", plain, DAY))[0]


def test_the_readers_own_style_neither_counts_nor_is_changed(world, alignment):
    """A notebook that draws in its own style goes on in it."""
    before = list(everything(world, alignment(3, 1)))
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        mine = dict(matplotlib.rcParams)
        assert list(everything(world, alignment(3, 1))) == before
        assert dict(matplotlib.rcParams) == mine


def test_without_the_extra_there_is_advice(monkeypatch):
    """In one line."""
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(KbError, match=r"pip install 'alignment-kb\[pictures\]'"):
        sheet.must_be_possible()


def test_the_colours_can_be_told_apart_by_every_eye():
    """Lightness falls from zero to both ends, and blue, which all but a few see, parts the two sides."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(to_rgb, sheet.DIVERGING)]
    middle = len(light) // 2
    assert all(one < other for one, other in pairwise(light[: middle + 1]))
    assert all(one > other for one, other in pairwise(light[middle:]))
    blue = [to_rgb(color)[2] - to_rgb(color)[0] for color in sheet.DIVERGING]
    assert max(blue[:middle]) < -0.2
    assert min(blue[middle + 1 :]) > 0.2
    assert min(to_rgb(sheet.DIVERGING[middle])) < 0.9


# ── The matrix ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Cell(NamedTuple):
    """A cell as it is drawn, in points."""

    x: float
    y: float
    side: float
    color: str


def cells(picture: bytes) -> list[Cell]:
    """The cells of a matrix, in the order of its dyads."""
    (group,) = groups(picture, "cells")
    found = []
    for path in group.iter(f"{SVG}path"):
        points = [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path.get("d", ""))]
        xs, ys = zip(*points, strict=True)
        fill = re.search("fill: (#[0-9a-f]{6})", path.get("style", ""))
        assert fill
        found.append(Cell((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(xs) - min(xs), fill[1]))
    return found


def named(picture: bytes, label: str) -> tuple[Text, Text]:
    """The two places where an actor is named: the column on top is the higher one, and its row."""
    one, other = (text for text in texts(picture) if text.words == label)
    return (one, other) if one.y < other.y else (other, one)


def test_a_cell_stands_in_its_holders_row_and_its_targets_column(world):
    """In the order of camps, with a colour that tells the direction."""
    picture = pictures.matrix("svg", world, DAY)
    drawn = cells(picture)
    assert len(drawn) == len(world)
    for one, cell in zip(world, drawn, strict=True):
        column, row = named(picture, one.target.label)[0], named(picture, one.holder.label)[1]
        assert abs(column.x - cell.x) < 8
        assert abs(row.y - cell.y) < 8
        r, _, b = to_rgb(cell.color)
        assert (b > r) == (one.alignment.direction > 0)


def test_thin_cells_are_small_and_contested_ones_have_a_dot(world):
    """So that a flag shows where no number fits."""
    picture = pictures.matrix("svg", world, DAY)
    by_flag = {"thin" in one.alignment.flags: cell.side for one, cell in zip(world, cells(picture), strict=True)}
    assert by_flag[True] < 0.75 * by_flag[False]
    (dots,) = groups(picture, "contested")
    assert len(list(dots.iter(f"{SVG}use"))) == sum("contested" in one.alignment.flags for one in world) == 2


def test_no_evidence_is_not_zero(world):
    """In the pixels: zero has the colour of sand, what is not known that of the paper."""
    plan, picture = pictures.matrix("svg", world, DAY), Image.open(BytesIO(pictures.matrix("png", world, DAY)))
    scale = sheet.DPI / 72
    at = {(one.holder.code, one.target.code): cell for one, cell in zip(world, cells(plan), strict=True)}

    def pixel(x: float, y: float) -> tuple[float, ...]:
        return tuple(part / 255 for part in picture.convert("RGB").getpixel((round(x * scale), round(y * scale))))

    for cell in at.values():  # beside the number in the middle
        assert pixel(cell.x, cell.y + cell.side * 0.35) == pytest.approx(to_rgb(cell.color), abs=0.02)
    assert at["D", "A"].color == sheet.DIVERGING[len(sheet.DIVERGING) // 2]
    empty = pixel(at["A", "B"].x, at["D", "A"].y + 8)  # D has no stance toward B
    assert empty == (1, 1, 1)


def test_numbers_stand_in_cells_that_have_room(standings, world):
    """Rounded, with a sign, and 0 without one; a large matrix has none."""
    assert {"+0.67", "0.00", "−0.75"} <= set(words(pictures.matrix("svg", world, DAY)))
    assert not [
        each for each in words(pictures.matrix("svg", crowd(standings, 30), DAY)) if re.fullmatch("[+−]0.\\d\\d", each)
    ]


@pytest.mark.parametrize("count", [6, 60])
def test_names_of_a_matrix_do_not_touch(standings, count):
    """From row to row there is more room than a letter is high; and no picture is larger than a poster."""
    told = crowd(standings, count)
    picture = pictures.matrix("svg", told, DAY)
    rows = sorted(named(picture, f"the S{n:02}")[1].y for n in range(count))
    style = next(each.get("style", "") for each in root(picture).iter(f"{SVG}text") if each.text == "the S00")
    letters = float(re.search(r"font-size: ([\d.]+)px", style)[1])  # type: ignore[index]
    assert min(other - one for one, other in pairwise(rows)) > letters > 5
    assert max(size(pictures.matrix("png", told, DAY))) < 4_000


# ── The camps ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_camps_face_each_other(world):
    """One to the left, one to the right, each actor with how surely it is there."""
    places = {text.words.split("  ")[0]: text.x for text in texts(ring_of(world)) if re.match("the [A-D] ", text.words)}
    assert set(places) == {"the A", "the B", "the C", "the D"}
    middle = sum(places.values()) / 4
    assert {name for name, x in places.items() if x < middle} in ({"the A", "the B"}, {"the C", "the D"})
    assert all(re.search(r"  \d+%$", each) for each in words(ring_of(world)) if re.match("the [A-D] ", each))


def test_frustrated_edges_are_dashed(standings):
    """A friend in the other camp; the strongest edges are the widest."""
    told = standings({("A", "B"): (6, 0), ("B", "C"): (0, 6), ("A", "C"): (1, 0.2), ("D", "A"): (0, 0.5)})
    picture = ring_of(told)
    (frustrated,) = groups(picture, "frustrated")
    assert "stroke-dasharray" in frustrated[0].get("style", "")
    edges = [each[0].get("style", "") for each in groups(picture, "edge")]
    assert len(edges) == 3
    assert not any("stroke-dasharray" in style for style in edges)
    widths = [float(re.search(r"stroke-width: ([\d.]+)", style)[1]) for style in edges]  # type: ignore[index]
    assert max(widths) > 1.5 * min(widths)
    assert {sheet.WITH in style for style in edges} == {True, False}


def test_of_many_edges_the_strongest_are_drawn_and_the_picture_says_so(standings):
    """With sixty actors there are 1,770 pairs."""
    told = crowd(standings, 60)
    picture = ring_of(told)
    assert len(groups(picture, "edge")) + len(groups(picture, "frustrated")) == ring.MOST
    assert f"Drawn are the {ring.MOST} strongest of 1,770 pairs." in " ".join(words(picture))
    assert "Drawn are" not in " ".join(words(ring_of(crowd(standings, 6))))


@pytest.mark.parametrize("count", [6, 14, 20, 60, 150])
def test_names_on_the_ring_do_not_touch(standings, count):
    """Each begins farther from the next than a letter is high: across where it is level, along the rim where not."""
    told = standings(
        {(f"S{n:03}", f"S{n + 1:03}"): (3.0, 0.0) for n in range(count - 1)} | {("S000", "S002"): (0.0, 3.0)}
    )
    found = [text for text in texts(ring_of(told)) if re.match("the S", text.words)]
    assert len(found) == count
    gaps = [hypot(one.x - other.x, one.y - other.y) for one, other in combinations(found, 2)]
    assert min(gaps) > 9
    if count <= 20:
        middle = sum(text.x for text in found) / count
        for side in (True, False):
            level = sorted(text.y for text in found if (text.x < middle) is side)
            assert min(other - one for one, other in pairwise(level)) > 9


def test_groups_that_nothing_joins_are_all_drawn(standings):
    """Each with its camps; those of small groups share a colour."""
    told = standings({(f"A{n}", f"B{n}"): (2.0, 0.0) for n in range(8)})
    picture = ring_of(told)
    assert len(groups(picture, "edge")) == 8
    assert {"camp 1a", "camp 6a", "a smaller group"} <= set(words(picture))


# ── The trend ────────────────────────────────────────────────────────────────────────────────────────────────────────


def marks(picture: bytes, *flags: str) -> int:
    """How many points there are with exactly these flags."""
    found = [each for each in root(picture).iter(f"{SVG}g") if each.get("id") == "-".join(("points", *flags))]
    return sum(len(list(each.iter(f"{SVG}use"))) for each in found)


def test_every_point_is_drawn_with_its_flags(alignment):
    """Thin ones lighter, over a band that is their interval."""
    known = [alignment(1, 0), alignment(5, 0), alignment(5, 4), alignment(0.5, 0.5), alignment(6, 0)]
    picture = drawn(months(known))
    assert (marks(picture), marks(picture, "thin"), marks(picture, "contested")) == (2, 1, 1)
    assert marks(picture, "thin", "contested") == 1
    assert len(groups(picture, "interval")) == 1
    assert {"−1", "−0.5", "0", "+0.5", "+1"} <= set(words(picture))
    assert "Direction at the end of each month, 2020-01-31 to 2020-05-31, with its 95 % interval." in words(picture)


def test_where_it_turned_is_marked(alignment):
    """Up, down and up again: two turning points."""
    picture = drawn(months([alignment(*sides) for sides in ((1, 0), (6, 0), (1, 4), (0, 6), (5, 2), (8, 1))]))
    assert words(picture).count("▼") == 1
    assert words(picture).count("▲") == 1


@pytest.mark.parametrize("count", [1, 2, 12, 200])
def test_the_acts_that_moved_it_most_are_pointed_out(alignment, count):
    """A few, the largest, in the order of time, and no number so near to another that they touch."""
    told = months([alignment(3, 1)] * count)
    picture = drawn(told)
    numbers = sorted((text for text in texts(picture) if re.fullmatch(r"[1-9]", text.words)), key=lambda text: text.x)
    assert [text.words for text in numbers] == [str(n) for n in range(1, min(count, line.MOST) + 1)]
    assert all(other.x - one.x > 14 for one, other in pairwise(numbers))
    keys = [each for each in words(picture) if re.match(r"[1-9]  20", each)]
    assert len(keys) == len(numbers)
    if count > 6:
        assert "(+0.70): Says 6" in " ".join(keys)


def test_every_act_at_a_turn_is_pointed_out(alignment):
    """Up to there and back from it, however many turns there are; numbers of neighbours share a place."""
    told = months([alignment(*((9, 1) if n % 12 < 6 else (1, 9))) for n in range(60)])
    turns = turning(told)
    assert len(turns) > line.MOST
    picture = drawn(told)
    keys = {each.split(": Says ")[1] for each in words(picture) if ": Says " in each}
    assert keys >= {str(n + after) for n in turns for after in (0, 1)}
    assert sum(bool(re.fullmatch(r"\d+, \d+", each)) for each in words(picture)) == len(turns)


def test_a_turn_on_the_last_day_shares_its_place(alignment):
    """A month that has only begun ends a day after the one before it."""
    *rest, last = months([alignment(*sides) for sides in ((4, 1), (3, 1), (9, 0), (2, 2))])
    picture = drawn([*rest, last._replace(at=last.begins)])
    assert "3, 4" in words(picture)
    assert sum(": Says " in each for each in words(picture)) == 4


def test_the_first_and_the_last_day_of_the_calendar_can_be_drawn(alignment):
    """Nothing is looked for before or after them."""
    days = (date.min, date(2000, 1, 1), date.max)
    assert marks(drawn([Point(day, day, alignment(3, 0)) for day in days])) == 3


def test_a_trend_of_a_hundred_years_is_drawn(alignment):
    """A month each."""
    assert marks(drawn(months([alignment(3, 1)] * 1_200))) == 1_200


def test_a_title_may_be_long(alignment):
    """It is wrapped, and the picture stays as wide as it is."""
    short, long = (size(drawn(months([alignment(3, 1)] * 3), "png", title))[0] for title in ("A → B", "A " * 150))
    assert long < 1.15 * short
