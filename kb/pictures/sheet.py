"""The sheet that pictures are drawn on: one style, words above and below what is drawn, and the bytes that come of it.

Text stays text in an SVG, with a title and a description for those who cannot see it. Lengths are in inches, sizes of
type in points.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from kb.errors import KbError
from kb.terminal import harmless, shortened, wrapped

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

INK, SOFT, FAINT, PAPER = "#1f2933", "#5f6b76", "#d9dee3", "#ffffff"

AGAINST, WITH = "#a63a1e", "#1f5a92"
"""Opposed and supportive: brick and blue, which eyes that lack a kind of cone tell apart too."""

DIVERGING = ("#7a2410", "#a63a1e", "#d98c66", "#ece4d4", "#7fa8cc", "#1f5a92", "#0f3a66")
"""From −1 to +1. Zero is sand, which is not the white of a cell without evidence; lightness falls to both sides."""

FONTS = ("DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei",
         "Droid Sans Fallback", "PingFang SC", "Hiragino Sans", "Noto Sans Arabic", "Noto Sans Devanagari")  # fmt: skip
"""The first comes with matplotlib; the others help out, where they are installed, with letters that it has not."""

DPI = 200

THIN = "thin: a support under 2"
CONTESTED = "contested: more than a quarter on the weaker side"

_NARROWEST = 5.2
"""What is written above and below is at least so wide."""

_STYLE = {
    "font.size": 8.5,
    "text.color": INK,
    "text.parse_math": False,  # a $ is a $
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "legend.borderpad": 0,
    "legend.borderaxespad": 0,
    "legend.handletextpad": 0.5,
    "legend.columnspacing": 1.6,
    "legend.labelcolor": INK,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "kb",
}


def must_be_possible() -> None:
    """Raises KbError where the extra is not installed, or does not start."""
    try:
        with _silence():
            import matplotlib  # noqa: F401
    except ImportError:
        raise KbError("Pictures need matplotlib: pip install 'alignment-kb[pictures]'.") from None
    except ValueError as error:  # MPLBACKEND names none
        raise KbError(f"Matplotlib does not start: {error}.") from error


@contextmanager
def sheet(width: float, height: float) -> "Iterator[tuple[Figure, Any]]":
    """A figure and the axes that fill it; what stands outside of them makes the picture larger.

    Within, matplotlib is in the style of the house, whatever the reader's is, and silent; after it all is as before.
    """
    import warnings

    with _silence(), warnings.catch_warnings():
        import matplotlib
        from matplotlib.figure import Figure

        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # a letter that no font has is drawn as a box
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            style: Any = {**_STYLE, "font.family": "sans-serif", "font.sans-serif": _fonts()}
            matplotlib.rcParams.update(style)
            figure = Figure(figsize=(width, height))
            yield figure, figure.add_axes((0, 0, 1, 1))


@contextmanager
def _silence() -> Iterator[None]:
    """Matplotlib remarks on folders and fonts that are missing, which is no word to the reader of a picture."""
    import logging

    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def _fonts() -> list[str]:
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return [name for name in FONTS if name in known]


def label(text: str, width: int = 28) -> str:
    """A name as a picture has it: on one line, harmless, and no longer than `width` columns."""
    return shortened(harmless(text), width)


def head(figure: "Figure", title: str, *lines: str) -> None:
    """A title above all that is drawn so far, and lines under it."""
    left, _, right, top = _box(figure)
    room = max(right - left, _NARROWEST)
    said = [one for line in lines for one in _lines(line, room, 8.5)]
    base = top + 0.16
    for text in reversed(said):
        _write(figure, left, base, text, size=8.5, color=SOFT)
        base += 0.17
    for text in reversed(_lines(title, room, 12.5)):
        _write(figure, left, base + 0.04, text, size=12.5, weight="bold")
        base += 0.23


def legend(figure: "Figure", handles: "Sequence[Artist]", columns: int) -> None:
    """What the marks mean, below all that is drawn so far."""
    left, bottom, _, _ = _box(figure)
    wide, high = figure.get_size_inches()
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(left / wide, (bottom - 0.16) / high), ncols=columns
    )


def foot(figure: "Figure", *lines: str) -> None:
    """Lines below all that is drawn so far, small."""
    left, bottom, right, _ = _box(figure)
    base = bottom - 0.26
    for line in lines:
        for text in _lines(line, max(right - left, _NARROWEST), 7.5):
            _write(figure, left, base, text, size=7.5, color=SOFT)
            base -= 0.15


def _box(figure: "Figure") -> tuple[float, float, float, float]:
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    return box.x0, box.y0, box.x1, box.y1


def _lines(text: str, room: float, size: float) -> list[str]:
    """A text in lines that fit; a letter is about .53 of its size wide."""
    return wrapped(harmless(text), int(room * 72 / (0.53 * size)))


def _write(figure: "Figure", left: float, base: float, text: str, **how: Any) -> None:
    wide, high = figure.get_size_inches()
    figure.text(left / wide, base / high, text, va="baseline", **how)


def written(figure: "Figure", form: str, title: str, about: str) -> bytes:
    """The picture as svg or png, with nothing in it of the day, the machine or the program's version."""
    out = BytesIO()
    told = {"Title": harmless(title), "Description": harmless(about)}
    unsaid = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[form]
    figure.savefig(out, format=form, dpi=DPI, metadata={**told, **unsaid}, bbox_inches="tight", pad_inches=0.18)
    return _accessible(out.getvalue(), told["Description"]) if form == "svg" else out.getvalue()


def _accessible(svg: bytes, about: str) -> bytes:
    """An SVG whose title and description are told to those who hear it."""
    text = svg.decode()
    text = re.sub(r"<svg ", '<svg role="img" aria-labelledby="title desc" ', text, count=1)
    started, title, rest = text.partition("<title>")
    shown, end, rest = rest.partition("</title>")
    assert title
    assert end
    return f'{started}<title id="title">{shown}{end}\n <desc id="desc">{escape(about)}</desc>{rest}'.encode()
