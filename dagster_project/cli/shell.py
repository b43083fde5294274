"""The interactive `gradmart sql`: statements up to a semicolon, a few dot commands, a history.

What SQL may do is decided in `release`; a mistake in a statement is shown and the shell goes on.
"""

from __future__ import annotations

import contextlib
import readline
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from dagster_project.errors import UserError
from dagster_project.release import Release, Tier, query, to_table

HELP = """\
End a statement with a semicolon; it may span lines. Only reading is possible.
  .tables   the published tables
  .help     this text
  .exit     leave (also Ctrl-D)"""
PROMPT, MORE = "gradmart> ", "     ...> "
_MAX_ROWS = 200


def interact(release: Release, tier: Tier, history: Path) -> None:
    """Answer statements from the terminal until .exit or Ctrl-D; `history` keeps them (mode 0600)."""
    click.echo(f"Release {release.id}, {tier} tier. Read-only; .help tells more.")
    history.parent.mkdir(parents=True, exist_ok=True)
    history.touch(mode=0o600)
    with contextlib.suppress(OSError):  # a history of another readline library: start a new one
        readline.read_history_file(history)
    readline.set_history_length(1000)
    try:
        for statement in statements(_typed):
            answer(release, tier, statement)
    finally:
        readline.write_history_file(history)


def statements(read: Callable[[str], str | None]) -> Iterator[str]:
    """Whole statements and dot commands out of lines; `read(prompt)` gives None at the end.

    Ctrl-C (KeyboardInterrupt of `read`) drops what was begun. A semicolon in quotes ends nothing.
    """
    begun: list[str] = []
    while True:
        try:
            line = read(MORE if begun else PROMPT)
        except KeyboardInterrupt:
            click.echo()
            begun = []
            continue
        if line is None or (not begun and line.strip() in (".exit", ".quit")):
            return
        if not begun and line.strip().startswith("."):
            yield line.strip()
            continue
        if not begun and not line.strip():
            continue
        begun.append(line)
        text = "\n".join(begun)
        if _complete(text):
            begun = []
            if statement := text.strip().rstrip(";").strip():
                yield statement


def answer(release: Release, tier: Tier, statement: str) -> None:
    """Print the answer to one statement or dot command."""
    try:
        if statement == ".help":
            click.echo(HELP)
        elif statement == ".tables":
            click.echo("\n".join(release.tables(tier)))
        elif statement.startswith("."):
            click.echo(f"There is no {statement}. {HELP}")
        else:
            click.echo(to_table(query(release, statement, tier), max_rows=_MAX_ROWS))
    except UserError as error:
        click.echo(str(error), err=True)


def _typed(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        click.echo()
        return None


def _complete(text: str) -> bool:
    """Does a semicolon outside quotes and comments end this text?"""
    return text.rstrip().endswith(";") and not _open(text)


def _open(text: Iterable[str]) -> bool:
    """Is the last character of the text inside quotes or a line comment?"""
    quote, previous = "", ""
    for character in text:
        if quote == "--":
            quote = "" if character == "\n" else quote
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "-" and previous == "-":
            quote = "--"
        previous = character
    return bool(quote)
