"""`gradmart key`: the pseudonym of a student number, and a new key."""

from __future__ import annotations

import sys

import click

from dagster_project.cli.options import Choices, common
from dagster_project.errors import ConfigurationError

_WARNING = """\
With a new key everybody gets another graduate_key: what you have joined to the old ones no longer fits.
Releases stay as they are. The next run reads every delivery again; no figure changes."""


@click.command()
@click.argument("student_no", required=False)
@click.option("--rotate", is_flag=True, help="Put a new key in the place of the one in use.")
@click.option("--yes", is_flag=True, help="Without asking.")
@common()
@click.pass_obj
def key(choices: Choices, student_no: str | None, rotate: bool, yes: bool) -> None:
    """The pseudonymous key of a student number, as in the current release."""
    if rotate == (student_no is not None):
        raise ConfigurationError(
            "Either a student number or --rotate is wanted.", "Give a number, or --rotate for a new key."
        )
    if rotate:
        _rotate(choices, yes)
        return
    from dagster_project.orchestration.status import graduate_key

    assert student_no is not None
    click.echo(graduate_key(choices.settings(), student_no))


def _rotate(choices: Choices, yes: bool) -> None:
    from dagster_project.orchestration.rotating import rotate_key

    click.echo(_WARNING)
    if not yes and not sys.stdin.isatty():
        raise ConfigurationError("There is no terminal to ask on, so the key stays.", "Add --yes.")
    if not yes and not click.confirm("Replace the key?"):
        click.echo("The key stays.")
        return
    rotated = rotate_key(choices.settings())
    click.echo(
        f"Key {rotated.now[:8]} is in use; key {rotated.before[:8]} is kept in {rotated.kept}.\n"
        "Keep a copy of both, then run `gradmart run`."
    )
