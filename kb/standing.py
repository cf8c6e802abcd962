"""How one actor stands toward another, with its interval, its flags and the acts that it is made of."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kb import alignment
from kb.alignment import Alignment, Contribution
from kb.names import Candidate
from kb.settings import Settings
from kb.terms import curie


class Membership(NamedTuple):
    """What the members of an organisation add to its standing when they are counted too."""

    of: Candidate
    members: int
    """Full members on the day; 0 where nobody is held to belong to it."""
    acts: int
    """Acts of members, or toward them, that count."""
    counted: float
    """What these weigh, each counted as one member's share."""
    whole: float
    """What they would weigh as acts of the organisation itself."""


class Standing(NamedTuple):
    """How one actor stands toward another as of a day."""

    holder: Candidate
    target: Candidate
    at: date
    alignment: Alignment
    labels: Mapping[str, str]
    """IRI → English name, of speakers, outlets and issues that the contributions mention."""
    memberships: tuple[Membership, ...] = ()
    """Of either actor, where members are counted too."""
    settings: Settings = Settings()
    """What it is reckoned under."""

    @property
    def basis(self) -> str:
        """The day that it is reckoned for, and the settings that are not the usual ones."""
        return f"{self.at}{self.settings.unusual}"

    def groups(self, by: str) -> list[tuple[str, float, int]]:
        """What contributions add up to by issue, speaker, depth or outlet, and how many they are; the largest first.

        An act on two issues counts half for each, one that several outlets report an equal part for each, so that the
        groups add up to the direction too.
        """
        found: dict[str, tuple[float, int]] = {}
        for one in self.alignment.contributions:
            names = self._named(one, by)
            for name in names:
                value, count = found.get(name, (0.0, 0))
                found[name] = value + one.value / len(names), count + 1
        told = [(name, value, count) for name, (value, count) in found.items()]
        return sorted(told, key=lambda group: (-abs(group[1]), group[0]))

    def _named(self, one: Contribution, by: str) -> list[str]:
        match by:
            case "issue":
                found = {issue for report in one.act.reports for issue in report.issues}
            case "speaker":
                found = {one.report.speaker} - {""}
            case "outlet":
                found = {report.outlet for report in one.act.reports}
            case _:
                return [alignment.DEPTHS[one.depth]]
        return sorted(self.labels.get(iri, curie(iri)) for iri in found) or [f"no {by}"]
