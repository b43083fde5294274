"""What the README shows is what comes out: its examples are run and compared line by line.

A block of the README that begins with `$ gradmart …` is run; the rest of the block must be its output. A line
that is only `…` stands for any lines. What differs from one machine to another (ids of releases, times, the
folder) is compared by its shape.
"""

from __future__ import annotations

import difflib
import re
import shlex
from pathlib import Path

import pytest

from dagster_project import demo as demonstration
from tests.deployments import gradmart
from tests.pipeline import hundred_graduates

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```[a-z]*\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EXAMPLES = [block for block in BLOCKS if block.startswith("$ gradmart ")]
# The demonstration has no file that is refused: what is said of those is shown on files made for it.
ON_BAD_FILES = {"quarantine", "confirm"}
_VARYING = (
    (re.compile(r"\b\d{8}-[0-9a-f]{12}\b"), "<release>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+:\d]*"), "<time>"),
    (re.compile(r"\b\d+\.\d s\b"), "<seconds>"),
)


def command(block: str) -> list[str]:
    return shlex.split(block.splitlines()[0].removeprefix("$ gradmart "))


@pytest.fixture(scope="module")
def folder(demo, build_once):
    """Command -> the data folder its example is run in."""
    data, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err

    def of(name: str) -> Path:
        if name not in ON_BAD_FILES:
            return data
        return build_once("dirty", lambda data: hundred_graduates.run(data, with_mistakes=True))[0]

    return of


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: " ".join(command(block))[:60])
def test_an_example_of_the_readme_gives_what_the_readme_shows(block, folder):
    arguments = command(block)
    data = folder(arguments[0])
    assert_shown(block.partition("\n")[2], gradmart(data, *arguments).out, data)


def test_the_demonstration_ends_as_the_readme_shows(demo):
    data, outcome = demo
    (block,) = [block for block in BLOCKS if block.startswith(demonstration.NOTICE)]
    assert_shown(block, outcome.out, data)


def test_there_are_examples_of_the_commands_that_answer():
    assert {"sql", "quarantine", "confirm"} <= {command(block)[0] for block in EXAMPLES}


def assert_shown(shown: str, real: str, data: Path) -> None:
    """`shown` is `real`, but for what varies and for what `…` leaves out."""
    wanted, found = normalised(shown, data), normalised(real, data)
    pattern = "".join("(.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in wanted)
    if not re.fullmatch(pattern, "".join(f"{line}\n" for line in found)):
        told = difflib.unified_diff(wanted, found, "README.md", "what comes out", lineterm="")
        pytest.fail("The README is stale:\n" + "\n".join(told))


def normalised(text: str, data: Path) -> list[str]:
    text = text.replace(str(data), "data").replace(" --data data", "")
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.rstrip().splitlines()]


def test_a_digit_that_changed_is_seen(tmp_path):
    with pytest.raises(pytest.fail.Exception, match="stale"):
        assert_shown("a  1\n…\n(2 rows)\n", "a  2\nb  3\n(2 rows)\n", tmp_path)
    assert_shown("a  1\n…\n(2 rows)\n", "a  1\nb  3\n(2 rows)\n", tmp_path)
