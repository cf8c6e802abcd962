"""What is wrong with a record, in words that a person can act on."""

from typing import NamedTuple


class Complaint(NamedTuple):
    """One thing wrong with one record: its IRI, the property in words, and the whole in one line."""

    node: str
    property: str
    text: str

    def __str__(self) -> str:
        return self.text
