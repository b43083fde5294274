"""Which release is meant."""

import pytest

from dagster_project.errors import UserError
from dagster_project.release import named

IDS = ["20211231-e22a2d28db02", "20211231-e3", "20200831-aa"]


def test_a_beginning_is_enough_when_only_one_begins_so():
    assert named(IDS, "2020") == "20200831-aa"
    assert named([*IDS, "20211231-e"], "20211231-e") == "20211231-e"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("2021", "2021 begins the ids of 2 releases. Say which: 20211231-e22a2d28db02, 20211231-e3."),
        ("nope", "There is no release nope. There are 20211231-e22a2d28db02, 20211231-e3, 20200831-aa."),
    ],
)
def test_else_it_is_said_which_there_are(word, message):
    with pytest.raises(UserError) as raised:
        named(IDS, word)
    assert str(raised.value) == message
