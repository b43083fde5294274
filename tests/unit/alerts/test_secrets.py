"""Where addresses of webhooks and passwords come from: the environment, or a file of their own."""

from __future__ import annotations

import pytest

from dagster_project.alerts import missing, names_of, read_secrets
from dagster_project.errors import ConfigurationError
from dagster_project.settings import Alerts

ALERTS = Alerts.model_validate(
    {
        "mail_server": {"host": "h", "sender": "a@x.cn", "user": "me"},
        "to": {
            "office": {"mail": ["b@x.cn"]},
            "group": {"webhook": "wecom"},
            "campus_two": {"webhook": "feishu"},
        },
    }
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / ".gradmart-alerts"
    path.write_text("# remarks\n\nGRADMART_ALERT_GROUP_URL = https://a/b?key=c=d\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_the_file_holds_one_variable_a_line(file):
    assert read_secrets(file, {}) == {"GRADMART_ALERT_GROUP_URL": "https://a/b?key=c=d"}


def test_the_environment_goes_before_the_file(file):
    told = read_secrets(file, {"GRADMART_ALERT_GROUP_URL": "https://e", "GRADMART_KEY": "k", "HOME": "/"})
    assert told == {"GRADMART_ALERT_GROUP_URL": "https://e"}


def test_without_a_file_there_is_the_environment(tmp_path):
    assert read_secrets(tmp_path / "none", {"GRADMART_ALERT_MAIL_PASSWORD": "p"}) == {
        "GRADMART_ALERT_MAIL_PASSWORD": "p"
    }


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(file, mode):
    file.chmod(mode)
    with pytest.raises(ConfigurationError) as raised:
        read_secrets(file, {})
    assert raised.value.what == f"The secrets of alerts in {file} can be read by others (mode {mode:04o})."
    assert raised.value.do == f"Run: chmod 600 {file}"


@pytest.mark.parametrize(
    "line", ["https://bot.invalid/key=s3cr3t", "GRADMART_KEY=s3cr3t", "GRADMART_ALERT_X="]
)
def test_a_line_that_is_no_variable_is_told_by_its_number_only(file, line):
    file.write_text(f"# one\n{line}\n")
    with pytest.raises(ConfigurationError) as raised:
        read_secrets(file, {})
    assert ", line 2 is not of the form GRADMART_ALERT_NAME=value." in str(raised.value)
    assert "s3cr3t" not in str(raised.value)


def test_what_is_needed_and_what_may_be():
    assert names_of(ALERTS) == {
        "GRADMART_ALERT_MAIL_PASSWORD": True,
        "GRADMART_ALERT_GROUP_URL": True,
        "GRADMART_ALERT_CAMPUS_TWO_URL": True,
        "GRADMART_ALERT_CAMPUS_TWO_SECRET": False,
    }
    given = {"GRADMART_ALERT_GROUP_URL": "https://a"}
    assert missing(ALERTS, given) == ["GRADMART_ALERT_MAIL_PASSWORD", "GRADMART_ALERT_CAMPUS_TWO_URL"]
