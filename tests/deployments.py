"""Data folders filled as an office would fill them, and the command line run on them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
import yaml

FIXTURES = Path(__file__).parent / "fixtures"
REAL = FIXTURES / "real"
GRADMART = Path(sys.executable).with_name("gradmart")


@dataclass
class Outcome:
    """What one command did: exit status, standard output and standard error."""

    code: int
    out: str
    err: str


def gradmart(data: Path, *arguments: str) -> Outcome:
    """Run the installed command as a user would, in a process of its own."""
    done = subprocess.run(
        [GRADMART, "--data", data, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def sql(data: Path, query: str, *, tier: str = "internal") -> list[dict]:
    """Rows of a query through `gradmart sql`, as an analyst gets them."""
    done = gradmart(data, "sql", query, "--format", "json", "--tier", tier)
    assert done.code == 0, done.err
    return json.loads(done.out)


def write_institution(data: Path, **changes: object) -> None:
    """A small valid institution.yml; keyword arguments replace or add sections. Releases have no report."""
    content: dict[str, object] = {
        "institution": {
            "code": "99999",
            "name_zh": "示例大学",
            "name_en": "Example University",
            "province": "41",
            "time_zone": "Asia/Shanghai",
        },
        # Nine of ten tests do not look at the report, which takes as long as all the rest of a small run.
        "report": {"in_release": False},
    }
    raw = data / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(content | changes, allow_unicode=True, sort_keys=False)
    (raw / "institution.yml").write_text(text, encoding="utf-8")


def write_csv(path: Path, rows: list[list[object]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A delimited text file in the given encoding; makes the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: list[list[object]], sheet: str = "Sheet1") -> Path:
    """A workbook whose cells are text; makes the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write_string(line, place, "" if cell is None else str(cell))
    return path


def published_table(name: str) -> list[dict[str, str]]:
    """The printed counts of one population of `fixtures/real/destination_tables`."""
    with (REAL / "destination_tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_published_destinations(data: Path) -> None:
    """The three published populations, one record a graduate, delivered as offices deliver them.

    Class of 2022: the Henan college (codes and labels, GB18030). Class of 2021: the university with 5082
    graduates (labels only). Class of 2020: Shaanxi by level (its table has no codes: placed and seeking).
    The real exports of 问卷星 are delivered beside them, each as the survey it is of (`REAL_SURVEYS`).
    """
    write_institution(data, surveys=REAL_SURVEYS)
    raw = data / "raw"
    write_real_surveys(raw)
    henan = [
        (row["destination_code"], row["destination_label"])
        for row in published_table("henan_college_2022")
        for _ in range(int(row["graduates"]))
    ]
    _roster(raw / "graduates" / "毕业生生源_2022-06-30.xlsx", 2022, ["专科"] * len(henan))
    write_csv(
        raw / "destinations" / "就业方案_2022-12-26.csv",
        [["学号", "毕业年份", "毕业去向类别代码", "毕业去向", "单位名称"]]
        + [[_student(2022, i), "2022", code, label, ""] for i, (code, label) in enumerate(henan)],
        encoding="gb18030",
    )
    university = [
        row["destination_label"]
        for row in published_table("university_5082")
        for _ in range(int(row["graduates"]))
    ]
    _roster(raw / "graduates" / "生源信息_20210630.xlsx", 2021, ["本科"] * len(university))
    write_csv(
        raw / "destinations" / "毕业去向_20211231.csv",
        [["学号", "毕业年份", "毕业去向"]]
        + [[_student(2021, i), "2021届", label] for i, label in enumerate(university)],
        encoding="gb18030",
    )
    levels = {
        "博士": (2421, 0.9091),
        "硕士": (33265, 0.9058),
        "本科": (168445, 0.7895),
        "专科": (127904, 0.8268),
    }
    people = [
        (level, place < round(count * rate))
        for level, (count, rate) in levels.items()
        for place in range(count)
    ]
    write_csv(
        raw / "graduates" / "陕西_2020-07-01.csv",
        [["学号", "毕业年份", "学历", "学院", "专业"]]
        + [[_student(2020, i), "2020", level, "全省", "全部"] for i, (level, _) in enumerate(people)],
    )
    write_csv(
        raw / "destinations" / "陕西_2020-12-31.csv",
        [["学号", "毕业年份", "毕业去向代码"]]
        + [[_student(2020, i), "2020", "10" if placed else "70"] for i, (_, placed) in enumerate(people)],
    )


# The exports of `fixtures/real/wjx` by survey, and as much of their questionnaires as tests ask for.
# None has a frame: nobody knows who could have answered.
REAL_FILES = {
    "interests-text": "survey_800_text.xls",
    "interests-codes": "survey_800_codes.xls",
    "people-204": "survey_204_text_older_header.xls",
    "phone-text": "satisfaction_4_text.csv",
    "phone-codes": "satisfaction_4_codes.csv",
}
_INTERESTS = {"title_zh": "兴趣爱好", "population": "public", "items": {6: {"kind": "multiple"}}}
_PHONE = {
    "title_zh": "手机满意度",
    "population": "customers",
    "items": {
        13: {"kind": "scale", "points": 5, "rows": 17},
        15: {"kind": "scale", "points": 11, "reported": {"percent": "50.00", "box_rule": "top3"}},
    },
}
REAL_SURVEYS = {
    "interests-text": _INTERESTS,
    "interests-codes": _INTERESTS,
    "people-204": {
        "title_zh": "受访者",
        "population": "public",
        "items": {
            1: {"kind": "single", "breakdown": "gender", "options": ["男", "女"]},
            3: {"kind": "single", "breakdown": "degree_level"},
        },
    },
    "phone-text": _PHONE,
    "phone-codes": _PHONE,
}


def write_real_surveys(raw: Path) -> None:
    """The real exports, byte for byte, each with a sidecar that says which survey it is."""
    folder = raw / "survey_responses"
    folder.mkdir(parents=True, exist_ok=True)
    for survey_id, name in REAL_FILES.items():
        file = folder / f"{survey_id}_2017-01-31{Path(name).suffix}"
        file.write_bytes((REAL / "wjx" / name).read_bytes())
        Path(f"{file}.yml").write_text(f"survey_id: {survey_id}\n", encoding="utf-8")


def _student(year: int, number: int) -> str:
    return f"{year}{number:07d}"


def _roster(path: Path, year: int, levels: list[str]) -> None:
    header = ["学号", "姓名", "毕业年份", "学历层次", "院系名称", "专业名称"]
    rows = [
        [_student(year, i), "学生甲", year, level, "第一学院", "专业一"] for i, level in enumerate(levels)
    ]
    write_xlsx(path, [header, *rows])
