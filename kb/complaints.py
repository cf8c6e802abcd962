"""What is wrong with a record, in words that a person can act on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing wrong with one record: its IRI, the property in words, and the whole in one line."""

    node: str
    property: str
    text: str

    def __str__(self) -> str:
        return self.text
