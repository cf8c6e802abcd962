"""Everything on one thing: the sections of a dossier and what stands in them."""

from collections.abc import Iterator

import pytest

import kb
from kb.dossier import Dossier, gathered
from kb.knowledge import KnowledgeBase
from kb.terms import shown

ARTICLE = "article:2025-01-01-new-year-messages"
STANCE = "stance:2025-01-01-new-year-messages-09"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The built-in data."""
    with kb.open(tmp_path_factory.mktemp("none") / "store") as opened:
        yield opened


def rows(dossier: Dossier, title: str) -> list[dict[str, str]]:
    """The rows of a section, as people read them."""
    (section,) = (section for section in dossier.sections if section.title == title)
    return [dict(zip(section.answer.columns, map(shown, row), strict=True)) for row in section.answer.rows]


def test_the_offices_that_an_article_names_are_those_of_its_day(base: KnowledgeBase) -> None:
    """Trump is told as the president-elect that he was; another day can be asked for."""
    posts = {row["leader_name"]: row["post_name"] for row in rows(gathered(base, ARTICLE), "Offices it names")}
    assert len(posts) == 5
    assert posts["Donald Trump"] == "President-elect of the United States"
    later = rows(gathered(base, ARTICLE, on="2025-06-01"), "Offices it names")
    assert {row["leader_name"] for row in later} == posts.keys() - {"Donald Trump"}
    assert rows(gathered(base, ARTICLE, on="1900-01-01"), "Offices it names") == []


def test_memberships_are_those_of_the_day(base: KnowledgeBase) -> None:
    """In 2019 the United Kingdom was a member of the European Union, and what shows more rows asks for that day too."""
    dossier = gathered(base, "UK", on="2019-01-01")
    assert [row["status"] for row in rows(dossier, "Belongs to") if row["organization"] == "European Union"] == [
        "full member"
    ]
    commands = {section.title: section.command for section in dossier.sections}
    assert commands["Belongs to"] == "kb query memberships --of id:GBR --on 2019-01-01"
    assert commands["Offices"] == "kb query offices --of id:GBR --on 2019-01-01"


@pytest.mark.parametrize("name", ["et:REJECT", "cameo:17", "id:event-types", STANCE, "post:CHN-president"])
def test_a_value_is_told_once(base: KnowledgeBase, name: str) -> None:
    """However many names it has."""
    told = [(row["property"], row["value"]) for row in rows(gathered(base, name), "Properties")]
    assert told
    assert len(told) == len(set(told))


def test_a_stance_tells_where_its_evidence_stands(base: KnowledgeBase) -> None:
    """The span is given in code points."""
    labels = {row["property"]: row["label"] for row in rows(gathered(base, STANCE), "Properties")}
    assert labels["kb:evidence"] == "1160–1190"


@pytest.mark.parametrize("name", ["wd:Q159", "http://www.wikidata.org/entity/Q159", "id:RUS", "Russia"])
def test_a_thing_is_found_by_what_is_the_same(base: KnowledgeBase, name: str) -> None:
    """The item of Wikidata leads to the state, also as the value of an option."""
    assert gathered(base, name).heading == "Russia (RUS)"
    assert base.query("supporters", of=name).rows == base.query("supporters", of="RUS").rows


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Nigeria", ['name "Nigeria"@en']),
        ("hamas", ['code "HAMAS"', 'name "Hamas"@en']),
        ("Kosovo", ['demonym "Kosovo"@en', 'name "Kosovo"@en']),
        ("Rusia", ['name "Rusia"@es']),
    ],
)
def test_a_name_leads_to_a_thing_once_in_each_way(base: KnowledgeBase, name: str, ways: list[str]) -> None:
    """A name that languages share is the English one; one that is foreign keeps its language."""
    answer = base.query("who", name=name)
    found = [f"{shown(way)} {term}" for way, term in zip(answer.column("by"), answer.column("matched"), strict=True)]
    assert found == ways
