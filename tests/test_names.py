"""Names into things: which candidate is meant, and what is near when none is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import AmbiguousName
from kb.names import Candidate, chosen, folded, near, unknown

RUSSIA = Candidate("http://example.org/RUS", "Russia", "RUS", "State", "capital")
CONGO = Candidate("http://example.org/COG", "Republic of the Congo", "COG", "State", "other name")
OTHER_CONGO = Candidate("http://example.org/COD", "Democratic Republic of the Congo", "COD", "State", "other name")
LAVROV = Candidate("http://example.org/lavrov", "Sergey Lavrov", "", "Leader", "name")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("the Élysée", "elysee"),
        ("U.S.", "us"),
        ("Guinea-Bissau", "guinea bissau"),
        ("  North   Korea ", "north korea"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Москва", "москва"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Theodore", "theodore"),
        ("中国", "中国"),
    ],
)
def test_a_name_is_compared_without_its_trimmings(name: str, form: str) -> None:
    """Capitals, accents, punctuation, spaces and a leading "the" do not tell two names apart."""
    assert folded(name) == form


@given(st.text())
def test_folding_a_name_twice_changes_nothing_of_its_capitals_and_spaces(name: str) -> None:
    """A folded name has no capitals, no doubled spaces and none at its ends."""
    form = folded(name)
    assert form == form.strip()
    assert "  " not in form


def test_one_candidate_is_meant() -> None:
    """A name with one meaning means it."""
    assert chosen("Moscow", [RUSSIA]) == RUSSIA


def test_no_candidate_is_none() -> None:
    """A name without a meaning has none."""
    assert chosen("Atlantis", []) is None


def test_one_thing_found_in_two_ways_is_one_thing() -> None:
    """A state whose capital has its name is not ambiguous."""
    assert chosen("Monaco", [RUSSIA, RUSSIA]) == RUSSIA


def test_a_code_outranks_a_name() -> None:
    """What is somebody's code is not another's other name."""
    by_code = Candidate(CONGO.iri, CONGO.label, CONGO.code, CONGO.kind, "code")
    assert chosen("COG", [OTHER_CONGO, by_code]) == by_code


def test_several_candidates_are_named() -> None:
    """The complaint lists what may be meant, with the codes that tell them apart."""
    with pytest.raises(AmbiguousName) as caught:
        chosen("Congo", [CONGO, OTHER_CONGO])
    assert str(caught.value) == (
        '"Congo" may be Democratic Republic of the Congo (COD) or Republic of the Congo (COG): name one.'
    )


@pytest.mark.parametrize(("candidate", "shown"), [(RUSSIA, "Russia (RUS)"), (LAVROV, "Sergey Lavrov")])
def test_a_candidate_is_shown_with_its_code(candidate: Candidate, shown: str) -> None:
    """What has a code is shown with it."""
    assert str(candidate) == shown


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("Rusia", ["Russia", "Rwanda", "Malta"], ["Russia"]),
        ("suporters", ["supporters", "stances"], ["supporters"]),
        ("cote d'ivoire", ["Côte d’Ivoire"], ["Côte d’Ivoire"]),
        ("xyzzy", ["Russia"], []),
        ("timor", ["Togo", "Timor-Leste", "Timor Leste"], ["Timor-Leste"]),
        ("red", ["stances", "red-lines"], ["red-lines"]),
        ("tim", ["Timor-Leste"], []),
        ("Korea", ["Kore", "South Korea", "Korea Strait"], ["Kore", "Korea Strait"]),
        ("", ["Russia"], []),
    ],
)
def test_what_is_near_a_misspelt_name(typed: str, names: list[str], meant: list[str]) -> None:
    """The nearest names come first and far ones not at all."""
    assert near(typed, names) == meant


def test_one_thing_is_offered_once_and_as_it_is_called() -> None:
    """Names of one state in several languages make one guess, and leave room for others."""
    english = {"Chine": "China", "China": "China", "Chili": "Chile", "Chile": "Chile", "Chinh": "Chinh"}
    assert near("Chini", english, most=5) == ["Chinh", "Chine", "China", "Chili"]
    assert near("Chini", english, called=english.__getitem__) == ["Chinh", "China", "Chile"]
    assert str(unknown("Chin", "State", (), ["Chine"], english.__getitem__)).endswith('Did you mean "China"?')


def test_at_most_three_names_are_near() -> None:
    """A guess is short."""
    assert len(near("aaaa", ["aaab", "aaac", "aaad", "aaae"])) == 3


@pytest.mark.parametrize(
    ("kind", "said"),
    [("State", "state"), ("InternationalOrganization", "organisation"), ("EventType", "event type"), ("name", "name")],
)
def test_an_unknown_name_is_answered_in_plain_words(kind: str, said: str) -> None:
    """The class is called as people call it, and what is near is asked for."""
    assert str(unknown("Rusia", kind, (), ["Russia"])) == f'No {said} "Rusia". Did you mean "Russia"?'
