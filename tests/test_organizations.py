"""The organisations, blocs, groups and bodies of `ontology/organizations.ttl`, and who belongs to which organisation.

The memberships are held against the World Factbook's lists. Where these are out of date, silent or wrong, the case
stands in a table below with its reason; a case that no longer differs fails as well.
"""

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, ORG, OWL, RDF, SKOS, XSD, BNode, Graph, Literal, Namespace
from rdflib.term import Node

import kb
from kb.knowledge import KnowledgeBase
from kb.terms import shown, text

KB = Namespace("https://w3id.org/alignment-kb/ns#")
ID = Namespace("https://w3id.org/alignment-kb/id/")
MEMBERSHIP = Namespace(f"{ID}membership/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
ONTOLOGY = Path(__file__).parent.parent / "ontology"
ACTOR_CLASSES = {KB.InternationalOrganization, KB.InformalBloc, KB.ArmedGroup, KB.GovernmentBody}

DE_FACTO_STATES = {"TWN", "PSE", "SOMALILAND", "ABKHAZIA", "SOUTH_OSSETIA", "GRL", "VAT", "XKX"}
NOT_CODES = {"ISO3"}

FULL_MEMBERS = {
    "UN": 193,
    "NATO": 32,
    "EU": 27,
    "G7": 7,  # the European Union sits in as an associate
    "G20": 21,  # 19 states, the European Union and the African Union
    "BRICS": 10,  # without Saudi Arabia, which the group counts and which has not completed joining
    "SCO": 10,
    "CSTO": 6,  # Armenia has frozen its participation, not ended it
    "ASEAN": 11,
    "AU": 49,  # 55 with the six that are suspended
    "LAS": 22,
    "GCC": 6,
    "OAS": 33,  # with Venezuela, which the organisation still lists; Cuba is the thirty-fourth
    "OPEC": 12,
    "AUKUS": 3,
    "QUAD": 4,
    "COE": 46,
    "COMMONWEALTH": 56,
    "OECD": 38,
    "OIC": 57,
    "OSCE": 57,
    "AES": 3,
}
FOOTINGS = {"fullMember", "observer", "associate", "dialoguePartner", "candidate", "suspended", "formerMember"}
SUSPENDED = {
    "AU": {"BFA", "GNB", "MDG", "MLI", "NER", "SDN"},
    "ECOWAS": {"GIN", "GNB"},
    "MERCOSUR": {"VEN"},
    "OAS": {"CUB"},
}

FACTBOOK_NAMES = {
    "APEC": "APEC",
    "ASEAN": "ASEAN",
    "AU": "AU",
    "BRICS": "BRICS",
    "C": "COMMONWEALTH",
    "CE": "COE",
    "CIS": "CIS",
    "CSTO": "CSTO",
    "Caricom": "CARICOM",
    "EAC": "EAC",
    "EAEU": "EAEU",
    "ECOWAS": "ECOWAS",
    "EU": "EU",
    "G-20": "G20",
    "G-7": "G7",
    "GCC": "GCC",
    "IGAD": "IGAD",
    "LAS": "LAS",
    "Mercosur": "MERCOSUR",
    "NATO": "NATO",
    "OAS": "OAS",
    "OECD": "OECD",
    "OIC": "OIC",
    "OPEC": "OPEC",
    "OSCE": "OSCE",
    "PIF": "PIF",
    "Quad": "QUAD",
    "SAARC": "SAARC",
    "SADC": "SADC",
    "SCO": "SCO",
    "UN": "UN",
}
# Other wordings of the Factbook ("partners" of IGAD, "enhanced engagement" of the OECD) are no membership of ours.
FACTBOOK_STATUS = {
    "member": "fullMember",
    "Chinese Taipei": "fullMember",
    "suspended": "suspended",
    "candidate country": "candidate",
    "observer": "observer",
    "associate": "associate",
    "associate member": "associate",
    "associate member, has not ratified the 1993 CIS charter although it participates in meetings and held "
    "the chairmanship of the CIS in 2012": "associate",
    "partner": "associate",
    "dialogue partner": "dialoguePartner",
    "dialogue member": "dialoguePartner",
    "sectoral dialogue partner": "dialoguePartner",
}
FACTBOOK_CODES_WITHOUT_ISO = {"EE": "EU", "KV": "XKX"}

# reason: memberships on which we differ from the Factbook
DIFFERENCES = {
    "has left; the Factbook still lists it": "ECU-OPEC ERI-IGAD GBR-EU NIC-OAS QAT-OPEC RUS-COE",
    "has joined; not yet in the Factbook": "COM-SADC IDN-BRICS TGO-COMMONWEALTH GAB-COMMONWEALTH AU-G20 BOL-MERCOSUR "
    "CHL-OECD COL-OECD CRI-OECD LVA-OECD COG-OPEC GAB-OPEC GNQ-OPEC",
    "the Factbook's SCO list is from before 2017": "IND-SCO IRN-SCO BLR-SCO AFG-SCO",
    "a member of long standing that the Factbook leaves out": "GMB-COMMONWEALTH GRD-COMMONWEALTH MUS-COMMONWEALTH "
    "RWA-COMMONWEALTH",
    "the Factbook has no entry for Palestine": "PSE-LAS PSE-OIC PSE-UN",
    "restored to the African Union": "GAB-AU GIN-AU",
    "suspended after a coup": "GIN-ECOWAS GNB-AU GNB-ECOWAS MDG-AU",
    "suspended, or kept away, and not listed by the Factbook": "CUB-OAS VEN-MERCOSUR",
    "takes part without being counted as a member": "EU-G7 EU-OECD",
    "not an OECD member but a partner": "IND-OECD",
    "a partner among many of the kind; NATO's partners are not listed here": "JOR-NATO MLT-NATO",
    "aspirant, which the Factbook does not record": "BIH-NATO GEO-NATO UKR-NATO",
    "candidate, which the Factbook does not record": "ALB-EU BIH-EU GEO-EU MDA-EU MNE-EU UKR-EU ARG-OECD BGR-OECD "
    "BRA-OECD HRV-OECD IDN-OECD PER-OECD ROU-OECD THA-OECD",
    "partner or guest, which the Factbook does not record": "ARE-ASEAN BRA-ASEAN CHE-ASEAN GBR-ASEAN MAR-ASEAN "
    "NOR-ASEAN TUR-ASEAN ZAF-ASEAN BLR-BRICS BOL-BRICS CUB-BRICS KAZ-BRICS MYS-BRICS NGA-BRICS THA-BRICS UGA-BRICS "
    "UZB-BRICS VNM-BRICS ESP-G20 GUY-MERCOSUR PAN-MERCOSUR SUR-MERCOSUR ARE-SCO ARM-SCO AZE-SCO BHR-SCO EGY-SCO "
    "KHM-SCO KWT-SCO LAO-SCO MDV-SCO MMR-SCO NPL-SCO QAT-SCO SAU-SCO",
    "observer since December 2024": "IRN-EAEU",
    "a dialogue partner, which the Factbook calls a partner": "CAN-PIF CHN-PIF CUB-PIF ESP-PIF EU-PIF FRA-PIF GBR-PIF "
    "IDN-PIF IND-PIF ITA-PIF JPN-PIF KOR-PIF MYS-PIF PHL-PIF THA-PIF TUR-PIF USA-PIF",
    "invited, has not completed joining; the Factbook lists it": "SAU-BRICS",
}
VOTED_LATE = {
    "CHN": "the votes are those of the People's Republic, which took the seat in 1971",
    "DEU": "the votes are those of the united country, from 1990",
    "DMA": "sent no delegates in its first years",
    "SYC": "the file has no vote of its first year",
    "UZB": "did not vote in its first years",
    "YEM": "the votes are those of the united country, from 1990",
}


def local(term: object) -> str:
    """What stands after the namespace."""
    return re.split(r"[/#]", str(term))[-1]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The file under test."""
    return Graph().parse(ONTOLOGY / "organizations.ttl")


@pytest.fixture(scope="module")
def states() -> set[str]:
    """The codes of all states."""
    return {local(state) for state in Graph().parse(ONTOLOGY / "states.ttl").subjects(RDF.type, KB.State)}


@pytest.fixture(scope="module")
def actors(graph: Graph) -> set[Node]:
    """Organisations, blocs, groups and bodies."""
    return {actor for kind in ACTOR_CLASSES for actor in graph.subjects(RDF.type, kind)}


@pytest.fixture(scope="module")
def memberships(graph: Graph) -> dict[tuple[str, str], str]:
    """Status by member and organisation."""
    return {
        (local(graph.value(item, ORG.member)), local(graph.value(item, ORG.organization))): local(
            graph.value(item, KB.membershipStatus)
        )
        for item in graph.subjects(RDF.type, ORG.Membership)
    }


def languages(graph: Graph, actor: Node) -> Counter[str | None]:
    """In which languages an actor's preferred names are."""
    return Counter(name.language for name in graph.objects(actor, SKOS.prefLabel) if isinstance(name, Literal))


def members(graph: Graph, organization: str, status: str) -> set[str]:
    """Who now belongs to an organisation on this footing."""
    return {
        local(graph.value(item, ORG.member))
        for item in graph.subjects(ORG.organization, ID[organization])
        if (item, KB.membershipStatus, KB[status]) in graph and (item, KB.validUntil, None) not in graph
    }


# ── Actors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_actor_that_labelled_news_names_is_known(shared: Path, actors: set[Node], states: set[str]) -> None:
    """Each code in the guide's paragraph on actors, and each end of a labelled edge, is an actor here or a state."""
    news = shared / "data" / "news"
    paragraph = re.search(r"^\*\*Actors\.\*\*.*?\n\n", (news / "GUIDE.md").read_text(), re.DOTALL | re.MULTILINE)
    assert paragraph
    named = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", paragraph[0])) - NOT_CODES
    assert len(named) > 30, "the guide was not understood"
    for file in ("gold_dev.jsonl", "dev_articles.gold.jsonl"):
        edges = [edge for line in (news / file).read_text().splitlines() for edge in json.loads(line)["edges"]]
        assert edges
        named |= {edge[end] for edge in edges for end in ("source", "target")}
    here = {local(actor) for actor in actors}
    assert sorted(named - here - states - DE_FACTO_STATES) == []
    assert sorted(here & states) == []


def test_no_code_of_an_organisation_is_a_country_code(shared: Path, actors: set[Node]) -> None:
    """A three-letter code means either a country or an organisation, never both."""
    with (shared / "data" / "countries" / "datahub_country-codes.csv").open() as file:
        countries = {row["ISO3166-1-Alpha-3"] for row in csv.DictReader(file)}
    assert "FRA" in countries
    assert {local(actor) for actor in actors} & countries == set()


@pytest.mark.parametrize("code", FULL_MEMBERS)
def test_the_great_organisations_are_described(graph: Graph, code: str) -> None:
    """Those that every reader asks for have members and a name in six languages."""
    assert (ID[code], RDF.type, KB.InternationalOrganization) in graph
    assert languages(graph, ID[code]).keys() == {"en", "fr", "es", "ru", "zh", "ar"}
    assert members(graph, code, "fullMember")


def test_codes_are_unique_and_equal_to_local_names(graph: Graph, actors: set[Node]) -> None:
    """`id:NATO` has the code "NATO", one kind, and nobody else has that code."""
    assert actors
    for actor in actors:
        assert [str(code) for code in graph.objects(actor, KB.code)] == [str(actor).removeprefix(str(ID))]
        assert len(set(graph.objects(actor, RDF.type))) == 1, actor
    assert set(graph.subjects(KB.code)) == actors


def test_every_actor_is_defined_and_named(graph: Graph, actors: set[Node]) -> None:
    """One English definition, one English name, and no name both shown and hidden or preferred and alternative."""
    for actor in actors:
        assert len(list(graph.objects(actor, SKOS.definition))) == 1, actor
        names = languages(graph, actor)
        assert names["en"] == 1, actor
        assert set(names.values()) == {1}, actor
        kinds = [set(graph.objects(actor, kind)) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
        assert sum(map(len, kinds)) == len(set().union(*kinds)), actor


def test_no_two_actors_share_a_name(graph: Graph, actors: set[Node]) -> None:
    """Within this file a name leads to one actor."""
    holders = defaultdict(set)
    for actor in actors:
        for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            for label in graph.objects(actor, kind):
                holders[str(label).casefold()].add(local(actor))
    assert {name: sorted(who) for name, who in holders.items() if len(who) > 1} == {}


def test_identifiers_elsewhere_are_used_once(graph: Graph) -> None:
    """Two actors are never said to be the same thing in Wikidata."""
    identifiers = Counter(graph.objects(None, OWL.sameAs))
    assert identifiers
    assert set(identifiers.values()) == {1}
    assert all(re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", str(item)) for item in identifiers)


@pytest.mark.parametrize("code", ["WEST", "EUROPE", "GLOBAL_SOUTH"])
def test_informal_blocs_have_no_members(graph: Graph, code: str) -> None:
    """Nobody belongs to the West, to Europe or to the Global South, and each says so."""
    assert (ID[code], RDF.type, KB.InformalBloc) in graph
    assert set(graph.subjects(ORG.organization, ID[code])) == set()
    assert set(graph.subjects(ORG.member, ID[code])) == set()
    assert "No member is ever asserted" in str(graph.value(ID[code], SKOS.scopeNote))


def test_armed_groups_are_charged_to_no_state(graph: Graph) -> None:
    """An armed group has a note that it stands for itself, is nobody's body, and belongs to no organisation."""
    groups = set(graph.subjects(RDF.type, KB.ArmedGroup))
    assert groups
    for group in groups:
        assert str(graph.value(group, SKOS.scopeNote)).startswith("Stands for itself; no state is charged"), group
        assert (group, KB.bodyOf, None) not in graph
        assert (None, ORG.member, group) not in graph


def test_parliaments_and_transition_teams_do_not_speak_for_their_state(graph: Graph, states: set[str]) -> None:
    """A body belongs to one state or organisation, which is not charged with its words."""
    bodies = set(graph.subjects(RDF.type, KB.GovernmentBody))
    assert {ID["USA-TRUMP-TRANSITION-2024"], ID["USA-CONGRESS"], ID["EU-PARLIAMENT"]} <= bodies
    for body in bodies:
        (owner,) = graph.objects(body, KB.bodyOf)
        assert local(owner) in states | {"EU"}
        assert set(graph.objects(body, KB.notRepresentativeOf)) == {owner}
        assert (body, KB.representativeOf, None) not in graph
        assert graph.value(body, SKOS.scopeNote), body
    assert "2025-01-20" in str(graph.value(ID["USA-TRUMP-TRANSITION-2024"], SKOS.scopeNote))


# ── Memberships ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("code", "number"), FULL_MEMBERS.items())
def test_an_organisation_has_its_number_of_members(graph: Graph, code: str, number: int) -> None:
    """Full members whose membership has no end are as many as the organisation counts."""
    assert len(members(graph, code, "fullMember")) == number


def test_suspended_members_are_still_members(graph: Graph) -> None:
    """The African Union has 55 members, of whom those suspended are marked; likewise elsewhere."""
    found = defaultdict(set)
    for item in graph.subjects(KB.membershipStatus, KB.suspended):
        found[local(graph.value(item, ORG.organization))].add(local(graph.value(item, ORG.member)))
        assert (item, KB.validUntil, None) not in graph
        assert graph.value(item, SKOS.scopeNote), item
    assert found == SUSPENDED
    assert len(members(graph, "AU", "fullMember") | members(graph, "AU", "suspended")) == 55


def test_every_membership_is_whole(graph: Graph, states: set[str]) -> None:
    """One member that exists, one organisation, one status, a described source, and a name made of the two."""
    items = set(graph.subjects(RDF.type, ORG.Membership))
    assert items
    for item in items:
        (member,) = graph.objects(item, ORG.member)
        (organization,) = graph.objects(item, ORG.organization)
        (status,) = graph.objects(item, KB.membershipStatus)
        assert item == MEMBERSHIP[f"{local(member)}-{local(organization)}"]
        assert local(member) in states | {"AU", "EU"}, item
        assert (organization, RDF.type, KB.InternationalOrganization) in graph, item
        assert local(status) in FOOTINGS
        sources = set(graph.objects(item, DCTERMS.source))
        assert sources, item
        assert all((source, RDF.type, DCAT.Dataset) in graph for source in sources), item


def test_dates_are_well_formed_and_in_order(graph: Graph) -> None:
    """A day, a month or a year, typed as such and valid; the end after the beginning, and only where one has left."""
    shapes = {XSD.date: r"\d{4}-\d\d-\d\d", XSD.gYearMonth: r"\d{4}-\d\d", XSD.gYear: r"\d{4}"}
    for item in graph.subjects(RDF.type, ORG.Membership):
        start, end = (list(graph.objects(item, key)) for key in (KB.validFrom, KB.validUntil))
        assert len(start) <= 1
        assert len(end) == ((item, KB.membershipStatus, KB.formerMember) in graph), item
        for date in start + end:
            assert isinstance(date, Literal)
            assert date.datatype in shapes, item
            assert re.fullmatch(shapes[date.datatype], str(date)), item
            assert not date.ill_typed, item
            assert "1945" <= str(date) < "2026-02", item
        if start and end:
            assert str(start[0]) < str(end[0]), item


def test_memberships_agree_with_the_factbook(
    shared: Path, memberships: dict[tuple[str, str], str], states: set[str]
) -> None:
    """Who belongs where, and how, is what the Factbook says, but for the differences listed with their reasons."""
    listed = {}
    with (shared / "data" / "factbook" / "memberships.csv").open() as file:
        for row in csv.DictReader(file):
            member = row["iso3"] or FACTBOOK_CODES_WITHOUT_ISO.get(row["gec"])
            organization, status = FACTBOOK_NAMES.get(row["organisation"]), FACTBOOK_STATUS.get(row["status"])
            if organization and status and member in states | {"EU"}:
                listed[member, organization] = status
    assert {organization for _, organization in listed} == set(FACTBOOK_NAMES.values())
    ours = {
        pair: status
        for pair, status in memberships.items()
        if status != "formerMember" and pair[1] in FACTBOOK_NAMES.values()
    }
    differing = {"-".join(pair) for pair in listed.keys() | ours.keys() if listed.get(pair) != ours.get(pair)}
    excused = [name for names in DIFFERENCES.values() for name in names.split()]
    assert len(excused) == len(set(excused))
    assert sorted(differing - set(excused)) == []
    assert sorted(set(excused) - differing) == [], "no longer a difference: take it off the list"


def test_admission_to_the_united_nations_fits_the_first_vote(shared: Path, graph: Graph) -> None:
    """A state first votes in the General Assembly in the year of its admission or the next, with listed exceptions."""
    with (shared / "data" / "unga" / "un_roll_calls.csv").open() as file:
        years = {row["rcid"]: int(row["date"][:4]) for row in csv.DictReader(file)}
    with (shared / "data" / "countries" / "datahub_country-codes.csv").open() as file:
        codes = {row["ISO3166-1-Alpha-2"]: row["ISO3166-1-Alpha-3"] for row in csv.DictReader(file)}
    first: dict[str, int] = {}
    with gzip.open(shared / "data" / "unga" / "un_votes.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            code = codes.get(row["country_code"], "")
            first[code] = min(first.get(code, 9999), years[row["rcid"]])
    compared, late = 0, set()
    for code in members(graph, "UN", "fullMember") & first.keys():
        admitted = int(str(graph.value(MEMBERSHIP[f"{code}-UN"], KB.validFrom))[:4])
        compared += 1
        if not admitted <= first[code] <= admitted + 1:
            late.add(code)
    assert compared > 180
    assert late == VOTED_LATE.keys()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The built-in data, to ask the queries `members` and `memberships`."""
    with kb.open(tmp_path_factory.mktemp("none") / "store") as opened:
        yield opened


def footing(base: KnowledgeBase, member: str, organization: str, on: str | None = None) -> str:
    """On which footing the two queries, which must agree, say that a member belongs; empty where it does not."""
    told = []
    for name, of in (("members", organization), ("memberships", member)):
        answer = base.query(name, of=of, on=on)
        item = MEMBERSHIP[f"{member}-{organization}"]
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        told.append("".join(shown(row["status"]) for row in rows if text(row["membership"]) == str(item)))
    assert told[0] == told[1]
    return told[0]


@pytest.mark.parametrize(
    ("member", "organization", "on", "status"),
    [
        ("GBR", "EU", None, "former member"),
        ("GBR", "EU", "1972-12-31", ""),
        ("GBR", "EU", "1973-01-01", "full member"),
        ("GBR", "EU", "2020-01-31", "full member"),
        ("GBR", "EU", "2020-02-01", ""),
        ("UZB", "CSTO", "2012-12-31", "full member"),
        ("UZB", "CSTO", "2013-01-01", ""),
        ("GEO", "CIS", "2009-08-31", "full member"),
        ("SAU", "BRICS", "2023-12-31", ""),
        ("SAU", "BRICS", "2024-01-01", "candidate"),
        ("CHN", "BRICS", "2024-01-01", "full member"),
        ("CHN", "ASEAN", None, "dialogue partner"),
        ("CHL", "MERCOSUR", None, "associate"),
    ],
)
def test_a_footing_is_that_of_the_day(
    base: KnowledgeBase, member: str, organization: str, on: str | None, status: str
) -> None:
    """Who left later was a full member until the end of the month or year that is given; without a day, it has left."""
    assert footing(base, member, organization, on) == status


def test_a_membership_short_of_the_full_one_is_explained(base: KnowledgeBase) -> None:
    """The note says which partners of ASEAN are sectoral ones, and that Saudi Arabia has not joined BRICS."""
    notes = {}
    for organization in ("ASEAN", "BRICS"):
        answer = base.query("members", of=organization)
        for row in (dict(zip(answer.columns, map(shown, row), strict=True)) for row in answer.rows):
            notes[organization, row["member"]] = row["note"]
    assert notes["ASEAN", "United States"] == ""
    assert notes["ASEAN", "Norway"] == "Sectoral dialogue partner."
    assert "has not completed joining" in notes["BRICS", "Saudi Arabia"]
    assert notes["BRICS", "China"] == ""


def test_nothing_is_nameless(graph: Graph) -> None:
    """The file holds no blank node."""
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
