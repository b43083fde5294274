"""`gradmart confirm`: what waits, what would be written, and that next year's file passes by itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli import confirming, main
from dagster_project.ingest.register import read_records
from dagster_project.orchestration import evidence
from dagster_project.quality import GateResult
from dagster_project.quality.profile import judge
from dagster_project.settings import load_institution
from tests.unit.ingest.office import DESTINATIONS, Office, destination, destinations

ODD = "单位性质代玛"
FILE = "destinations/就业_2020-08-31.csv"
NEXT = "destinations/就业_2021-08-31.csv"
CONFIGURATION = """\
# 就业科的配置
institution:
    code:     "99999"   # 校码
    name_zh:  示例大学
    name_en:  Example University
    province: "61"
headers: {graduates: {学生编号: student_no}}   # 机械学院
"""


class Desk(Office):
    """An office with an institution.yml on disk, and the command line beside it."""

    def configure(self, text: str = CONFIGURATION) -> None:
        self.paths.raw.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text, encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.paths.institution_file

    def night(self, feed: str = "destinations") -> list[dict]:
        """What a run does up to gate 1, with the configuration as it is on disk."""
        self.settings = load_institution(self.file)
        self.land(feed)
        records = read_records(self.paths)
        found = judge(self.paths, records, self.settings.quality)
        evidence.write(self.paths, "landing", GateResult([], found.refusals, found.profiles, found.drifted))
        return [
            record | {"status": "refused"} if record["delivery_id"] in found.refusals else record
            for record in records
        ]

    def confirm(self, *arguments: str, typed: str | None = None):
        return CliRunner().invoke(main, ["--data", str(self.data), "confirm", *arguments], input=typed)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "data")
    desk.configure()
    return desk


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "_on_terminal", lambda: True)


def with_odd_header(header: str = ODD) -> list[list[str]]:
    return [[name if name != "单位性质" else header for name in DESTINATIONS], *destinations()[1:]]


def test_without_a_terminal_the_questions_and_the_commands_are_listed(desk: Desk) -> None:
    desk.put(FILE, with_odd_header())
    desk.night()
    before = desk.file.read_bytes()
    result = desk.confirm()
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:2] == [
        f"'{ODD}': an unknown header of the feed destinations",
        f"  {FILE}: 100 rows, 100 of them filled; the file waits",
    ]
    command = f"  gradmart confirm --data {desk.data} destinations"
    assert f"{command} '{ODD}=employer_nature'   # 单位性质" in lines
    assert f"{command} '{ODD}=drop'   # not wanted" in lines
    assert desk.file.read_bytes() == before


def test_an_answer_is_written_and_the_next_years_file_passes_unattended(desk: Desk) -> None:
    desk.put(FILE, with_odd_header())
    [refused] = desk.night()
    assert (refused["status"], refused["top_reasons"]) == ("refused", "unknown_header")
    desk.file.chmod(0o640)
    result = desk.confirm("destinations", f"{ODD}=employer_nature", "--yes")
    assert result.exit_code == 0, result.output
    assert result.output.endswith("Run `gradmart run`: 1 file waits for this.\n")
    assert desk.file.read_text("utf-8") == CONFIGURATION.replace(
        "}}   #", f'}}, destinations: {{"{ODD}": employer_nature}}}}   #'
    )
    assert stat.S_IMODE(desk.file.stat().st_mode) == 0o640
    desk.put(NEXT, [[name.replace("代玛", " 代玛（必填）") for name in row] for row in with_odd_header()])
    assert [row["status"] for row in desk.night()] == ["landed", "landed"]
    assert set(desk.landed("destinations")["employer_nature"]) == {"31"}
    assert desk.confirm().output == "Nothing waits for an answer.\n"


def test_a_header_confirmed_for_one_feed_is_none_of_another(desk: Desk) -> None:
    desk.put(FILE, with_odd_header("备注栏"))
    desk.confirm("graduates", "备注栏=drop", "--yes")
    [record] = desk.night()
    assert record["top_reasons"] == "unknown_header"


def test_one_header_may_mean_one_thing_here_and_another_there(desk: Desk) -> None:
    desk.confirm("destinations", "单位=employer_name", "--yes")
    desk.confirm("graduates", "单位=college", "--yes")
    headers = load_institution(desk.file).headers
    assert (headers["destinations"]["单位"], headers["graduates"]["单位"]) == ("employer_name", "college")
    desk.put(FILE, [[name if name != "单位名称" else "单位" for name in row] for row in destinations()])
    roster = [["学号", "学历", "单位", "专业", "毕业年份"], ["S00001", "31", "数学学院", "数学", "2020"]]
    desk.put("graduates/生源_2020-07-01.csv", roster)
    desk.night()
    desk.night("graduates")
    assert set(desk.landed("destinations")["employer_name"].drop_nulls()) == {"某公司"}
    assert set(desk.landed("graduates")["college"].drop_nulls()) == {"数学学院"}


def test_a_column_that_comes_under_two_headers_is_told(desk: Desk) -> None:
    desk.confirm("destinations", "公司=employer_name", "--yes")
    desk.put(FILE, [[*row, row[4]] if at else [*row, "公司"] for at, row in enumerate(destinations())])
    [record] = desk.night()
    assert record["reason"] == f"{FILE}, line 1: the headers '单位名称' and '公司' both mean employer_name."


def test_a_label_is_confirmed_by_its_code_table(desk: Desk) -> None:
    desk.put(FILE, destinations(*(destination(at, "", "去向待核实") for at in range(3))))
    [before] = desk.night()
    assert before["quarantined"] == 3
    listed = desk.confirm().output
    assert f"{FILE}, column destination: 3 rows; the rows are kept out" in listed
    result = desk.confirm("destination", "去向待核实=unknown", "--yes")
    assert result.output.endswith("Run `gradmart run`: 1 file waits for this.\n")
    [record] = desk.night()
    assert (record["accepted"], record["quarantined"]) == (103, 0)


def test_codes_are_written_as_text(desk: Desk) -> None:
    assert desk.confirm("destination", "自己找的=10", "--yes").exit_code == 0
    assert '"自己找的": "10"' in desk.file.read_text("utf-8")
    assert load_institution(desk.file).codes == {"destination": {"自己找的": "10"}}


def test_several_answers_are_one_change(desk: Desk) -> None:
    result = desk.confirm("destinations", "甲=drop", "乙=name", "--yes")
    assert result.exit_code == 0
    assert load_institution(desk.file).headers["destinations"] == {"甲": "drop", "乙": "name"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("destinations", "甲=unknown"),
         "'unknown' is no column of destinations but a code of the code table destination: name that one"),
        (("destination", "甲=employer_name"),
         "'employer_name' is no code of destination but a column of the feed destinations: name that one"),
        (("destinations", "甲=salary"), "destinations has no column 'salary'; legal are class_year"),
        (("gender", "甲=7"), "gender has no code '7'; legal are"),
        (("destinatons", "甲=name"), "there is no feed or code table 'destinatons'; feeds are graduates"),
        (("destination", "联系***=10"), "is masked: it may be somebody's number or name"),
        (("graduates", "学生编号=name"), "institution.yml says already that '学生编号' is student_no"),
        (("destinations", "甲=name", "甲 =drop"), "'甲' cannot mean both name and drop"),
        (("destinations", "=drop"), "a header is missing before '=drop'"),
        (("destinations", "甲"), "'甲' does not say what it means."),
        (("destinations/none_2020-01-01.csv",), "is no feed, no code table and no file that waits"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_with_what_is_legal(desk: Desk, arguments: tuple[str, ...], told: str) -> None:
    result = desk.confirm(*arguments, "--yes")
    assert result.exit_code == 2
    assert told in result.output
    assert desk.file.read_text("utf-8") == CONFIGURATION


def test_all_mistakes_of_one_command_are_told_at_once(desk: Desk) -> None:
    output = desk.confirm("destinations", "甲=x1", "乙=x2", "丙=drop", "--yes").output
    assert "'x1'" in output
    assert "'x2'" in output


def test_without_a_terminal_nothing_is_written_unasked(desk: Desk) -> None:
    result = desk.confirm("destinations", "甲=drop")
    assert result.exit_code == 2
    assert '+headers: {graduates: {学生编号: student_no}, destinations: {"甲": drop}}' in result.output
    assert "There is no terminal to ask on, so institution.yml was not written." in result.output
    assert desk.file.read_text("utf-8") == CONFIGURATION


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_it_walks_shows_and_asks_once(desk: Desk) -> None:
    rows = [[*row, "x", "y"] for row in with_odd_header()]
    rows[0][-2:] = ["谈话记录", "甲乙丙"]
    desk.put(FILE, rows)
    desk.put("destinations/就业_2020-12-31.csv", destinations(destination(1, 单位性质="国企业")))
    desk.night()
    # One by number, one skipped, one mistyped and then dropped; the label by its code.
    result = desk.confirm(typed="1\n\nsalary\nd\n31\ny\n")
    assert result.exit_code == 0, result.output
    assert "There is no column 'salary'. Legal are:\n  class_year  毕业年份\n" in result.output
    assert result.output.count("Write this into institution.yml?") == 1
    written = load_institution(desk.file)
    assert written.headers["destinations"] == {ODD: "employer_nature", "谈话记录": "drop"}
    assert written.codes == {"employer_nature": {"国企业": "31"}}


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("typed", ["q\n", "\n", "d\nn\n"])
def test_nothing_is_written_without_a_yes(desk: Desk, typed: str) -> None:
    desk.put(FILE, with_odd_header())
    desk.night()
    result = desk.confirm(typed=typed)
    assert result.exit_code == 0
    assert "othing" in result.output.splitlines()[-1]
    assert desk.file.read_text("utf-8") == CONFIGURATION


def test_the_questions_as_json_have_the_most_rows_first(desk: Desk) -> None:
    desk.put(FILE, destinations(destination(1, "", "去了远方")))
    desk.put(NEXT, with_odd_header())
    desk.night()
    found = json.loads(desk.confirm("--json").output)
    assert [(item["text"], item["scope"], item["rows"]) for item in found] == [
        (ODD, "destinations", 100),
        ("去了远方", "destination", 1),
    ]
    assert found[0]["places"][0] == {
        "file": NEXT, "feed": "destinations", "column": None, "rows": 100, "filled": 100,
        "effect": "file_refused",
    }  # fmt: skip


def test_one_header_in_two_files_is_one_question(desk: Desk) -> None:
    desk.put(FILE, with_odd_header())
    desk.put(NEXT, [*with_odd_header(), destination(1)])
    desk.night()
    [question] = json.loads(desk.confirm("--json").output)
    assert (question["rows"], len(question["places"])) == (201, 2)
    assert "2 files wait for this" in desk.confirm("destinations", f"{ODD}=drop", "--yes").output


def test_what_may_be_a_person_cannot_be_confirmed(desk: Desk) -> None:
    desk.put(FILE, destinations(destination(1, "", "电话13800138000")))
    desk.night()
    output = desk.confirm().output
    assert "It cannot be answered: it holds what may be somebody's number or name" in output
    assert "13800138000" not in output
    assert "gradmart confirm --data" not in output


def test_a_table_that_takes_codes_of_ones_own_is_mentioned(desk: Desk) -> None:
    header = ["活动编号", "活动名称", "举办日期", "活动类型"]
    rows = [[f"A{at}", "讲座", "2020-10-12", "讲座"] for at in range(30)]
    desk.put("activities/活动_2020-12-31.csv", [header, *rows, ["B1", "工作坊", "2020-10-12", "木工坊"]])
    desk.night("activities")
    assert (
        "A new one of your own is written under activity_kinds: in institution.yml." in desk.confirm().output
    )


def test_a_wrong_configuration_stays_as_it_is(desk: Desk) -> None:
    desk.configure(CONFIGURATION + "nonsense: 1\n")
    result = desk.confirm("destinations", "甲=drop", "--yes")
    assert result.exit_code == 2
    assert "nonsense: there is no such setting" in result.output
    assert desk.file.read_text("utf-8") == CONFIGURATION + "nonsense: 1\n"


def test_a_file_written_in_a_way_that_cannot_be_added_to_is_left_with_the_lines_to_add(desk: Desk) -> None:
    shared = CONFIGURATION.replace("headers: {graduates:", "headers: {destinations: &a {}, graduates:")
    shared = shared.replace("{学生编号: student_no}", "*a")
    desk.configure(shared)
    result = desk.confirm("destinations", "甲=drop", "--yes")
    assert result.exit_code == 2
    assert result.output.endswith('Add by hand:\nheaders:\n  destinations:\n    "甲": drop\n')
    assert desk.file.read_text("utf-8") == shared


def test_a_column_that_is_right_as_it_is_is_confirmed_in_the_sidecar(desk: Desk) -> None:
    desk.put(FILE, destinations())
    desk.put(
        NEXT, [DESTINATIONS, *(destination(at, 月薪="0.5") for at in range(100))], "mode: delta # as ever\n"
    )
    assert [row["status"] for row in desk.night()] == ["landed", "refused"]
    assert f"gradmart confirm --data {desk.data} {NEXT!r}" in desk.confirm().output
    result = desk.confirm(NEXT, "--yes")
    assert "the median of monthly_salary (月薪) is 0.5" in result.output
    assert "+confirmed: [monthly_salary]" in result.output
    sidecar = desk.paths.raw / f"{NEXT}.yml"
    assert sidecar.read_text("utf-8") == "mode: delta # as ever\nconfirmed: [monthly_salary]\n"
    assert [row["status"] for row in desk.night()] == ["landed", "landed"]
    assert desk.confirm().output == "Nothing waits for an answer.\n"


def test_of_several_columns_one_may_be_confirmed_alone(desk: Desk) -> None:
    desk.put(FILE, destinations())
    changed = [destination(at, 月薪="0.5", 单位性质="31") for at in range(100)]
    desk.put(NEXT, [DESTINATIONS, *changed])
    desk.night()
    wrong = desk.confirm(NEXT, "industry", "--yes")
    assert "The columns to confirm are employer_nature, monthly_salary." in wrong.output
    assert desk.confirm(NEXT, "employer_nature", "--yes").exit_code == 0
    assert [row["status"] for row in desk.night()] == ["landed", "refused"]
    listed = desk.confirm().output
    assert "monthly_salary" in listed
    assert "employer_nature" not in listed


@pytest.mark.usefixtures("terminal")
def test_a_number_that_is_a_code_is_taken_as_the_code(desk: Desk) -> None:
    roster = [["学号", "学历", "学院", "专业", "毕业年份", "性别"]]
    roster += [[f"S{at:05d}", "31", "数学学院", "数学", "2020", "女生们" if at else "男"] for at in range(30)]
    desk.put("graduates/生源_2020-07-01.csv", roster)
    desk.night("graduates")
    result = desk.confirm(typed="1\ny\n")
    assert "a number" not in result.output
    assert load_institution(desk.file).codes == {"gender": {"女生们": "1"}}


def test_what_is_still_open_is_told(desk: Desk) -> None:
    desk.put(FILE, [[*row, ""] if at else [*row, "谈话记录"] for at, row in enumerate(with_odd_header())])
    desk.night()
    assert desk.confirm("destinations", f"{ODD}=drop", "--yes").output.endswith(
        "Still open: 1 question; see `gradmart confirm`.\n"
    )


def test_a_file_of_two_feeds_is_confirmed_for_both_in_its_one_sidecar(desk: Desk) -> None:
    desk.configure(CONFIGURATION + "shared: {毕业生: [graduates, destinations]}\n")
    header = ["学号", "学历", "学院", "专业", "毕业年份", "毕业去向", "性别"]
    for year, words in ((2020, ["本科", "签劳动合同形式就业", "女"]), (2021, ["31", "11", "2"])):
        level, destination_, gender = words
        rows = [
            [f"S{year}{at:03d}", level, "数学学院", "数学", str(year), destination_, gender]
            for at in range(60)
        ]
        desk.put(f"shared/毕业生_{year}-07-01.csv", [header, *rows])
    desk.settings = load_institution(desk.file)
    desk.land("graduates")
    desk.night("destinations")
    result = desk.confirm("毕业生_2021-07-01.csv", "--yes")
    assert result.exit_code == 0, result.output
    sidecar = desk.paths.raw / "shared" / "毕业生_2021-07-01.csv.yml"
    assert sidecar.read_text("utf-8") == "confirmed: [degree_level, gender, destination]\n"
