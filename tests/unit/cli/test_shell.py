"""The interactive SQL: when is a statement whole, and what leaves the shell."""

import pytest

from dagster_project.cli.shell import statements


def reading(*lines):
    """A reader that hands out these lines and then ends; a KeyboardInterrupt among them is raised."""
    rest = iter(lines)

    def read(prompt):
        line = next(rest, None)
        if line is KeyboardInterrupt:
            raise KeyboardInterrupt
        return line

    return read


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["select 1;"], ["select 1"]),
        (["select", "  1", ";"], ["select\n  1"]),
        (["select 'a;", "b';"], ["select 'a;\nb'"]),
        (["select 1 -- not yet;", ";"], ["select 1 -- not yet;"]),
        (["", ";", "select 2;"], ["select 2"]),
        ([".tables", ".help"], [".tables", ".help"]),
        (["select 1;", ".exit", "select 2;"], ["select 1"]),
        (["select 1"], []),
        (["select 1", KeyboardInterrupt, "select 2;"], ["select 2"]),
    ],
)
def test_lines_become_statements(lines, expected):
    assert list(statements(reading(*lines))) == expected
