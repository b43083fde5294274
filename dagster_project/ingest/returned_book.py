"""The workbook a sender is given to mend: what it is, the rows with their faults, rows that fit no header.

Every cell is text and none a formula. The same rows give the same bytes. It is for Chinese offices: what they
are to read is Chinese, with English beside it.
"""

from __future__ import annotations

import io
from datetime import datetime
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.errors import ConfigurationError
from dagster_project.ingest.mended import COLUMN, LINE, MARKS, REASON, RULE, quoted
from dagster_project.ingest.quarantine import SOUND
from dagster_project.ingest.returned import Returned, ReturnedRow

_CREATED = datetime(2020, 1, 1)
_MOST_ROWS = 1_048_575
# A spreadsheet cuts a cell off at 32,767 signs without a word.
_LONGEST = 32_000
_WIDEST, _WIDTH_OF_REASON, _MEASURED_ROWS = 36, 48, 200
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_ABOUT, _ROWS, _UNSPLIT = "退回说明 Read me", "退回的行 Rows", "未能拆分的行 Unsplit"
_PERSONAL = (
    "本工作簿含个人信息：只交给原报送单位，不得转发，改完后删除副本。 "
    "It holds personal data: give it to the sender of the file only, and delete copies once it is mended."
)
# Rule -> what the sender does about it.
_REMEDIES = {
    "blank_key": "补全标色的单元格：缺了它，无法知道这一行属于谁。 Fill it in.",
    "missing_value": "补全标色的单元格。 Fill it in.",
    "unknown_code": "改为规范的代码或名称。 Write a code or label of the code table.",
    "mangled_identifier": "号码被表格软件截断，请按文本格式重新填写。 Write the number again, as text.",
    "not_a_mobile": "改正手机号，或填写学号。 Correct the mobile number, or give the student number.",
    "bad_date": "写成 2020-06-22 的样子；签到时间写成 2020-06-22 09:30。 Write the date so.",
    "bad_number": "只写数字。 Write a plain number.",
    "bad_class_year": "写毕业年份，如 2020。 Write the year of graduation.",
    "spreadsheet_error": "修正公式，或直接填写内容。 Mend the formula, or type the value.",
    "duplicate_key": "同一对象出现多次且内容不同：只保留正确的一行。 Keep the row that holds.",
    "ragged_row": "单元格个数与表头不符：把各格放回“退回的行”表中对应的列。 Put each cell under its header.",
    "above_header": "本行在表头之上：把表头移到所有数据行之上。 Put the header above all rows.",
    "malformed_row": "无法拆分（如引号不成对）：在原文件中改正这一行。 Mend the line in the file.",
    "control_character": "含有不可见的控制字符：在原文件中重新填写这一行。 Mend the line in the file.",
    "cell_too_long": "单元格过长：请缩短，漏了的引号请在原文件中补上。 Shorten it, or pair its quotes.",
    "mixed_encoding": "编码与文件不同：整份文件用 UTF-8 另存后重报。 Save the whole file as UTF-8.",
    SOUND: "本行无误，随整份文件退回，不用改。 Sound; it came back with its file.",
}
_OTHER = "按“退回原因”改正。 See the reason of each row."


def workbook_bytes(returned: Returned) -> bytes:
    """The workbook as bytes. Raises ConfigurationError when a sheet cannot hold the rows."""
    if max(len(returned.rows), len(returned.unsplit)) > _MOST_ROWS:
        raise ConfigurationError(
            f"{returned.found.file} has more rows in quarantine than a sheet holds ({_MOST_ROWS}).",
            "Have the file itself mended, or leave out --with-sound.",
        )
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": _CREATED, "comments": _PERSONAL})
    plain = book.add_format({"valign": "top", "num_format": "@"})
    head = book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1, "num_format": "@"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    fault = book.add_format({"valign": "top", "bg_color": "#F8C9C4", "border": 1, "num_format": "@"})
    _about(book.add_worksheet(_ABOUT), returned, head, wrapped)
    _table(book.add_worksheet(_ROWS), returned.header, returned.rows, head, wrapped, plain, fault)
    if returned.unsplit:
        _table(book.add_worksheet(_UNSPLIT), [], returned.unsplit, head, wrapped, plain, fault)
    book.close()
    return buffer.getvalue()


def _about(sheet: Worksheet, returned: Returned, head: Format, wrapped: Format) -> None:
    found = returned.found
    lines = [
        ("退回修改的数据 Rows to mend", ""),
        ("注意 Mind", _PERSONAL),
        ("文件 File", found.file),
        ("工作表 Sheet", returned.sheet or ""),
        ("文件校验码 SHA-256", (found.sha256 or "")[:16]),
        ("数据日期 State of", found.recorded_on.isoformat() if found.recorded_on else ""),
        ("报送单位 For", found.sidecar.sender or "（未注明 not stated）"),
        ("退回行数 Rows", str(len(returned.rows) + len(returned.unsplit))),
        *(("", text) for text in _how_to(returned)),
    ]
    at = 0
    for at, (name, text) in enumerate(lines):
        sheet.write_string(at, 0, name, head)
        sheet.write_string(at, 1, quoted(text), wrapped)
    for column, text in enumerate(("规则 Rule", "怎样改 What to do", "行数 Rows")):
        sheet.write_string(at + 2, column, text, head)
    for row, (rule, count) in enumerate(returned.counts.items(), at + 3):
        for column, text in enumerate((rule, _REMEDIES.get(rule, _OTHER), str(count))):
            sheet.write_string(row, column, text, wrapped)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 12)


def _how_to(returned: Returned) -> list[str]:
    told = [
        f"在“{_ROWS}”表中改正标色的单元格（“{COLUMN}”写明是哪一列），表头和“退回…”各列不要动，"
        "改好后交回本工作簿。 "
        "Correct the coloured cells, leave the header alone, and send this workbook back.",
        "等号、加减号或 @ 开头的内容前加了撇号，收回时自动去掉。 "
        "Apostrophes before = + - @ are taken away when it comes back.",
    ]
    if returned.unsplit:
        told.append(
            f"“{_UNSPLIT}”表中的行与表头对不上，请在原文件中改正，或把各格抄到“{_ROWS}”表中。 "
            "Rows that fit no header are on a sheet of their own, as they stand."
        )
    if returned.is_whole:
        among = "也在表中" if any(row.rule == SOUND for row in returned.rows) else "未列出"
        told.append(
            f"这份文件错误太多，整份未被接收；另有 {returned.sound} 行无误（{among}）。"
            "请在原文件中改正后整份重报。 "
            f"The file was refused whole: mend it and send all of it again ({returned.sound} rows are sound)."
        )
    return told


def _table(
    sheet: Worksheet,
    header: list[str],
    rows: list[ReturnedRow],
    head: Format,
    wrapped: Format,
    plain: Format,
    fault: Format,
) -> None:
    """`MARKS`, then the cells under their headers; column and colour name the cells at fault."""
    for column, text in enumerate((*MARKS, *header)):
        sheet.write_string(0, column, quoted(text), head)
    for number, row in enumerate(rows, 1):
        told = {LINE: str(row.line), RULE: row.rule, REASON: row.what}
        told[COLUMN] = "、".join(header[at] for at in row.at_fault)
        for column, name in enumerate(MARKS):
            sheet.write_string(number, column, quoted(told[name]), wrapped)
        for at, cell in enumerate(row.cells):
            style = fault if at in row.at_fault else plain
            if cell is None:
                sheet.write_blank(number, len(MARKS) + at, None, style)
            else:
                sheet.write_string(number, len(MARKS) + at, _cut(quoted(cell)), style)
    for column, name in enumerate(MARKS):
        sheet.set_column(column, column, _WIDTH_OF_REASON if name == REASON else 16)
    for at, name in enumerate(header):
        shown = [name, *((row.cells[at] or "") for row in rows[:_MEASURED_ROWS])]
        sheet.set_column(len(MARKS) + at, len(MARKS) + at, min(_WIDEST, max(map(_width, shown)) + 2), plain)
    sheet.freeze_panes(1, 1)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
