"""A text with its facts marked, for a terminal: each paragraph with the words that say a fact, and the facts below.

Without colour the words stand in brackets, so that nothing is told by colour alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kb.facts import Article, Fact, Span
from kb.terminal import harmless, wrapped

_COLORS = {"supportive": "32", "opposed": "31", "neutral": "33"}
_ASIDE = "2"

MARGIN = "  "


class _Mark(NamedTuple):
    """A stretch that is shown otherwise: numbers of facts, or none for what is set aside."""

    span: Span
    numbers: tuple[int, ...]
    color: str


def marked(article: Article, facts: Sequence[Fact], width: int, color: bool) -> str:
    """The article in lines no wider than `width`, the facts numbered as they stand below their paragraph."""
    lines = [harmless(article.title or article.id), ""]
    marks = _marks(article, facts)
    for start, end in _paragraphs(article.text):
        lines += [
            MARGIN + line for line in _paragraph(article.text, Span(start, end), marks, width - len(MARGIN), color)
        ]
        for number, fact in enumerate(facts, 1):
            if start <= fact.evidence.start < end:
                lines.append(_fact(number, fact, width, color))
        lines.append("")
    return "\n".join(lines)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _marks(article: Article, facts: Sequence[Fact]) -> list[_Mark]:
    """The stretches to mark, in order and none within another: facts that share words share a mark."""
    marks: list[_Mark] = [_Mark(span, (), _ASIDE) for span in article.aside]
    spans: dict[Span, list[int]] = {}
    for number, fact in enumerate(facts, 1):
        spans.setdefault(fact.evidence, []).append(number)
    for span, numbers in sorted(spans.items()):
        color = _COLORS[facts[numbers[0] - 1].polarity]
        if marks and marks[-1].span.end > span.start and marks[-1].numbers:
            last = marks.pop()
            joined = Span(last.span.start, max(last.span.end, span.end))
            marks.append(_Mark(joined, (*last.numbers, *numbers), last.color))
        else:
            marks.append(_Mark(span, tuple(numbers), color))
    return sorted(marks)


def _paragraph(text: str, place: Span, marks: Sequence[_Mark], width: int, color: bool) -> list[str]:
    """A paragraph in lines, with its marks; what a mark covers is wrapped as words are."""
    words: list[tuple[str, str]] = []
    here = place.start
    for mark in marks:
        start, end = max(mark.span.start, place.start), min(mark.span.end, place.end)
        if start >= end:
            continue
        words += [(word, "") for word in _split(text[here:start])]
        label = ",".join(map(str, mark.numbers))
        said = text[start:end] if color else f"[{text[start:end]}]" if label else f"set aside: {text[start:end]}"
        words += [(word, mark.color) for word in _split(said)]
        if label:
            words.append((f"⟨{label}⟩", mark.color))
        here = end
    words += [(word, "") for word in _split(text[here : place.end])]
    return _colored(words, width, color)


def _split(text: str) -> list[str]:
    """Words and the spaces before them, so that they join to the text again."""
    pieces = harmless(text).split(" ")
    return [pieces[0], *(" " + piece for piece in pieces[1:])]


def _colored(words: Sequence[tuple[str, str]], width: int, color: bool) -> list[str]:
    """Lines of some words, each with its shade."""
    plain = "".join(word for word, _ in words)
    shades = [shade for word, shade in words for _ in word]
    lines, here = [], 0
    for line in wrapped(plain, width):
        here = max(plain.find(line, here), here)
        lines.append(_shaded(line, shades[here : here + len(line)]) if color else line)
        here += len(line)
    return lines


def _shaded(line: str, shades: Sequence[str]) -> str:
    out, now = [], ""
    for sign, shade in zip(line, shades, strict=False):
        if shade != now:
            out.append(("\x1b[0m" if now else "") + (f"\x1b[{shade}m" if shade else ""))
            now = shade
        out.append(sign)
    return "".join(out) + ("\x1b[0m" if now else "")


def _fact(number: int, fact: Fact, width: int, color: bool) -> str:
    """A fact on one line: who toward whom, what, how sure, by whom and when."""
    whom = fact.target or fact.issue
    flags = [fact.tier, fact.evidentiality if fact.evidentiality != "narration" else "", fact.speaker, fact.date]
    flags += [fact.modality if fact.modality != "asserted" else "", "background" if fact.background else ""]
    line = f"{number}  {fact.body or fact.holder} → {whom}  {fact.event_type}  "
    rest = " · ".join(harmless(flag) for flag in flags if flag)
    said = f"{MARGIN}  " + wrapped(line + rest, width - 4)[0]
    shade = _COLORS[fact.polarity]
    return f"\x1b[{shade}m{said}\x1b[0m" if color else said
