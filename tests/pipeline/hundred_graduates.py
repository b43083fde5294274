"""A deployment of 100 graduates, with good files only or with everything that goes wrong beside them."""

from __future__ import annotations

from pathlib import Path

from tests.deployments import Outcome, gradmart, write_csv, write_institution, write_xlsx

ROSTER = ["学号", "姓名", "毕业年份", "学历层次", "院系名称", "专业名称"]
DESTINATION = ["学号", "毕业年份", "毕业去向类别代码", "单位名称"]
STUDENTS = [f"2020{number:04d}" for number in range(1, 101)]


def destination(number: int, code: str = "10") -> list[str]:
    return [STUDENTS[number - 1], "2020", code, "示例公司"]


def write_deliveries(data: Path, *, with_mistakes: bool) -> None:
    """100 graduates and four lists of destinations; `with_mistakes` adds the bad rows and the bad files."""

    def wrong(*rows: list[str]) -> list[list[str]]:
        return list(rows) if with_mistakes else []

    write_institution(data)
    raw = data / "raw"
    write_csv(
        raw / "graduates" / "roster_2020-06-01.csv",
        [ROSTER, *([number, "学生甲", "2020", "本科", "示例学院", "示例专业"] for number in STUDENTS)],
    )
    folder = raw / "destinations"
    write_csv(
        folder / "unknown_code_2020-07-01.csv",
        [DESTINATION, *(destination(n) for n in range(1, 31)), *wrong(destination(31, "99"))],
    )
    write_csv(
        folder / "blank_key_2020-07-02.csv",
        [DESTINATION, *(destination(n, "11") for n in range(32, 62)), *wrong(["", "2020", "10", "示例公司"])],
    )
    write_csv(
        folder / "duplicate_key_2020-07-03.csv",
        [
            DESTINATION,
            *(destination(n, "801") for n in range(1, 61)),
            *wrong(destination(62, "10"), destination(62, "76")),
        ],
    )
    write_xlsx(
        folder / "header_in_row_3_2020-07-04.xlsx",
        [
            ["2020届毕业生去向"],
            ["填表说明:请勿改动表头"],
            DESTINATION,
            *(destination(n, "12") for n in range(63, 93)),
        ],
    )
    if not with_mistakes:
        return
    write_csv(folder / "no_date.csv", [DESTINATION, destination(1)])
    write_csv(
        folder / "unknown_header_2020-07-05.csv", [[*DESTINATION, "单位性质代玛"], [*destination(1), "10"]]
    )
    (folder / "other_encoding_2020-07-06.csv").write_bytes(
        "学号,毕业去向\n".encode("gb18030") + b"20200001,\xff\xff\n"
    )
    whole = write_xlsx(raw / "whole.xlsx", [DESTINATION, destination(1)]).read_bytes()
    (raw / "whole.xlsx").unlink()
    (folder / "cut_short_2020-07-07.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "empty_2020-07-08.csv").write_bytes(b"")


def run(data: Path, *, with_mistakes: bool) -> Outcome:
    write_deliveries(data, with_mistakes=with_mistakes)
    # Both deployments need one key, or their pseudonyms would differ.
    key = data / ".gradmart-key"
    key.write_text("0123456789abcdef" * 4 + "\n")
    key.chmod(0o600)
    return gradmart(data, "run")
