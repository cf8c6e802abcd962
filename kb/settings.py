"""Under which conditions the index is reckoned, and what can be asked for."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from kb.alignment import EVIDENTIALITY
from kb.errors import BadParameter
from kb.literals import fault_of_day
from kb.names import near
from kb.reports import Report
from kb.terms import curie

WEIGHTS = ("plover", "goldstein")
"""The weight sets."""

HALF_LIVES = (1.0, 36_500.0)
"""Days that a half-life can be: a day to a hundred years."""

FACTORS = (0.01, 100.0)
"""What half-lives can be multiplied by."""


def chosen(**values: Any) -> "Settings":
    """Settings from what Python gives: days may be dates, a half-life a number, one thing to leave out a text.

    >>> chosen(as_of=date(2025, 1, 1), half_life=30, exclude="hedged").unusual
    '; half-lives 30 days; without hedged'
    """
    told: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
    for name in ("as_of", "known_at", "half_life"):
        if name in told:
            told[name] = str(told[name])
    if "exclude" in told:
        told["exclude"] = (told["exclude"],) if isinstance(told["exclude"], str) else tuple(told["exclude"])
    return Settings(**told)


class Settings(NamedTuple):
    """Under which conditions the index is reckoned; as they stand, over all that is known, as of the newest article."""

    as_of: str = ""
    """A day, or `today`; empty for the day of the newest article."""
    known_at: str = ""
    """Only what had been recorded by the end of this day."""
    weights: str = "plover"
    half_life: str = ""
    """Days for every event type, or a factor such as x0.5."""
    exclude: tuple[str, ...] = ()
    """An evidentiality such as `hedged`, or `outlet=NAME`."""

    @property
    def unusual(self) -> str:
        """Those that are not the usual ones, to be told behind the day in a heading.

        >>> Settings(weights="goldstein", half_life="x0.5", exclude=("hedged",)).unusual
        '; weights goldstein; half-lives x0.5; without hedged'
        """
        told = [
            f"known by {self.known_at}" if self.known_at else "",
            f"weights {self.weights}" if self.weights != WEIGHTS[0] else "",
            f"half-lives {self.half_life}{'' if self.half_life[0] in 'x×' else ' days'}" if self.half_life else "",
            f"without {', '.join(self.exclude)}" if self.exclude else "",
        ]
        return "".join(f"; {each}" for each in told if each)

    @property
    def plain(self) -> dict[str, Any]:
        """All but the day, as JSON has them."""
        return {
            "known_at": self.known_at or None,
            "weights": self.weights,
            "half_life": self.half_life or None,
            "exclude": list(self.exclude),
        }

    def check(self) -> None:
        """Raises BadParameter for days that are none and weight sets that nobody has."""
        check_days(as_of="" if self.as_of == "today" else self.as_of, known_at=self.known_at)
        if self.weights not in WEIGHTS:
            raise BadParameter(f'No weight set "{self.weights}": --weights {" or ".join(WEIGHTS)}.')

    def scaled(self) -> Callable[[float], float]:
        """What half-lives become: all the same number of days, or each multiplied. Raises BadParameter."""
        told = self.half_life
        if not told:
            return float
        factor = re.fullmatch(r"[x×](\d+(?:\.\d+)?|\.\d+)", told)
        number = factor[1] if factor else told
        low, high = FACTORS if factor else HALF_LIVES
        if not re.fullmatch(r"\d+(\.\d+)?|\.\d+", number) or not low <= float(number) <= high:
            days = f"days from {HALF_LIVES[0]:g} to {HALF_LIVES[1]:,.0f}"
            raise BadParameter(
                f'--half-life takes {days}, or a factor from x{FACTORS[0]:g} to x{FACTORS[1]:g}, not "{told}".'
            )
        value = float(number)
        return (lambda days: days * value) if factor else (lambda _: value)

    def leaves_out(self, outlets: Callable[[], Mapping[str, str]]) -> Callable[[Report], bool]:
        """Whether a report is left out; `outlets` gives the names of those that report stances, by IRI.

        Raises BadParameter for what cannot be left out, or is not there.
        """
        manners: set[str] = set()
        sources: set[str] = set()
        for each in self.exclude:
            kind, equals, name = each.partition("=")
            if kind == "outlet" and equals:
                named = outlets()
                found = {iri for iri, label in named.items() if name.casefold() in (label.casefold(), curie(iri), iri)}
                if not found:
                    guesses = near(name, named.values())
                    hint = f" Did you mean {' or '.join(guesses)}?" if guesses else ""
                    raise BadParameter(f'No outlet "{name}" reports a stance.{hint}')
                sources |= found
            elif each in EVIDENTIALITY:
                manners.add(each)
            else:
                raise BadParameter(f'--exclude takes {", ".join(EVIDENTIALITY)} or outlet=NAME, not "{each}".')
        return lambda report: report.evidentiality in manners or report.outlet in sources


def check_days(**days: str) -> None:
    """Raises BadParameter for what is no day, by the name of the option that gave it."""
    for name, given in days.items():
        if given and fault_of_day(given):
            raise BadParameter(f'--{name.replace("_", "-")} takes a day such as 2025-01-01, not "{given}".')


def today() -> date:
    """The day that it is."""
    return datetime.now(tz=UTC).date()
