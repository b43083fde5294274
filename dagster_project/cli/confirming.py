"""`gradmart confirm`: what an unknown header or label means, said once and written into institution.yml."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dagster_project.cli.options import Choices, as_json, common, json_text
from dagster_project.errors import ConfigurationError

if TYPE_CHECKING:
    from dagster_project.orchestration.answers import Answer
    from dagster_project.orchestration.confirming import Plan
    from dagster_project.orchestration.questions import Question

_EFFECTS = {
    "file_refused": "the file waits",
    "row_quarantined": "the rows are kept out",
    "value_dropped": "the value is left out",
}
_SHOWN_PLACES = 3


@click.command()
@click.argument("scope", required=False, metavar="[FEED|TABLE|FILE]")
@click.argument("pairs", nargs=-1, metavar="[TEXT=MEANING|COLUMN]...")
@click.option("--yes", is_flag=True, help="Write without asking.")
@as_json
@common()
@click.pass_obj
def confirm(choices: Choices, scope: str | None, pairs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Say what an unknown header or label means; it is written into institution.yml.

    \b
    gradmart confirm                                            goes through all that waits
    gradmart confirm destinations 单位性质代玛=employer_nature  a header of a feed: a column, or drop
    gradmart confirm destination 去向待核实=unknown             a label of a code table: a code
    gradmart confirm destinations/就业_2021-08-31.csv           columns that are right as they are
    """
    from dagster_project.orchestration import confirming
    from dagster_project.orchestration.questions import open_questions

    settings = choices.settings()
    if scope is not None and _is_file(scope, pairs):
        _settle(confirming.plan_columns(settings, scope, pairs), yes)
        return
    if scope is not None and pairs:
        if _settle(confirming.plan(settings, [_answer(scope, pair) for pair in pairs]), yes):
            _tell_left(len(open_questions(settings)))
        return
    waiting = [item for item in open_questions(settings) if scope in (None, item.scope)]
    if as_json:
        click.echo(json_text([_as_data(item) for item in waiting]))
    elif waiting and _on_terminal():
        click.echo(_held(choices), nl=False)
        given = _walk(choices, waiting)
        if not given:
            click.echo("Nothing was answered, so nothing is written.")
        elif _settle(confirming.plan(settings, given), yes):
            _tell_left(len(open_questions(settings)))
    else:
        click.echo(_listing(choices, waiting))


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _is_file(scope: str, pairs: tuple[str, ...]) -> bool:
    """Whether the first argument is meant as a file: what follows, if anything, are columns and no pairs."""
    from dagster_project.contracts import CONTRACTS
    from dagster_project.orchestration.answers import TABLES

    return scope not in (*CONTRACTS, *TABLES) and not any("=" in pair for pair in pairs)


def _answer(scope: str, pair: str) -> Answer:
    from dagster_project.orchestration.answers import Answer

    # A header may hold the sign, a column or code never does.
    text, sign, meaning = pair.rpartition("=")
    if not sign:
        raise ConfigurationError(
            f"{pair!r} does not say what it means.",
            f"Write it as TEXT=MEANING, for example: gradmart confirm {scope} {shlex.quote(pair + '=…')}",
        )
    return Answer(scope, text.strip(), meaning.strip())


def _settle(made: Plan, yes: bool) -> bool:
    """Show what would be written, ask once, write, and say what to do next. Whether it was written."""
    from dagster_project.orchestration import confirming

    for note in made.notes:
        click.echo(note)
    click.echo(made.diff)
    if not yes and not _on_terminal():
        raise ConfigurationError(
            f"There is no terminal to ask on, so {made.file.name} was not written.",
            "Look at the lines above and give the command again with --yes.",
        )
    if not yes and not click.confirm(f"Write this into {made.file.name}?"):
        click.echo("Nothing was written.")
        return False
    confirming.write(made)
    click.echo(f"Written to {made.file}.")
    count = len(made.waiting)
    click.echo(
        f"Run `gradmart run`: {count} file{'s wait' if count > 1 else ' waits'} for this."
        if count
        else "No file waits for this yet; the next one that has it passes."
    )
    return True


def _tell_left(questions: int) -> None:
    if questions:
        click.echo(f"Still open: {questions} question{'s' if questions > 1 else ''}; see `gradmart confirm`.")


def _walk(choices: Choices, waiting: list[Question]) -> list[Answer]:
    """Ask one question after the other; skipped ones stay open."""
    from dagster_project.ingest.institution_file import load_configuration
    from dagster_project.orchestration.answers import Answer, legal_meanings
    from dagster_project.settings import Paths

    institution = load_configuration(Paths(choices.data).institution_file)
    answers: list[Answer] = []
    for number, question in enumerate(waiting, start=1):
        click.echo(f"\n{number} of {len(waiting)}  {_told(question)}")
        if question.no_answer:
            continue
        legal = legal_meanings(question.scope, institution)
        said = _ask(question, legal)
        if said == "q":
            break
        if said:
            answers.append(Answer(question.scope, question.text, said))
    return answers


def _ask(question: Question, legal: dict[str, str]) -> str:
    """A legal column or code, '' to skip, or q."""
    # Where codes are numbers too, a number could mean a code or a place in the list: then only codes count.
    is_numbered = not any(str(at) in legal for at in range(1, len(question.choices) + 1))
    chosen = {
        str(at) if is_numbered else choice.meaning: choice.meaning
        for at, choice in enumerate(question.choices, 1)
    }
    for (key, meaning), choice in zip(chosen.items(), question.choices, strict=True):
        click.echo("  " + "  ".join(dict.fromkeys((key, meaning, choice.zh))))
    keys = ["a number"] if chosen and is_numbered else []
    keys += ["a column", "d to drop it"] if question.kind == "header" else ["a code"]
    hint = f"{', '.join(keys)}, ? for all, Enter to skip, q to end"
    while True:
        said = click.prompt(f"  {hint}", default="", show_default=False).strip()
        if said in ("", "q") or said in legal:
            return said
        if said == "d" and question.kind == "header":
            return "drop"
        if said in chosen:
            return chosen[said]
        if said != "?":
            click.echo(
                f"  There is no {'column' if question.kind == 'header' else 'code'} {said!r}. Legal are:"
            )
        click.echo("\n".join(f"  {meaning}  {zh}" for meaning, zh in legal.items()))


def _told(question: Question) -> str:
    """A question with its places."""
    kind = "header of the feed" if question.kind == "header" else "label of the code table"
    lines = [f"{question.text!r}: an unknown {kind} {question.scope}"]
    for place in question.places[:_SHOWN_PLACES]:
        filled = f", {place.filled} of them filled" if place.filled is not None else ""
        column = f", column {place.column}" if place.column else ""
        rows = f"{place.rows} row{'s' if place.rows != 1 else ''}"
        lines.append(f"  {place.file}{column}: {rows}{filled}; {_EFFECTS[place.effect]}")
    if more := len(question.places) - _SHOWN_PLACES:
        lines += [f"  and in {more} more files"] if more > 0 else []
    if question.no_answer:
        lines.append(f"  It cannot be answered: {question.no_answer}.")
    if question.section:
        lines.append(f"  A new one of your own is written under {question.section}: in institution.yml.")
    return "\n".join(lines)


def _listing(choices: Choices, waiting: list[Question]) -> str:
    """Every question with the commands that answer it, and the files held back for a column."""
    parts = []
    for question in waiting:
        parts.append(_told(question))
        command = f"  gradmart confirm{_option(choices)} {question.scope}"
        for meaning, zh in () if question.no_answer else _offered(question):
            pair = shlex.quote(f"{question.text}={meaning}")
            parts.append(f"{command} {pair}   # {zh}")
        parts.append("")
    return "\n".join([*parts, _held(choices)]).rstrip() or "Nothing waits for an answer."


def _held(choices: Choices) -> str:
    """The files held back for a column, with the command that believes them; empty when there are none."""
    from dagster_project.orchestration.questions import held_back
    from dagster_project.settings import Paths

    return "".join(
        f"{item.reason}\n  gradmart confirm{_option(choices)} {shlex.quote(item.file)}\n"
        for item in held_back(Paths(choices.data))
    )


def _option(choices: Choices) -> str:
    return "" if choices.data == Path("data") else f" --data {shlex.quote(str(choices.data))}"


def _offered(question: Question) -> list[tuple[str, str]]:
    """What the commands of a listing propose: (meaning, what it is)."""
    found: list[tuple[str, str]] = list(question.choices)
    if question.kind == "header":
        return [*found, ("drop", "not wanted")]
    return found or [("CODE", f"a code of {question.scope}")]


def _as_data(question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "scope": question.scope,
        "text": question.text,
        "rows": question.rows,
        "places": [place._asdict() for place in question.places],
        "choices": [choice._asdict() for choice in question.choices],
        "no_answer": question.no_answer,
    }
