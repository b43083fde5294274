"""The files of words: a key stands once in a file, since yaml would silently keep the last of two."""

import re
from collections import Counter

import pytest

from dagster_project.reports.words import TEXTS


@pytest.mark.parametrize("file", sorted(TEXTS.glob("*.yml")), ids=lambda file: file.stem)
def test_no_key_is_written_twice(file):
    keys = re.findall(r"^([\w.]+):", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []
