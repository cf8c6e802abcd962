"""Words, deeds and treaties of a dyad side by side, as people read them on a terminal and as programs take them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from kb import statement
from kb.channels import Parting, partings
from kb.figures import SCALE, STEPS, decimal, picture, signed
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.standing import Standing
from kb.tables import table
from kb.terminal import bold, columns_of, harmless, listing
from kb.terms import XSD, curie, number, whole

Channels = Mapping[str, Standing]
"""Channel → how the one stands toward the other in it: the channels of one dyad."""

STRONGEST = 3
"""Contributions of each channel that the screen shows; JSON and rows have all."""

_DYAD = ("a", "b", "as_of", "settings")
_SIDES = ("channel", "direction", "low", "high", "flags")

Row = tuple[Term | None, ...]


def document(told: Channels) -> dict[str, Any]:
    """The channels of a dyad as a JSON object, each as `kb.statement.document` has it; then which of them part."""
    each = {name: statement.document(one) for name, one in told.items()}
    return {
        **{key: each["rhetoric"][key] for key in _DYAD},
        "channels": {
            name: {key: value for key, value in one.items() if key not in _DYAD} for name, one in each.items()
        },
        "parting": [one._asdict() for one in _partings(told)],
    }


def contributions(told: Channels) -> Answer:
    """The contributions of all channels as rows; those of a channel add up to its direction."""
    answers = {name: statement.contributions(one) for name, one in told.items()}
    rows = [(Literal(name), *row) for name, answer in answers.items() for row in answer.rows]
    return Answer(("channel", *answers["rhetoric"].columns), rows)


def screen(told: Channels, width: int | None, color: bool = False) -> str:
    """The channels of a dyad on a terminal, a line each; whether they part; the strongest evidence of each."""
    one = told["rhetoric"]
    parts = [_title(f"{one.holder.label} → {one.target.label}, as of {one.basis}", color)]
    if not any(each.alignment.contributions for each in told.values()):
        return f"{parts[0]}\nNo evidence: no act of the one toward the other is known by then.\n"
    rows = [_line(name, each) for name, each in told.items()]
    columns = ("channel", "direction", "low", "high", SCALE, "acts", "flags")
    parts.append(table(Answer(columns, rows), width, color, lift=False))
    compared = [(f"{each.first}, {each.second}", _said(each, told)) for each in _partings(told)]
    parts.append(listing(compared, width) or "Nothing to compare: a single channel has evidence.\n")
    parts += [_evidence(name, each, width, color) for name, each in told.items() if each.alignment.contributions]
    return "\n".join(parts)


def _line(name: str, one: Standing) -> Row:
    found = one.alignment
    if not found.contributions:
        return Literal(name), None, None, None, Literal("no evidence"), None, None
    channel, *numbers, flags = _rounded(name, one)
    return channel, *numbers, Literal(picture(found, STEPS // 2)), whole(found.acts), flags


def _said(each: Parting, told: Channels) -> str:
    sure = " and ".join(f"{told[name].alignment.p_aligned:.0%}" for name in (each.first, each.second))
    part = "they part" if each.parts else "they do not part"
    return f"{part}: different sides {each.probability:.0%} (aligned {sure})"


def _evidence(name: str, one: Standing, width: int | None, color: bool) -> str:
    """The strongest contributions of a channel, in whole sentences, and where they stand."""
    found = statement.document(one)["contributions"]
    told: list[tuple[str, str]] = []
    for each in found[:STRONGEST]:
        who = ", ".join(filter(None, (each["date"], each["speaker"], each["event_type"])))
        words = f"“{each['quote']}”" if each["quote"] else each["summary"]
        told += [
            (signed(each["value"]), f"{who}: {words}"),
            ("", f"score {signed(each['score'])}, sure {each['sure']:.3f}, fades {each['fades']:.3f}"),
            ("", f"{curie(each['article'])}, chars {each['start']}–{each['end']}"),
        ]
    head = f"{name}, the {STRONGEST} strongest of {len(found)}" if len(found) > STRONGEST else name
    return _title(head, color) + listing(told, width)


def dyads(told: Sequence[Channels], everything: bool = False) -> Answer:
    """A row for each two channels that part, the most probable first; numbers as they are.

    With `everything` a row for each two that can be compared.
    """
    rows: list[Row] = []
    for channels, each in _ranked(told, everything):
        one = channels["rhetoric"]
        rows.append(
            (
                *(Literal(end.code or end.iri) for end in (one.holder, one.target)),
                *(cell for name in (each.first, each.second) for cell in _cells(name, channels[name])),
                number(each.probability),
                Literal(str(each.parts).lower(), datatype=NamedNode(XSD + "boolean")),
            )
        )
    return Answer(
        ("holder", "target", *(f"{one}_{name}" for one in ("first", "second") for name in _SIDES), "apart", "parts"),
        rows,
    )


def _cells(name: str, one: Standing) -> Row:
    found = one.alignment
    numbers = map(number, (found.direction, *found.interval))
    return Literal(name), *numbers, Literal(" ".join(found.flags))


def dyads_screen(
    told: Sequence[Channels],
    holder: Candidate | None,
    basis: str,
    width: int | None,
    color: bool = False,
    everything: bool = False,
) -> str:
    """The same on a terminal, rounded; of one holder, who is told above and not in each line, or of everyone.

    A line each, or two where a line would be too long.
    """
    lines: list[Row] = []
    pairs: list[Row] = []
    for channels, each in _ranked(told, everything):
        one, apart = channels["rhetoric"], Literal(f"{each.probability:.0%}")
        first, second = (_rounded(name, channels[name]) for name in (each.first, each.second))
        ends = [Literal(end.label) for end in (one.holder, one.target)]
        lines.append((*ends[holder is not None :], apart, *first, *second))
        below = None if holder else Literal(f"→ {one.target.label}")
        pairs += [(ends[holder is not None], apart, *first), (below, None, *second)]
    head = _title(f"{holder.label if holder else 'everyone'} → everyone, as of {basis}", color)
    names = ("target",) if holder else ("holder", "target")
    long = table(Answer((*names, "apart", *_SIDES, *_SIDES), lines), None, color)
    if width is None or max(map(columns_of, long.split("\n"))) <= width:
        return f"{head}\n{long}"
    dyad = "target" if holder else "dyad"
    return f"{head}\n{table(Answer((dyad, 'apart', *_SIDES), pairs), width, color, lift=False)}"


def _rounded(name: str, one: Standing) -> Row:
    found = one.alignment
    numbers = (decimal(signed(value)) for value in (found.direction, *found.interval))
    return Literal(name), *numbers, Literal(", ".join(found.flags))


def _ranked(told: Sequence[Channels], everything: bool) -> list[tuple[Channels, Parting]]:
    """The pairs of channels that part, or all, the most probable first, then by holder and target."""
    found = [(one, each) for one in told for each in _partings(one) if each.parts or everything]
    return sorted(found, key=lambda each: (-each[1].probability, *_names(each[0])))


def _names(told: Channels) -> tuple[str, str]:
    one = told["rhetoric"]
    return one.holder.label, one.target.label


def _partings(told: Channels) -> list[Parting]:
    return partings({name: one.alignment for name, one in told.items()})


def _title(head: str, color: bool) -> str:
    return f"{bold(harmless(head)) if color else harmless(head)}\n"
