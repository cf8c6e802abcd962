"""The offices of `ontology/leaders.ttl`, held against the Factbook, REIGN and the news items their facts come from.

Where nobody holds an office, or a date differs from its source, the case stands in one of the tables below with its
reason. A case that no longer holds fails as well, so that the tables stay as short as the truth allows.
"""

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from rdflib import DCTERMS, ORG, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

import kb
from kb.terms import shown

KB = Namespace("https://w3id.org/alignment-kb/ns#")
ID = Namespace("https://w3id.org/alignment-kb/id/")
LEADER = Namespace(ID + "leader/")
POST = Namespace(ID + "post/")
SOURCE = Namespace(ID + "source/")
TENURE = Namespace(ID + "tenure/")
ONTOLOGY = Path(__file__).parent.parent / "ontology"

END_OF_2024 = "2024-12-31"
NEWEST = "2026-05-17"
LAST_TEXT = "2026-01-22"
OTHER_SOURCES = ("press-reports", "us-constitution", "wikipedia-current-events")

NOBODY_IN_OFFICE = {
    ("HTI", KB.headOfState, END_OF_2024): "the presidency is vacant; a council held its powers",
    ("HTI", KB.headOfState, NEWEST): "the presidency is vacant; the prime minister holds its powers",
    ("LBN", KB.headOfState, END_OF_2024): "vacant from the end of October 2022 to 9 January 2025",
    ("MDG", KB.headOfGovernment, NEWEST): "dismissed on 9 March 2026; no source at hand names the successor",
    ("MNG", KB.headOfGovernment, NEWEST): "resigned on 27 March 2026; no source at hand names the successor",
    ("SMR", KB.headOfState, NEWEST): "the captains regent change on 1 April; no source at hand names those of 2026",
    (
        "SYR",
        KB.headOfState,
        END_OF_2024,
    ): "the old president was overthrown on 8 December 2024, the new one named on 29 January 2025",
}
SINCE_DIFFERS = {
    "MHL-president-hilda-heine-2024": "the Factbook prints 2023, yet names the predecessor until the end of that year",
    "MMR-state-administration-council-chairman-min-aung-hlaing-2021": "the lists give the coup, or the day on which he "
    "became prime minister",
    "QAT-foreign-minister-mohammed-bin-abdulrahman-al-thani-2016": "the Factbook gives the day on which he became "
    "prime minister",
    "ROU-prime-minister-ilie-bolojan-2025": "the Factbook prints 2005, yet names the predecessors until May 2025",
    "SYR-president-ahmed-al-sharaa-2025": "the Factbook names him without a date; the date is from the press",
}
NAME_LOST = {
    "NIU-prime-minister-dalton-tagelagi-2020": "the crawl kept only the remark that follows the name",
}
NOT_SHOUTED = {"DRC", "KP", "MBS", "MBZ", "NATO", "UAE", "UN", "US"}
TITLES = {"bin", "duke", "emperor", "grand", "king", "lord", "pope", "prince", "sheikh", "sultan"}
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


@dataclass(frozen=True)
class Tenure:
    """One tenure with what its post and its leader say; a day that is not known is empty."""

    name: str
    leader: URIRef
    post: URIRef
    since: str
    until: str
    seen: str
    status: URIRef
    sources: frozenset[Node]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(ONTOLOGY / "leaders.ttl", format="turtle")


@pytest.fixture(scope="module")
def states() -> Graph:
    return Graph().parse(ONTOLOGY / "states.ttl", format="turtle")


@pytest.fixture(scope="module")
def tenures(graph: Graph) -> list[Tenure]:
    return [read_tenure(graph, tenure) for tenure in subjects(graph, KB.Tenure)]


def subjects(graph: Graph, kind: URIRef) -> Iterator[URIRef]:
    for subject in graph.subjects(RDF.type, kind):
        assert isinstance(subject, URIRef)
        yield subject


def read_tenure(graph: Graph, tenure: URIRef) -> Tenure:
    leader, post = graph.value(tenure, ORG.member), graph.value(tenure, KB.post)
    status = graph.value(tenure, KB.tenureStatus)
    assert isinstance(leader, URIRef), tenure
    assert isinstance(post, URIRef), tenure
    assert isinstance(status, URIRef), tenure
    return Tenure(
        name=tenure.removeprefix(TENURE),
        leader=leader,
        post=post,
        since=str(graph.value(tenure, KB.validFrom) or ""),
        until=str(graph.value(tenure, KB.validUntil) or ""),
        seen=str(graph.value(tenure, KB.seenUntil) or ""),
        status=status,
        sources=frozenset(graph.objects(tenure, DCTERMS.source)),
    )


def last_day(tenure: Tenure, tenures: list[Tenure]) -> str:
    """The end that a source gives; else the successor's first day, else the last on which the holder was named."""
    if tenure.until or tenure.status != KB.ended:
        return tenure.until
    later = [other.since for other in tenures if other.post == tenure.post and other.since > tenure.since]
    return min(later, default=tenure.seen)


def in_office(tenures: list[Tenure], post: URIRef, day: str) -> set[URIRef]:
    held = (tenure for tenure in tenures if tenure.post == post and tenure.since and tenure.since <= day)
    return {tenure.leader for tenure in held if day <= (last_day(tenure, tenures) or day)}


def state_of(name: str) -> str:
    return name.split("-")[0]


def labels(graph: Graph, subject: URIRef) -> set[str]:
    found = {str(text) for kind in LABELS for text in graph.objects(subject, kind)}
    assert found, f"{subject} has no label"
    return found


def words(text: str) -> set[str]:
    """The words of three letters or more, without diacritics, so that spellings of one name share some."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return set(re.findall(r"[a-z]{3,}", plain.casefold().replace("ø", "o").replace("ʻ", "").replace("'", "")))


def names_of(graph: Graph, leader: URIRef) -> set[str]:
    return {word for label in labels(graph, leader) for word in words(label)} - TITLES


def day_of(text: str) -> str:
    """A date of the Factbook ("8 September 2022", "5 Sep 2025") as ISO 8601; empty where it is less than a day."""
    found = re.search(r"\d+ [A-Z][a-z]+ \d{4}", text)
    if not found:
        return ""
    day, month, year = found.group().split()
    return datetime.strptime(f"{day} {month[:3]} {year}", "%d %b %Y").date().isoformat()


def table(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def factbook_days(shared: Path) -> dict[str, list[tuple[set[str], str]]]:
    """Per state the words of each row that names a holder, and its since-date."""
    days: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
    for row in table(shared / "data/factbook/leaders_timeline_2014-2026.csv"):
        days[row["iso3"]].append((words(row["title_and_name"]), day_of(row["since"])))
    for row in table(shared / "data/factbook/leaders_parsed.csv"):
        for date in re.findall(r"\d+ [A-Z][a-z]+ \d{4}", row["raw"]):
            days[row["iso3"]].append((words(row["raw"]), day_of(date)))
    return days


@pytest.fixture(scope="module")
def reign_days(shared: Path, states: Graph) -> dict[str, list[tuple[set[str], str]]]:
    code = {str(number): str(states.value(state, KB.code)) for state, number in states.subject_objects(KB.cowCode)}
    days: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
    for row in table(shared / "data/leaders/REIGN_leaderlist_2021_3.csv", "latin-1"):
        day = f"{int(row['syear'])}-{int(row['smonth']):02}-{int(row['sdate']):02}"
        days[code.get(row["ccode"], "")].append((words(row["leader"]), day))
    return days


@pytest.fixture(scope="module")
def news(shared: Path) -> dict[str, list[str]]:
    """The texts of each day."""
    texts: dict[str, list[str]] = defaultdict(list)
    with (shared / "data/news/wce_2025-09_2026-03.jsonl").open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            texts[item["date"]].append(item["text"])
    return texts


@pytest.mark.parametrize("day", [END_OF_2024, NEWEST])
@pytest.mark.parametrize("kind", [KB.headOfState, KB.headOfGovernment], ids=["state", "government"])
def test_every_state_has_its_heads(graph: Graph, states: Graph, tenures: list[Tenure], kind: URIRef, day: str) -> None:
    """Members and observers of the UN, Kosovo and Taiwan have a head of state and of government on both days."""
    in_the_un = {state for status in (KB.unMember, KB.unObserver) for state in states.subjects(KB.unStatus, status)}
    assert len(in_the_un) == 195
    vacant = set()
    for state in {*in_the_un, ID.XKX, ID.TWN}:
        posts = [post for post in graph.subjects(KB.represents, state) if (post, KB.officeKind, kind) in graph]
        if not any(in_office(tenures, post, day) for post in posts if isinstance(post, URIRef)):
            vacant.add(str(states.value(state, KB.code)))
    assert vacant == {state for state, office, date in NOBODY_IN_OFFICE if (office, date) == (kind, day)}


def test_every_tenure_refers_to_a_post_and_a_leader_of_this_file(graph: Graph, tenures: list[Tenure]) -> None:
    """A tenure's post and leader exist, and no post and no leader stands there without a tenure."""
    assert {tenure.post for tenure in tenures} == set(subjects(graph, ORG.Post))
    assert {tenure.leader for tenure in tenures} == set(subjects(graph, KB.Leader))


def test_every_post_belongs_to_an_actor(graph: Graph, states: Graph) -> None:
    """A post is of a known state, organisation or body, and represents it unless its holder is yet to take office."""
    organizations = Graph().parse(ONTOLOGY / "organizations.ttl", format="turtle")
    actors = {*states.subjects(KB.code), *organizations.subjects(KB.code)}
    for post in subjects(graph, ORG.Post):
        owner, kinds = graph.value(post, ORG.postIn), set(graph.objects(post, KB.officeKind))
        assert owner in actors, post
        assert kinds, post
        assert graph.value(post, KB.represents) == (None if KB.electedNotInOffice in kinds else owner), post


def test_names_of_tenures_tell_post_leader_and_year(tenures: list[Tenure]) -> None:
    """The local name is made of the post's, the leader's, and the year in which the tenure began, if known."""
    for tenure in tenures:
        parts = [tenure.post.removeprefix(POST), tenure.leader.removeprefix(LEADER), tenure.since[:4]]
        assert tenure.name == "-".join(part for part in parts if part)


def test_local_names_are_unique_and_plain() -> None:
    """No subject has two blocks, and every local name is ASCII."""
    text = (ONTOLOGY / "leaders.ttl").read_text(encoding="utf-8")
    blocks = re.findall(r"^(\S+) a ", text, re.MULTILINE)
    assert [name for name, count in Counter(blocks).items() if count > 1] == []
    assert [name for name in blocks if not re.fullmatch(r"\w+:[A-Za-z0-9-]+", name, re.ASCII)] == []


def test_blocks_are_in_order() -> None:
    """Posts follow the code of their state; leaders are sorted by local name."""
    text = (ONTOLOGY / "leaders.ttl").read_text(encoding="utf-8")
    ruled = re.compile(r"^# ── (?:Posts and tenures: organisations|Leaders) ─+$", re.MULTILINE)
    offices, organizations, leaders = ruled.split(text)
    for section in (offices, organizations):
        codes = re.findall(r"^post:([A-Z]+)-", section, re.MULTILINE)
        assert codes == sorted(codes)
    slugs = re.findall(r"^leader:(\S+)", leaders, re.MULTILINE)
    assert slugs == sorted(slugs)


def test_days_follow_each_other(tenures: list[Tenure]) -> None:
    """A tenure neither ends, nor is its holder last named, before it began; nobody is seen after the end."""
    for tenure in tenures:
        assert tenure.since <= (tenure.until or tenure.since), tenure.name
        assert tenure.since <= (tenure.seen or tenure.since), tenure.name
        assert not (tenure.until and tenure.seen > tenure.until), tenure.name


def test_status_agrees_with_the_days(tenures: list[Tenure]) -> None:
    """Current means named on the last day of a source; whoever has an end or a successor is not current."""
    for tenure in tenures:
        if tenure.status == KB.current:
            assert tenure.seen in {NEWEST, LAST_TEXT}, tenure.name
            since = {other.since for other in tenures if other.post == tenure.post}
            assert not tenure.since or tenure.since == max(since), tenure.name
        assert not tenure.until or tenure.status == KB.ended, tenure.name


def test_one_person_at_a_time(graph: Graph, tenures: list[Tenure]) -> None:
    """A post has one holder on a day, save that San Marino has two captains regent."""
    for post in subjects(graph, ORG.Post):
        for day in (END_OF_2024, "2025-02-01", "2025-12-31", NEWEST):
            expected = 2 if post == POST["SMR-captain-regent"] else 1
            assert len(in_office(tenures, post, day)) <= expected, (post, day)


def test_since_dates_agree_with_the_lists(
    graph: Graph,
    tenures: list[Tenure],
    factbook_days: dict[str, list[tuple[set[str], str]]],
    reign_days: dict[str, list[tuple[set[str], str]]],
) -> None:
    """Each since-date that the Factbook or REIGN is said to give stands there beside a name of the leader."""
    differs = set()
    for tenure in tenures:
        names = names_of(graph, tenure.leader)
        for source, days in ((SOURCE["world-factbook"], factbook_days), (SOURCE.reign, reign_days)):
            if source not in tenure.sources or not tenure.since:
                continue
            given = {day for row, day in days[state_of(tenure.name)] if row & names}
            if tenure.since not in given:
                differs.add(tenure.name)
    assert differs == set(SINCE_DIFFERS)


def test_the_factbook_names_the_holder_on_the_last_day_seen(graph: Graph, tenures: list[Tenure], shared: Path) -> None:
    """Who is known from the Factbook alone stands in the edition of the day given."""
    rows = [
        (row["iso3"], row["first_seen"], row["last_seen"], words(row["title_and_name"]))
        for row in table(shared / "data/factbook/leaders_timeline_2014-2026.csv")
    ] + [
        (row["iso3"], LAST_TEXT, LAST_TEXT, words(row["raw"]))
        for row in table(shared / "data/factbook/leaders_parsed.csv")
    ]
    others = {SOURCE[name] for name in OTHER_SOURCES}
    missing = set()
    for tenure in tenures:
        if not tenure.seen or SOURCE["world-factbook"] not in tenure.sources or tenure.sources & others:
            continue
        names = names_of(graph, tenure.leader)
        editions = [row for row in rows if row[0] == state_of(tenure.name) and row[1] <= tenure.seen <= row[2]]
        if not any(row[3] & names for row in editions):
            missing.add(tenure.name)
    assert missing == set(NAME_LOST)


def test_the_news_tells_what_it_is_cited_for(graph: Graph, tenures: list[Tenure], news: dict[str, list[str]]) -> None:
    """On the first, the last or the last seen day an item names the leader, or who comes after."""
    for tenure in tenures:
        if SOURCE["wikipedia-current-events"] not in tenure.sources:
            continue
        same_state = [other for other in tenures if state_of(other.name) == state_of(tenure.name)]
        after = {other.leader for other in same_state if tenure.until and other.since >= tenure.until}
        names = {label for person in {tenure.leader, *after} for label in labels(graph, person)}
        texts = [text for day in {tenure.since, tenure.until, tenure.seen} for text in news.get(day, [])]
        assert any(name in text for name in names for text in texts), tenure.name


def holders(tenures: list[Tenure], post: str, day: str) -> set[str]:
    return {leader.removeprefix(LEADER) for leader in in_office(tenures, POST[post], day)}


@pytest.mark.parametrize(
    ("post", "day", "leader"),
    [
        ("CHN-president", "2013-03-14", "xi-jinping"),
        ("CHN-president", END_OF_2024, "xi-jinping"),
        ("RUS-president", "2025-01-01", "vladimir-putin"),
        ("PRK-leader", "2011-12-17", "kim-jong-un"),
        ("PRK-leader", "2025-01-01", "kim-jong-un"),
        ("USA-president", "2020-06-01", "donald-trump"),
        ("USA-president", END_OF_2024, "joe-biden"),
        ("USA-president", "2025-02-01", "donald-trump"),
        ("USA-president-elect", "2025-01-01", "donald-trump"),
        ("DEU-chancellor", "2025-01-01", "olaf-scholz"),
        ("DEU-chancellor", "2025-05-06", "friedrich-merz"),
        ("GBR-prime-minister", "2025-01-01", "keir-starmer"),
        ("GBR-monarch", "2025-01-01", "charles-iii"),
        ("CAN-monarch", "2025-01-01", "charles-iii"),
        ("RUS-foreign-minister", "2025-01-01", "sergey-lavrov"),
        ("UKR-president", "2025-01-01", "volodymyr-zelensky"),
        ("SYR-president", "2024-12-01", "bashar-al-assad"),
        ("IRN-supreme-leader", "2025-01-01", "ali-khamenei"),
        ("IRN-supreme-leader", "2026-03-12", "mojtaba-khamenei"),
        ("BGD-chief-adviser", "2025-01-01", "muhammad-yunus"),
        ("BGD-prime-minister", "2026-02-17", "tarique-rahman"),
        ("MMR-state-administration-council-chairman", "2021-02-02", "min-aung-hlaing"),
        ("MMR-prime-minister", "2021-08-01", "min-aung-hlaing"),
        ("USA-secretary-of-state", END_OF_2024, "antony-blinken"),
        ("USA-secretary-of-state", "2025-02-01", "marco-rubio"),
        ("CAN-foreign-minister", END_OF_2024, "melanie-joly"),
        ("COL-foreign-minister", END_OF_2024, "luis-gilberto-murillo"),
        ("CZE-foreign-minister", END_OF_2024, "jan-lipavsky"),
        ("NLD-foreign-minister", END_OF_2024, "caspar-veldkamp"),
        ("SYR-foreign-minister", END_OF_2024, "asaad-al-shaibani"),
        ("FRA-prime-minister", END_OF_2024, "francois-bayrou"),
        ("KOR-president", "2025-06-04", "lee-jae-myung"),
        ("NATO-secretary-general", "2025-01-01", "mark-rutte"),
        ("UN-secretary-general", "2025-01-01", "antonio-guterres"),
    ],
)
def test_known_holders(tenures: list[Tenure], post: str, day: str, leader: str) -> None:
    """Well-known offices have the right holder on the day."""
    assert leader in holders(tenures, post, day)


def test_offices_not_yet_or_no_longer_held(tenures: list[Tenure]) -> None:
    """Nobody is in office the day before the first, or once the end is known."""
    assert holders(tenures, "CHN-president", "2013-03-13") == set()
    assert holders(tenures, "SYR-president", "2024-12-09") == set()
    assert holders(tenures, "USA-president", "2022-06-01") == {"joe-biden"}
    assert holders(tenures, "MMR-prime-minister", "2021-07-31") == set()
    assert holders(tenures, "BGD-prime-minister", END_OF_2024) == set()


def test_every_tenure_has_a_first_day(tenures: list[Tenure]) -> None:
    """Whoever is named here took office on a day, or at least in a month, that is known."""
    assert [tenure.name for tenure in tenures if not tenure.since] == []


FOUND_IN_THE_NEWS = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id:      <https://w3id.org/alignment-kb/id/> .
@prefix kb:      <https://w3id.org/alignment-kb/ns#> .
@prefix leader:  <https://w3id.org/alignment-kb/id/leader/> .
@prefix org:     <http://www.w3.org/ns/org#> .
@prefix post:    <https://w3id.org/alignment-kb/id/post/> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
@prefix source:  <https://w3id.org/alignment-kb/id/source/> .
@prefix tenure:  <https://w3id.org/alignment-kb/id/tenure/> .
@prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .

post:NRU-speaker a org:Post ;
    org:postIn id:NRU ; kb:represents id:NRU ; kb:officeKind kb:foreignMinister ;
    skos:prefLabel "Speaker for Nauru"@en .
leader:jo-doe a kb:Leader ; skos:prefLabel "Jo Doe"@en .
leader:al-roe a kb:Leader ; skos:prefLabel "Al Roe"@en .
tenure:NRU-speaker-jo-doe a kb:Tenure ;
    org:member leader:jo-doe ; kb:post post:NRU-speaker ; kb:seenUntil "2025-06-01"^^xsd:date ;
    kb:tenureStatus kb:unknownEnd ; dcterms:source source:press-reports .
tenure:NRU-speaker-al-roe-2023 a kb:Tenure ;
    org:member leader:al-roe ; kb:post post:NRU-speaker ;
    kb:validFrom "2023"^^xsd:gYear ; kb:validUntil "2024-05"^^xsd:gYearMonth ;
    kb:tenureStatus kb:ended ; dcterms:source source:press-reports .
"""


def test_what_is_not_known_to_the_day_is_not_made_up(tmp_path: Path) -> None:
    """An unknown first day is no earlier than the day of the news; an end that is given to the month covers it all."""
    with kb.open(tmp_path / "store") as base:
        base.add(("found.ttl", FOUND_IN_THE_NEWS.encode()))

        def told(on: str) -> list[str]:
            answer = base.query("offices", of="NRU", on=on)
            rows = [dict(zip(answer.columns, map(shown, row), strict=True)) for row in answer.rows]
            return [
                f"{row['leader_name']}, {row['certainty']}" for row in rows if row["post_name"].startswith("Speaker")
            ]

        assert told("1900-01-01") == []
        assert told("2024-05-31") == ["Al Roe, end known"]
        assert told("2024-06-01") == []
        assert told("2025-05-31") == []
        assert told("2025-06-01") == ["Jo Doe, seen later"]
        assert told("2025-06-02") == ["Jo Doe, end unknown"]


def test_nobody_held_an_office_before_the_lists_begin(tmp_path: Path) -> None:
    """In 1900 none of those named here was in office."""
    with kb.open(tmp_path / "store") as base:
        assert base.query("offices", on="1900-01-01").rows == []


def test_a_president_elect_does_not_represent_the_state(graph: Graph, tenures: list[Tenure]) -> None:
    """On 1 January 2025 Donald Trump holds one post, in the transition team, and it represents nobody."""
    posts = set(subjects(graph, ORG.Post))
    held = {post for post in posts if LEADER["donald-trump"] in in_office(tenures, post, "2025-01-01")}
    assert held == {POST["USA-president-elect"]}
    assert list(graph.objects(POST["USA-president-elect"], KB.represents)) == []
    assert graph.value(POST["USA-president-elect"], ORG.postIn) == ID["USA-TRUMP-TRANSITION-2024"]


def test_both_spellings_of_lavrov(graph: Graph) -> None:
    """Sergey is the form shown; Sergei and the surname alone are found as well."""
    lavrov = LEADER["sergey-lavrov"]
    assert graph.value(lavrov, SKOS.prefLabel) == Literal("Sergey Lavrov", lang="en")
    assert {"Sergei Lavrov", "Lavrov"} <= labels(graph, lavrov)


def test_no_label_shouts(graph: Graph) -> None:
    """Capitals stand at the head of a word only, but for initialisms and the numbers of monarchs."""
    for label in (str(text) for kind in LABELS for text in graph.objects(None, kind)):
        for word in re.findall(r"[^\W\d_]{2,}", label):
            numeral = re.fullmatch(r"[IVX]+", word) and not label.startswith(word)
            assert not word.isupper() or numeral or word in NOT_SHOUTED, label


def test_leaders_are_found_by_what_news_calls_them(graph: Graph) -> None:
    """Every leader has one preferred label, and no label twice; whoever has diacritics is found without them."""
    for leader in subjects(graph, KB.Leader):
        every = [text for kind in LABELS for text in graph.objects(leader, kind)]
        assert len(every) == len(set(every)), leader
        assert len(list(graph.objects(leader, SKOS.prefLabel))) == 1, leader
        assert any(str(text).isascii() for text in every), leader


def test_every_source_is_described(graph: Graph, tenures: list[Tenure]) -> None:
    """Each tenure names its source, and every source has a title and a licence, here or beside the organisations."""
    both = graph + Graph().parse(ONTOLOGY / "organizations.ttl", format="turtle")
    for tenure in tenures:
        assert tenure.sources, tenure.name
        for source in tenure.sources:
            assert both.value(source, DCTERMS.title), source
            assert both.value(source, DCTERMS.license), source
