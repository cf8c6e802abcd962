"""What commands over the index share: the two clocks, what counts, and what is said where nothing is known."""

import click

from kb.cli import options
from kb.cli.notes import remark

PAIR = ("table", "json", "csv", "tsv", "jsonl", "md")
"""Formats of what is asked of two actors: a screen, in a pipe too; one object; or the contributions as rows."""

ACTOR = options.names("Actor")

NOTHING = "No evidence: no act that counts is known by then."
NOTHING_DRAWN = "No evidence: no act that counts is known by then, and so nothing is drawn."

FADES = "until then acts fade, and nothing new is known"
KNOWN = "what is known now is all that counts"


def clock(name: str, about: str, ahead: str) -> options.Decorator:
    """An option that takes a day; of one that is yet to come it is said what that means."""

    def told(_: click.Context, __: click.Parameter, day: str) -> str:
        from datetime import date

        # Whether it is a day at all is looked at later, by what takes it.
        if len(day) == len("2025-01-01") and day > date.today().isoformat():
            remark(f"{day} is yet to come: {ahead}")
        return day

    return options.option(name, callback=told, default="", metavar="DATE", help=about)


as_of = clock("--as-of", "The day to reckon for, or today; else the newest article's.", FADES)
known_at = clock("--known-at", "Only what had been recorded by the end of this day.", KNOWN)


def counting(command: options.Command) -> options.Command:
    """What may be chosen of the index: --known-at, --weights, --half-life and --exclude."""
    for option in (
        click.option(
            "--exclude",
            multiple=True,
            metavar="WHAT",
            help="Leave out hedged, paraphrase, narration, directQuote or outlet=NAME.",
        ),
        options.option(
            "--half-life", default="", metavar="DAYS", help="Days for every event type, or a factor such as x0.5."
        ),
        options.option("--weights", default="plover", metavar="SET", help="plover or goldstein.  [default: plover]"),
        known_at,
    ):
        command = option(command)
    return command
