"""Gate 1 over all admitted deliveries: every family of expectations, and that a fault stays where it is."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.contracts import CONTRACTS
from dagster_project.errors import GateFailed
from dagster_project.quality import check_landing, landing_checks, write_docs
from dagster_project.quality.suites import LANDING_CHECKS, REBUILD
from dagster_project.settings import QualityPolicy
from tests.unit.quality.landings import TODAY, Landing, key

CODES = LANDING_CHECKS["codes"]


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path)


def check(landing: Landing, **policy):
    return check_landing(landing.paths, landing.register, TODAY, QualityPolicy(**policy))


def test_good_deliveries_pass_every_declared_check(landing):
    landing.deliver_all(range(12))
    result = check(landing)
    assert [found for found in result.checks if not found.passed] == []
    assert [(found.asset_key, found.name, found.severity) for found in result.checks] == landing_checks()
    assert result.refusals == {}
    result.raise_for_failures()


def test_an_empty_landing_passes(landing):
    result = check(landing)
    assert result.passed
    assert [(found.asset_key, found.name, found.severity) for found in result.checks] == landing_checks()


def test_a_feed_that_never_landed_anything_passes(tmp_path):
    landing = Landing(tmp_path)
    for feed in CONTRACTS:
        (landing.paths.landing / feed / "_schema.parquet").unlink()
    assert check(landing).passed


@pytest.mark.parametrize(
    ("feed", "delivery", "name", "summary"),
    [
        ("graduates", {"add": {"student_no": "3120000001"}}, "schema",
         f"landing.graduates: it has student_no, which the contract does not land. {REBUILD}"),
        ("graduates", {"add": {"birth_year": "1998"}}, "schema",
         f"landing.graduates: its birth_year is stored as VARCHAR instead of int. {REBUILD}"),
        ("fairs", {"accepted": 4}, "complete",
         f"landing.fairs: 1 deliveries do not hold the rows that the register counted. {REBUILD}"),
        ("graduates", {"first": {"college": None}}, "required",
         "landing.graduates: 1 row(s) leave one of graduate_key, degree_code, college, class_year, "
         f"delivery_id, recorded_on, source_file, source_line empty. {REBUILD}"),
        ("destinations", {"first": {"graduate_key": None}}, "required",
         f"landing.destinations: 1 row(s) have neither graduate_key nor exam_key. {REBUILD}"),
        ("fair_attendance", {"first": {"graduate_key": "3120000001"}}, "keys",
         "landing.fair_attendance: 1 row(s) hold something else than a 64-hex pseudonym in graduate_key. "
         + REBUILD),
        ("graduates", {"first": {"graduate_key": key(1)}}, "unique",
         f"landing.graduates: 1 key(s) (class_year, graduate_key) come twice in one delivery. {REBUILD}"),
        ("destinations", {"first": {"industry": "999"}}, "codes",
         "landing.destinations: 1 row(s) hold a code in industry that table code_industry does not know. "
         + CODES),
        ("fairs", {"first": {"booths": -1}}, "counts",
         f"landing.fairs: 1 row(s) have a negative booths. {REBUILD}"),
        ("fairs", {"on": date(2021, 1, 1)}, "recorded_on",
         "landing.fairs: 3 row(s) show a day after today, 2020-12-31. " + LANDING_CHECKS["recorded_on"]),
    ],
)  # fmt: skip
def test_a_fault_stops_publishing_and_names_what_is_wrong(landing, feed, delivery, name, summary):
    landing.deliver("fair_employers", range(3))
    landing.deliver(feed, range(3), **delivery)
    result = check(landing)
    assert [(found.asset_key, found.name, found.summary) for found in result.failures] == [
        (("landing", feed), name, summary)
    ]
    with pytest.raises(GateFailed, match="1 quality check") as caught:
        result.raise_for_failures()
    assert summary in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_column_that_is_missing_everywhere_is_named(landing):
    landing.deliver("fairs", range(3), drop=("booths",))
    (landing.paths.landing / "fairs" / "_schema.parquet").unlink()
    assert [found.summary for found in check(landing).failures] == [
        f"landing.fairs: it lacks booths. {REBUILD}"
    ]


def test_a_landed_file_that_disappeared_is_noticed(landing):
    delivery = landing.deliver("fairs", range(3))
    (landing.paths.landing / "fairs" / f"{delivery}.parquet").unlink()
    assert [found.name for found in check(landing).failures] == ["complete"]


def test_a_mistyped_date_is_shown_but_stops_nothing(landing):
    landing.deliver("destinations", range(3), first={"signed_on": date(2202, 6, 1)})
    result = check(landing)
    assert result.passed
    assert [found.summary for found in result.warnings] == [
        "landing.destinations: 1 row(s) have a signed_on before 1950-01-01 or after 2024-01-03. "
        + LANDING_CHECKS["dates"]
    ]


def test_files_of_deliveries_that_were_not_landed_are_not_looked_at(landing):
    landing.deliver("graduates", range(3), add={"student_no": "3120000001"}, status="refused")
    assert check(landing).passed


def test_the_same_key_in_two_deliveries_is_a_new_version_not_a_fault(landing):
    landing.deliver("destinations", range(3), on=date(2020, 8, 1))
    landing.deliver("destinations", range(3), on=date(2020, 9, 1))
    assert check(landing).passed


def test_nothing_a_gate_says_or_writes_holds_a_value_of_a_row(landing, tmp_path):
    secret = "recognisable-3120000001"
    everywhere = {"graduate_key": secret, "exam_key": secret, "gender": secret, "campus": secret}
    landing.deliver("graduates", range(3), first=everywhere, add={"student_no": secret})
    landing.deliver("destinations", range(20, 40), first={"graduate_key": secret, "employer_name": secret})
    result = check(landing)
    assert {found.name for found in result.failures} >= {"schema", "keys", "codes"}
    index = write_docs({"Landing": result}, tmp_path / "docs")
    assert secret not in repr(result)
    assert [path for path in index.parent.rglob("*") if secret.encode() in path.read_bytes()] == []


def test_the_page_opens_offline_and_is_the_same_every_time(landing, tmp_path):
    landing.deliver("fairs", range(3), first={"booths": -1})
    pages = [write_docs({"Landing": check(landing)}, tmp_path / name).read_text() for name in ("one", "two")]
    assert pages[0] == pages[1]
    assert "landing.fairs: 1 row(s) have a negative booths." in pages[0]
    assert "http" not in pages[0]


def test_a_published_delivery_that_no_longer_counts_stops_publishing_until_it_is_acknowledged(landing):
    landing.deliver_all(range(12))
    register = landing.register
    published = {row["delivery_id"]: row["file"] for row in register} | {
        "fairs-00aa": "fairs/gone_2020-06-01.csv"
    }

    def look(*losses):
        policy = QualityPolicy(acknowledged_losses=losses)
        result = check_landing(landing.paths, register, TODAY, policy, published)
        return result, next(
            c for c in result.checks if (c.asset_key, c.name) == (("landing", "fairs"), "kept")
        )

    result, kept = look()
    assert kept.summary == (
        "landing.fairs: 1 delivery(s) of the last release would no longer count "
        "(fairs/gone_2020-06-01.csv is not in data/raw). Put each file back as it was, or name the loss "
        "in institution.yml: quality: {acknowledged_losses: [delivery=fairs-00aa]}"
    )
    with pytest.raises(GateFailed):
        result.raise_for_failures()
    result, kept = look("delivery=fairs-00aa")
    assert kept.passed
    result.raise_for_failures()


def test_a_published_delivery_that_is_refused_now_is_told_from_one_that_is_gone(landing):
    landing.deliver("fairs", range(12))
    (row,) = landing.register
    published = {row["delivery_id"]: row["file"]}
    row["status"] = "refused"
    result = check_landing(landing.paths, landing.register, TODAY, QualityPolicy(), published)
    kept = next(check for check in result.checks if check.name == "kept" and not check.passed)
    assert f"would no longer count ({row['file']} is refused now). Put each file back" in kept.summary
