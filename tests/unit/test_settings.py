"""institution.yml: every mistake at once, each with its place and the legal values."""

import pytest

from dagster_project.errors import ConfigurationError
from dagster_project.settings import load_institution

GOOD = 'institution: {code: "99999", name_zh: 示例大学, name_en: Example, province: "61"}\n'


def load(tmp_path, text):
    path = tmp_path / "institution.yml"
    path.write_text(text, encoding="utf-8")
    return load_institution(path)


def test_the_shortest_configuration_has_the_official_snapshots_and_counts_the_completed(tmp_path):
    institution = load(tmp_path, GOOD)
    assert institution.snapshots == {"initial": "08-31", "year_end": "12-31"}
    assert institution.policy.completed_counts
    assert institution.institution.time_zone == "Asia/Shanghai"


def test_an_own_snapshot_stands_beside_the_official_ones(tmp_path):
    institution = load(tmp_path, GOOD + 'snapshots: {autumn: "10-31"}\n')
    assert institution.snapshots == {"initial": "08-31", "year_end": "12-31", "autumn": "10-31"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "polcy: {}\n",
            "polcy: there is no such setting; legal are activity_kinds, alerts, blanks, codes, ",
        ),
        ("codes: {destination: {自由: 76}}\n", "valid string (given: 76; write it in quotation marks)"),
        (
            "surveys: {s: {title_zh: 问卷, frame: all}}\n",
            "  - surveys.s.frame: Input should be 'roster' or 'none'",
        ),
        ("policy: {count: true}\n", "policy.count: there is no such setting; legal are completed_counts"),
        ('snapshots: {autumn: "02-30"}\n', "snapshots: autumn: 02-30 is not a day of every year"),
        ('snapshots: {latest: "10-31"}\n', "'latest' is built in"),
        ("disclosure: {profile: none}\n", "disclosure.profile: Input should be 'default' or 'hesa'"),
        ("quarantine: {max_share: 5}\n", "quarantine.max_share: Input should be less than or equal to 1"),
        ("headers: {gradutes: {}}\n", "headers.gradutes: Input should be 'graduates', 'destinations', "),
        (
            "surveys: {s: {title_zh: 问卷, frame: roster, class_year: 2020, itms: {}}}\n",
            "surveys.s.itms: there is no such setting; legal are box_rules, class_year, coded_numbers, ",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_legal_values(tmp_path, text, told):
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, GOOD + text)
    assert told in str(error.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    text = GOOD.replace("99999", "1") + "polcy: {}\nquarantine: {max_share: 5}\n"
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, text)
    assert str(error.value).startswith("institution.yml has 3 mistake(s)")
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "institution.yml is empty."),
        (b"institution: [", "institution.yml is not YAML: line 1: "),
        (b"a: 1\n\tb: 2\n", "line 2: found character '\\t' that cannot start any token. Mend that line."),
        (b"x: 2020-02-30\n", "line 1: 2020-02-30 is no day of the calendar. Mend that line."),
        (
            b"headers: {}\ncodes: {}\nheaders: {}\n",
            "line 3: 'headers' is there a second time. Mend that line.",
        ),
        (b"a: " + b"[" * 5000, "institution.yml is not YAML: "),
        ("institution: 示例".encode("gb18030"), "institution.yml is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_a_file_that_is_no_configuration_is_told_as_such(tmp_path, content, told):
    path = tmp_path / "institution.yml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as error:
        load_institution(path)
    assert told in str(error.value)


def test_a_missing_configuration_names_the_file_and_the_way_out(tmp_path):
    with pytest.raises(ConfigurationError) as error:
        load_institution(tmp_path / "institution.yml")
    assert "There is no institution.yml" in str(error.value)
    assert "gradmart demo" in str(error.value)


def test_a_configuration_that_cannot_be_opened_is_no_fault(tmp_path):
    (tmp_path / "institution.yml").mkdir()
    with pytest.raises(ConfigurationError) as error:
        load_institution(tmp_path / "institution.yml")
    assert "institution.yml cannot be opened (Is a directory)." in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("freshness: {fairs: {every: 7}}\n", "no such setting; legal are every_days, from, until"),
        ('freshness: {fairs: {every_days: 7, from: "02-30"}}\n', "02-30 is not a day of every year"),
        ("alerts: {to: {office: {mail: [a@b.cn]}}}\n", "alerts: mail_server is missing, and office is told"),
        ("alerts: {to: {office: {}}}\n", "alerts.to.office: give either mail (addresses) or webhook"),
        (
            "alerts: {to: {office: {webhook: slack, when: [always]}}}\n",
            "'refused', 'stopped', 'fault', 'late'",
        ),
        (
            "alerts: {mail_server: {host: h, sender: a@b.cn, user: me, security: none}}\n",
            "alerts.mail_server: a user logs in with a password, which needs security tls or starttls",
        ),
    ],
)
def test_mistakes_among_expectations_and_alerts_are_told(tmp_path, text, told):
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, GOOD + text)
    assert told in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "alerts: {to: {group: {webhook: 'https://bot.invalid/send?key=s3cr3t'}}}\n",
        "alerts: {mail_server: {host: h, sender: a@b.cn, password: s3cr3t}}\n",
        "alerts: {to: {group: {secret: s3cr3t}}}\n",
    ],
)
def test_a_secret_written_where_it_does_not_belong_is_not_repeated(tmp_path, text):
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, GOOD + text)
    assert "s3cr3t" not in str(error.value)
