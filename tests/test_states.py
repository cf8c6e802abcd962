"""The states of `ontology/states.ttl`, held against ISO 3166 and the data sets their facts come from.

Where a source is wrong or silent, the case stands in one of the tables below with its reason. A case that no longer
differs from its source fails as well, so that the tables stay as short as the truth allows.
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pycountry
import pytest
from rdflib import OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

KB = Namespace("https://w3id.org/alignment-kb/ns#")
ID = Namespace("https://w3id.org/alignment-kb/id/")
WIKIDATA = "http://www.wikidata.org/entity/"
STATES = Path(__file__).parent.parent / "ontology" / "states.ttl"
SIX_LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}

WITHOUT_ISO = {
    "ABKHAZIA": "no code assigned",
    "ARTSAKH": "no code assigned",
    "NORTHERN_CYPRUS": "no code assigned",
    "SOMALILAND": "no code assigned",
    "SOUTH_OSSETIA": "no code assigned",
    "TRANSNISTRIA": "no code assigned",
    "XKX": "user-assigned: in wide use, but not part of ISO 3166",
}
OTHER_QID = {
    "ESH": "the file names the Sahrawi Arab Democratic Republic (Q40362); the entry is the territory",
    "NAM": "the file leaves it empty",
    "NLD": "the file names the Kingdom of the Netherlands (Q29999), which also holds the Caribbean countries",
    "VAT": "the file names Vatican City (Q237); the actor is the Holy See",
}
OTHER_CAPITAL = {
    "ESH": "El-Aaiun is one more spelling of El Aaiún, with a hyphen",
    "KAZ": "Nur-Sultan was the name from 2019 to 2022; it is Astana again",
    "MMR": "Nay Pyi Taw is one more spelling of Naypyidaw",
    "PLW": "Melekeok is the state in which the capital, Ngerulmud, lies",
}
NO_COW_CODE = {
    "ABKHAZIA": "not a state of the Correlates-of-War list",
    "ARTSAKH": "not a state of the Correlates-of-War list",
    "COK": "not a state of the Correlates-of-War list",
    "ESH": "not a state of the Correlates-of-War list",
    "FRO": "not a state of the Correlates-of-War list",
    "GRL": "not a state of the Correlates-of-War list",
    "NIU": "not a state of the Correlates-of-War list",
    "NORTHERN_CYPRUS": "not a state of the Correlates-of-War list",
    "PSE": "not a state of the Correlates-of-War list",
    "SOMALILAND": "not a state of the Correlates-of-War list",
    "SOUTH_OSSETIA": "not a state of the Correlates-of-War list",
    "TRANSNISTRIA": "not a state of the Correlates-of-War list",
    "VAT": "not a state of the Correlates-of-War list",
}
NOT_IN_REIGN = {
    "TWN": "REIGN lists no leaders of Taiwan; 713 is Voeten's",
}
GONE_FROM_REIGN = {
    260: "West Germany; the present Germany is 255",
    265: "East Germany",
    315: "Czechoslovakia",
    678: "North Yemen",
    680: "South Yemen",
    817: "South Vietnam",
}
SAME_LETTERS_IN_REIGN = {
    "AUS": "REIGN's AUS is Austria; Australia is AUL",
    "CZE": "REIGN's CZE is Czechoslovakia; Czechia is CZR",
    "MAC": "REIGN's MAC is North Macedonia; Macao has no entry here",
    "MNG": "REIGN's MNG is Montenegro; Mongolia is MON",
    "SLV": "REIGN's SLV is Slovenia; El Salvador is SAL",
    "SWZ": "REIGN's SWZ is Switzerland; Eswatini is SWA",
}
OTHER_COW_IN_VOETEN = {
    "DEU": "Voeten uses DEU for West Germany (260) as well as for Germany (255)",
    "SRB": "Voeten keeps Serbia under Yugoslavia (YUG, 345)",
    "XKX": "Kosovo has no vote in the General Assembly",
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(STATES, format="turtle")


@pytest.fixture(scope="module")
def states(graph: Graph) -> dict[str, URIRef]:
    """Every state by its code."""
    return {str(graph.value(state, KB.code)): state for state in subjects(graph)}


def subjects(graph: Graph) -> Iterator[URIRef]:
    for state in graph.subjects(RDF.type, KB.State):
        assert isinstance(state, URIRef)
        yield state


def texts(graph: Graph, state: URIRef, *properties: URIRef) -> set[str]:
    return {str(value) for name in properties for value in graph.objects(state, name)}


def text(graph: Graph, state: URIRef, name: URIRef) -> str | None:
    """The one value of a property, or None; two values are an error."""
    value = graph.value(state, name, any=False)
    return None if value is None else str(value)


def qid(graph: Graph, state: URIRef) -> str:
    return str(text(graph, state, OWL.sameAs)).removeprefix(WIKIDATA)


def folded(name: str) -> str:
    """A name without case, accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’")


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, errors="strict", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def countries(shared: Path) -> dict[str, dict[str, str]]:
    """The rows of the countries file by their ISO-3 code."""
    file = shared / "data" / "countries" / "datahub_country-codes.csv"
    return {row["ISO3166-1-Alpha-3"]: row for row in rows(file)}


@pytest.fixture(scope="module")
def reign(shared: Path) -> dict[str, set[int]]:
    """The Correlates-of-War numbers by REIGN's own abbreviation of the state."""
    numbers = defaultdict(set)
    for row in rows(shared / "data" / "leaders" / "REIGN_leaderlist_2021_3.csv", "latin-1"):
        numbers[row["stateabb"]].add(int(row["ccode"]))
    return dict(numbers)


@pytest.fixture(scope="module")
def voeten(shared: Path) -> dict[str, set[int]]:
    """The Correlates-of-War numbers by ISO-3 code, as the ideal points have them."""
    numbers = defaultdict(set)
    for row in rows(shared / "data" / "unga" / "voeten_IdealpointestimatesAll_Apr2020.csv", "latin-1"):
        numbers[row["iso3c"]].add(int(row["ccode"]))
    return dict(numbers)


@pytest.fixture(scope="module")
def cow(graph: Graph, states: dict[str, URIRef]) -> dict[str, int]:
    """Our Correlates-of-War numbers by code."""
    return {code: int(number) for code, state in states.items() if (number := text(graph, state, KB.cowCode))}


def test_members_and_observers_are_complete(graph: Graph) -> None:
    """The United Nations have 193 members and two observers; thirteen others stand beside them."""
    assert Counter(graph.objects(predicate=KB.unStatus)) == {KB.unMember: 193, KB.unObserver: 2, KB.notInUN: 13}
    assert set(graph.subjects(KB.unStatus, KB.unObserver)) == {ID.PSE, ID.VAT}


def test_every_state_is_complete(graph: Graph) -> None:
    """A state has one code, one status and one QID, a capital, a demonym, and one name in each of the six languages."""
    for state in subjects(graph):
        labels = list(graph.objects(state, SKOS.prefLabel))
        assert Counter(label.language for label in labels if isinstance(label, Literal)) == Counter(SIX_LANGUAGES), (
            state
        )
        assert text(graph, state, KB.unStatus), state
        assert texts(graph, state, KB.capital), state
        assert texts(graph, state, KB.demonym), state
        assert re.fullmatch(r"Q[1-9]\d*", qid(graph, state)), state


def test_the_code_is_the_name_of_the_individual(graph: Graph) -> None:
    """The local name of a state's IRI is its code, and no two states share a code, a number or a QID."""
    assert all(state == ID[str(text(graph, state, KB.code))] for state in subjects(graph))
    for name in (KB.code, KB.iso3, KB.iso2, KB.cowCode, OWL.sameAs):
        values = list(graph.objects(predicate=name))
        assert len(values) == len(set(values)), name


def test_nothing_is_anonymous_or_beside_a_state(graph: Graph) -> None:
    """The file speaks of states only, each named by an IRI."""
    assert set(graph.subjects()) == set(subjects(graph))


def test_texts_are_clean(graph: Graph) -> None:
    """Labels are composed Unicode without odd spaces, curly apostrophes, direction marks; seats go without "the"."""
    for state, name, value in graph:
        if isinstance(value, Literal) and value.language:
            assert unicodedata.is_normalized("NFC", value), value
            assert not re.search(r"[^\S ]|[’‘\u200b-\u200f\u202a-\u202e]|^ | $|  ", value), value
            assert name != KB.seatOfPower or not value.startswith("the "), (state, value)


def test_names_are_said_once(graph: Graph) -> None:
    """A name is the preferred, an alternative or a hidden label of a state, not two of these."""
    for state in subjects(graph):
        labels = [label for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel) for label in graph[state:name]]
        assert len(labels) == len(set(labels)), state


def test_preferred_names_are_not_shared(graph: Graph) -> None:
    """No state's English name is any other state's label, capital or seat."""
    preferred = {
        folded(str(label)): state for state, label in graph.subject_objects(SKOS.prefLabel) if is_english(label)
    }
    assert len(preferred) == 208
    for name in (SKOS.altLabel, SKOS.hiddenLabel, KB.capital, KB.seatOfPower):
        for state, label in graph.subject_objects(name):
            if is_english(label):
                assert preferred.get(folded(str(label)), state) == state, label


def is_english(label: object) -> bool:
    return isinstance(label, Literal) and label.language == "en"


@pytest.mark.parametrize(("name", "codes"), [("Congo", {"COD", "COG"}), ("Korea", {"KOR", "PRK"})])
def test_ambiguous_names_belong_to_every_candidate(graph: Graph, name: str, codes: set[str]) -> None:
    """A short name that may mean two states is an alternative label of both and the preferred one of neither."""
    assert {text(graph, state, KB.code) for state in with_label(graph, SKOS.altLabel, name)} == codes
    assert not with_label(graph, SKOS.prefLabel, name)


def test_no_other_name_is_ambiguous(graph: Graph) -> None:
    """Apart from these two, an English label, a capital or a seat leads to one state."""
    owners = defaultdict(set)
    for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, KB.capital, KB.seatOfPower):
        for state, label in graph.subject_objects(name):
            if is_english(label):
                owners[folded(str(label))].add(state)
    assert {label for label, candidates in owners.items() if len(candidates) > 1} == {"congo", "korea"}


def with_label(graph: Graph, name: URIRef, label: str) -> list[URIRef]:
    return [state for state in graph.subjects(name, Literal(label, lang="en")) if isinstance(state, URIRef)]


@pytest.mark.parametrize(
    ("seat", "code"),
    [
        ("Kremlin", "RUS"),
        ("White House", "USA"),
        ("Pentagon", "USA"),
        ("Blue House", "KOR"),
        ("Zhongnanhai", "CHN"),
        ("Downing Street", "GBR"),
        ("Élysée", "FRA"),
        ("Tel Aviv", "ISR"),
        ("Ramallah", "PSE"),
        ("The Hague", "NLD"),
    ],
)
def test_a_seat_of_power_leads_to_its_state(graph: Graph, seat: str, code: str) -> None:
    """News names a government by its seat; the seat belongs to that state alone."""
    assert with_label(graph, KB.seatOfPower, seat) == [ID[code]]


@pytest.mark.parametrize(
    ("capital", "code"),
    [("Moscow", "RUS"), ("Pyongyang", "PRK"), ("Kyiv", "UKR"), ("La Paz", "BOL"), ("Cape Town", "ZAF")],
)
def test_a_capital_leads_to_its_state(graph: Graph, capital: str, code: str) -> None:
    """So does a capital, also where several cities share its functions."""
    assert with_label(graph, KB.capital, capital) == [ID[code]]


@pytest.mark.parametrize(("name", "code"), [("Hong Kong", "CHN"), ("Macau", "CHN"), ("Kiev", "UKR"), ("Elysee", "FRA")])
def test_hidden_names_are_found(graph: Graph, name: str, code: str) -> None:
    """Names that are never shown still lead to their state."""
    assert with_label(graph, SKOS.hiddenLabel, name) == [ID[code]]


def test_whoever_is_not_a_member_has_a_note_on_its_status(graph: Graph) -> None:
    """Observers and entities outside the United Nations each carry one English scope note."""
    for state in subjects(graph):
        if text(graph, state, KB.unStatus) != str(KB.unMember):
            notes = list(graph.objects(state, SKOS.scopeNote))
            assert [is_english(note) for note in notes] == [True], state


def test_blocks_stand_in_alphabetical_order() -> None:
    """The file lists the states by code, one block each."""
    blocks = re.findall(r"^id:(\w+) a kb:State ;$", STATES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert blocks == sorted(blocks)
    assert len(blocks) == 208


def test_iso_codes_are_those_of_iso(graph: Graph, states: dict[str, URIRef]) -> None:
    """ISO-3 equals the code of the entry, and ISO-2 is the one that ISO 3166 pairs with it."""
    for code, state in states.items():
        country = pycountry.countries.get(alpha_3=code)
        listed = (country.alpha_3, country.alpha_2) if country else (None, None)
        assert (text(graph, state, KB.iso3), text(graph, state, KB.iso2)) == listed, code
        assert (country is None) == (code in WITHOUT_ISO), code
    assert WITHOUT_ISO.keys() <= states.keys()


def test_codes_are_those_of_the_countries_file(
    graph: Graph, states: dict[str, URIRef], countries: dict[str, dict[str, str]]
) -> None:
    """The file pairs ISO-3 and ISO-2 as we do, and no state that it calls independent is missing."""
    for code in states.keys() - WITHOUT_ISO.keys():
        assert text(graph, states[code], KB.iso2) == countries[code]["ISO3166-1-Alpha-2"]
    assert not WITHOUT_ISO.keys() & countries.keys()
    independent = {code for code, row in countries.items() if row["is_independent"] == "Yes"}
    members = {code for code, state in states.items() if text(graph, state, KB.unStatus) == str(KB.unMember)}
    assert independent - members == {"TWN", "VAT"}
    assert members <= independent


def test_qids_are_those_of_the_countries_file(
    graph: Graph, states: dict[str, URIRef], countries: dict[str, dict[str, str]]
) -> None:
    """An entry is the Wikidata item that the file names, but for its errors."""
    compared = states.keys() & countries.keys()
    differing = {
        code for code in compared if countries[code]["wikidata_id"].rpartition("/")[2] != qid(graph, states[code])
    }
    assert differing == OTHER_QID.keys()


def test_capitals_are_those_of_the_countries_file(
    graph: Graph, states: dict[str, URIRef], countries: dict[str, dict[str, str]]
) -> None:
    """The file's capital is among ours, but for spellings and names of yesterday."""
    differing = {
        code
        for code in states.keys() & countries.keys()
        if folded(countries[code]["Capital"].strip()) not in map(folded, texts(graph, states[code], KB.capital))
    }
    assert differing == OTHER_CAPITAL.keys()


def test_cow_codes_are_whole_numbers_where_there_is_one(
    graph: Graph, states: dict[str, URIRef], cow: dict[str, int]
) -> None:
    """Every member of the United Nations has a Correlates-of-War number; who has none is listed."""
    assert states.keys() - cow.keys() == NO_COW_CODE.keys()
    assert {number.datatype for number in graph.objects(predicate=KB.cowCode) if isinstance(number, Literal)} == {
        XSD.integer
    }


def test_cow_codes_are_those_of_reign(cow: dict[str, int], reign: dict[str, set[int]]) -> None:
    """REIGN and we name the same states, but for those that are gone."""
    numbers = set().union(*reign.values())
    assert {code for code, number in cow.items() if number not in numbers} == NOT_IN_REIGN.keys()
    assert numbers - set(cow.values()) == GONE_FROM_REIGN.keys()


def test_equal_abbreviations_in_reign_have_equal_numbers(cow: dict[str, int], reign: dict[str, set[int]]) -> None:
    """Where REIGN's abbreviation happens to be an ISO-3 code, it means that state, but for false friends."""
    iso = {country.alpha_3 for country in pycountry.countries}
    friends = reign.keys() & iso
    assert len(friends) > 80
    assert {name for name in friends if cow.get(name) not in reign[name]} == SAME_LETTERS_IN_REIGN.keys()


def test_cow_codes_are_those_of_voeten(cow: dict[str, int], voeten: dict[str, set[int]]) -> None:
    """The ideal points give every state of ours the same number, and no other."""
    differing = {code for code, number in cow.items() if voeten.get(code) != {number}}
    assert differing == OTHER_COW_IN_VOETEN.keys()
    assert cow["DEU"] in voeten["DEU"]
    assert voeten["YUG"] == {cow["SRB"]}
