"""Sentences and the facts that stand in them, stage by stage: `cases.tsv`."""

from pathlib import Path

import pytest

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cases.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_there_are_cases_of_every_stage():
    """No stage is left without."""
    assert {stage for stage, *_ in CASES} >= {
        "actors",
        "arguments",
        "operators",
        "compositions",
        "coreference",
        "discourse",
    }


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CASES], ids=[case[1][:60] for case in CASES])
def test_a_sentence_tells_these_facts_and_no_others(told, text, wanted):
    """Who does what to whom, and nothing of what is not done."""
    assert told(text) == set(wanted.split("; ")) - {"-"}
