"""What a message says: read aloud, in both languages, and nothing that calls people or quotes a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.alerts import Facts, write
from dagster_project.settings import EVENTS

FACTS = Facts(
    "示例大学",
    "Example University",
    started="2026-11-23 02:00",
    exit_code=4,
    release_id="20201231-0123456789ab",
    files=["destinations/x_2020-07-01.csv"],
    late={"fairs": ("2020-07-02", "2020-06-01"), "graduates": ("2020-05-02", None)},
    counts={"landed": 3, "accepted": 120},
    runs={"nothing new": 28, "published": 3},
    days=31,
    next_run="2026-11-24 02:00",
)


def text(event: str, language: str, facts: Facts = FACTS) -> str:
    return write(event, facts, language).text


def test_a_refusal_in_english():
    assert text("refused", "en") == (
        "[gradmart] Example University: 1 file(s) refused\n"
        "The other files were taken in; release 20201231-0123456789ab is current. Refused:\n"
        "- destinations/x_2020-07-01.csv\n"
        "What to do: run `gradmart quarantine` on the machine. It says of each file why, and what to do."
    )


def test_a_late_feed_in_chinese():
    assert text("late", "zh") == (
        "[gradmart] 示例大学: 2 类数据逾期未到\n"
        "- fairs:应于 2020-07-02 前送达,最近一份为 2020-06-01\n"
        "- graduates:应于 2020-05-02 前送达,至今没有送达过\n"
        "处理办法:请向报送单位催要。如不再报送,gradmart status 会给出应写入 institution.yml 的内容。"
    )


def test_a_sign_of_life_says_how_the_month_went():
    told = text("heartbeat", "en")
    assert "Runs of the last 31 days: 28 nothing new, 3 published." in told
    assert "Feeds that are late: fairs, graduates. The next run is due 2026-11-24 02:00." in told
    assert "无新内容 28 次,已发布 3 次" in text("heartbeat", "zh")


def test_a_stop_before_the_first_release():
    first = replace(FACTS, release_id=None)
    assert "(exit status 4). There is no release yet." in text("stopped", "en", first)
    assert "(退出状态 4)。目前尚无发布版本。" in text("stopped", "zh", first)


@pytest.mark.parametrize("event", [*EVENTS, "test"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_event_has_words_and_a_title_of_one_line(event, language):
    message = write(event, FACTS, language)
    assert message.title.startswith("[gradmart] ")
    assert message.lines
    assert "\n" not in "".join([message.title, *message.lines])


def test_more_than_ten_files_are_counted():
    many = replace(FACTS, files=[f"fairs/{number}.csv" for number in range(13)])
    lines = write("refused", many, "en").lines
    assert "- fairs/9.csv" in lines
    assert "- and 3 more" in lines
    assert "- fairs/10.csv" not in lines


def test_a_name_cannot_call_the_group_or_write_lines_of_its_own():
    tricky = replace(FACTS, files=['fairs/<@all> <at user_id="all">.csv', "fairs/a\nWhat to do: pay.csv"])
    message = write("refused", tricky, "en")
    assert '- fairs/__all_ _at user_id="all"_.csv' in message.lines
    assert "- fairs/a_What to do: pay.csv" in message.lines
    assert message.facts["files"][0] == 'fairs/__all_ _at user_id="all"_.csv'
