"""The office's own words for the report and its signature: taken as they come, masked, and never lost."""

from __future__ import annotations

import pytest

from dagster_project.ingest.deliveries import find_strays
from dagster_project.ingest.report_inputs import OfficeText, read_report_inputs, report_digest
from dagster_project.settings import Paths


@pytest.fixture
def put(tmp_path):
    """`put(name, content)` writes a file below data/raw/report and gives the paths of the deployment."""

    def write(name: str, content: str | bytes) -> Paths:
        file = tmp_path / "raw" / "report" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Paths(tmp_path)

    return write


def test_words_are_taken_by_chapter_and_language_in_whatever_encoding_they_come(put):
    put("2020/feedback.md", "调整了三个专业的招生计划。".encode("gb18030"))
    paths = put("2020/feedback.en.md", "Enrolment of three majors was changed.")
    found = read_report_inputs(paths)
    assert found.texts == (
        OfficeText(2020, "feedback", "en", "Enrolment of three majors was changed."),
        OfficeText(2020, "feedback", "zh", "调整了三个专业的招生计划。"),
    )
    assert found.notices == ()


def test_personal_numbers_in_the_words_are_masked(put):
    found = read_report_inputs(put("2020/service.md", "联系人电话13912345678，邮箱a.b@example.cn。"))
    assert found.texts[0].markdown == "联系人电话***，邮箱***。"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "2020/chapter10.md",
            "report/2020/chapter10.md is of no chapter and is not used. Name it as its chapter",
        ),
        ("2020/feedback.docx", "report/2020/feedback.docx is of no chapter and is not used."),
        ("feedback.md", "report/feedback.md lies in no class year's folder and is not used."),
        ("2020/old/feedback.md", "report/2020/old/feedback.md lies in no class year's folder"),
        ("2020/signed.yml", "report/2020/signed.yml is no record of a signature and is not used."),
    ],
)
def test_a_file_that_is_not_used_is_told_with_what_to_do(put, name, told):
    found = read_report_inputs(put(name, "who: x"))
    assert not found.texts
    assert not found.signatures
    (notice,) = found.notices
    assert notice.startswith(told)


def test_a_signature_is_read_with_the_class_year_of_its_folder(put):
    record = f"who: 王某\nsigned_on: 2021-01-20\nrelease: 20201231-abc\ndigest: {'ab' * 32}\n"
    (signature,) = read_report_inputs(put("2020/signed.yml", record)).signatures
    assert (signature.class_year, signature.who, str(signature.signed_on)) == (2020, "王某", "2021-01-20")


def test_every_change_of_the_folder_changes_its_digest(put):
    assert report_digest(put("README.md", "not an input")) is None
    first = report_digest(put("2020/rates.md", "甲"))
    second = report_digest(put("2020/rates.md", "乙"))
    third = report_digest(put("2020/trend.md", "乙"))
    assert len({first, second, third, None}) == 4


def test_the_folder_is_no_stray_of_the_deliveries(put):
    assert find_strays(put("2020/rates.md", "甲")) == []
