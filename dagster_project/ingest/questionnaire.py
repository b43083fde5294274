"""The header of a survey export -> its questions. Headers only: no answer is looked at here.

Forms met in real exports of 问卷星 and its like:

    5、题干 (单选题 *必答)      question 5; the remark says of which type it is
    13、题干 (矩阵…题)—外观     first row of matrix 13; unnumbered columns after it are its other rows
    第6题(阅读)                one option of question 6 in a coded export (按序号)
    请选择省份城市与地区:        a question without a number: named by its column, c66
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dagster_project.contracts import CONTRACTS, normalise_header
from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.masking import mask, quoted
from dagster_project.ingest.personal import asks_for_identity
from dagster_project.settings.survey_items import SurveyItem
from dagster_project.settings.surveys import Survey

_NUMBERED = re.compile(r"^\s*([1-9]\d{0,2})\s*(?:[、．:：]|\.(?!\d))\s*(.*?)\s*$", re.DOTALL)
_GROUPED = re.compile(r"^\s*第\s*([1-9]\d{0,2})\s*题\s*[(（](.*)[)）]\s*$", re.DOTALL)
_TYPE = r"[(（\[【]\s*((?:单选|多选|排序|填空|量表|打分)|[一-龥]{1,8}题)\s*(?:\*\s*)?(?:必答)?\s*[)）\]】]"
_TYPE_AT_END = re.compile(rf"^(.*?)\s*{_TYPE}\s*$", re.DOTALL)
_TYPE_THEN_ROW = re.compile(rf"^(.*?)\s*{_TYPE}\s*—+\s*(.+)$", re.DOTALL)
_STEM_AND_ROW = re.compile(r"^(.+[^—])—+([^—]+)$", re.DOTALL)


@dataclass(frozen=True)
class Question:
    """One item to be: where its cells stand and what its header says.

    columns   positions in the header; several for the options of a coded multi-select or ranking
    options   labels of those columns, in their order; empty for a plain column
    remark    type remark of the header (单选题, 填空题 …) or None
    """

    item_no: str
    stem: str
    columns: tuple[int, ...]
    row_label: str | None = None
    options: tuple[str, ...] = ()
    remark: str | None = None

    @property
    def is_open(self) -> bool:
        return is_free_text(self.remark)


@dataclass(frozen=True)
class Questionnaire:
    """What every column of a file is: metadata by contract name, respondent, questions, dropped headers.

    The respondent's number may be the response number itself; then it is an identifier like any other.
    """

    meta: dict[str, int]
    respondent: int | None
    questions: list[Question]
    dropped: list[str]


@dataclass
class _Header:
    """One question's header cell, taken apart. `number` is None when it carries none.

    `text` is the cell as written, to find it by; its parts are masked.
    """

    position: int
    text: str
    number: str | None = None
    stem: str = ""
    row: str | None = None
    option: str | None = None
    remark: str | None = None
    is_personal: bool = False
    followers: list[_Header] = field(default_factory=list)


def read_questionnaire(
    header: list[str], survey_id: str, survey: Survey, own_headers: Mapping[str, str]
) -> Questionnaire:
    """Tell what each column of a file is; `own_headers` (header -> metadata column or `drop`) come first.

    Columns without a name, IP and source details, and questions that ask for an identifier are dropped.
    Raises DeliveryRefused (rule `missing_item`) when a declared item or the respondent column is not there.
    """
    declared = survey.single_items
    meta, dropped, cells = _metadata(header, own_headers, survey)
    numbers = [_Header(meta["response_no"], header[meta["response_no"]])] if "response_no" in meta else []
    respondent = _respondent([*cells, *numbers], survey.respondent_header)
    if survey.respondent_header and respondent is None:
        raise _missing_respondent(survey_id, survey.respondent_header, cells)
    heads = _heads([cell for cell in cells if cell.position != respondent], declared)
    dropped += [mask(cell.text) for head in heads for cell in (head, *head.followers) if cell.is_personal]
    questions = [question for group in _by_question(heads) for question in _questions(group, survey)]
    there = {question.item_no for question in questions}
    if missing := [number for number in declared if number not in there]:
        told = [_told(number, declared[number]) for number in missing]
        raise _missing_items(survey_id, told, questions, dropped)
    return Questionnaire(meta, respondent, questions, dropped)


def _metadata(
    header: list[str], own_headers: Mapping[str, str], survey: Survey
) -> tuple[dict[str, int], list[str], list[_Header]]:
    """Metadata columns by name, headers to drop, and the other columns taken apart."""
    columns = CONTRACTS["survey_responses"].columns
    known = {normalise_header(text): column.name for column in columns for text in column.headers}
    known |= {normalise_header(text): name for text, name in own_headers.items()}
    by_header = {normalise_header(text): number for text, number in survey.question_headers.items()}
    unwanted = {column.name for column in columns if column.kind == "pii"} | {"drop"}
    meta: dict[str, int] = {}
    dropped: list[str] = []
    others: list[_Header] = []
    for position, text in enumerate(header):
        name = known.get(normalise_header(text))
        if number := by_header.get(normalise_header(text)):
            others.append(_Header(position, text, number, stem=mask(text.strip())))
        elif not text.strip():
            dropped.append(f"column {position + 1} (no name)")
        elif name in unwanted:
            dropped.append(mask(text))
        elif name is not None and name not in meta:
            meta[name] = position
        else:
            others.append(_take_apart(position, text))
    return meta, dropped, others


def _take_apart(position: int, written: str) -> _Header:
    # What is taken out of a header lands, and real stems name whom to call.
    text = mask(written)
    if match := _GROUPED.match(text):
        return _Header(position, written, match[1], option=match[2].strip())
    numbered = _NUMBERED.match(text)
    cell = _Header(position, written, numbered[1] if numbered else None)
    rest = numbered[2] if numbered else text.strip()
    if match := _TYPE_THEN_ROW.match(rest):
        cell.stem, cell.remark, cell.row = match[1].strip(), match[2], match[3].strip()
    elif match := _TYPE_AT_END.match(rest):
        cell.stem, cell.remark = match[1].strip(), match[2]
    elif numbered and (match := _STEM_AND_ROW.match(rest)):
        cell.stem, cell.row = match[1].strip(), match[2].strip()
    else:
        cell.stem = rest
    return cell


def _respondent(cells: list[_Header], declared: str | None) -> int | None:
    if declared is None:
        return None
    wanted = normalise_header(declared)
    found = (
        cell.position
        for cell in cells
        if wanted in (normalise_header(cell.text), normalise_header(cell.stem))
    )
    return next(found, None)


def _heads(cells: list[_Header], declared: Iterable[str]) -> list[_Header]:
    """Columns that begin a question or a matrix, with the further rows of a matrix as followers."""
    heads: list[_Header] = []
    matrix: _Header | None = None
    for cell in cells:
        if matrix is not None and _is_next_row(cell, declared):
            cell.remark = matrix.remark
            cell.is_personal = asks_for_identity(cell.stem, may_be_channel=not is_free_text(matrix.remark))
            matrix.followers.append(cell)
            continue
        chosen = cell.remark or cell.row or cell.option
        may_be_channel = bool(chosen) and not is_free_text(cell.remark)
        cell.is_personal = cell.option is None and asks_for_identity(cell.row or cell.stem, may_be_channel)
        heads.append(cell)
        matrix = cell if cell.row is not None else None
    return heads


def _is_next_row(cell: _Header, declared: Iterable[str]) -> bool:
    """Whether a column behind a row of a matrix is the matrix's next row, and no question of its own.

    A row label carries no number and no type remark and asks nothing; institution.yml can tell a column apart
    by declaring it as c<number>.
    """
    asks = cell.stem.endswith(("?", "？", ":", "："))
    return (
        cell.number is None and cell.remark is None and not asks and f"c{cell.position + 1}" not in declared
    )


def _by_question(heads: list[_Header]) -> list[list[_Header]]:
    """Columns that share a question number, in the order of the file; an unnumbered one stands alone."""
    groups: dict[str, list[_Header]] = {}
    for head in heads:
        groups.setdefault(head.number or f"c{head.position + 1}", []).append(head)
    return list(groups.values())


def _questions(group: list[_Header], survey: Survey) -> list[Question]:
    """The items that the columns of one question number become."""
    head = group[0]
    number = head.number or f"c{head.position + 1}"
    declared = survey.items.get(number)
    title = declared.title if declared else None
    as_matrix = f"{number}.1" in survey.single_items
    if head.option is not None and not as_matrix:
        parts = [(cell.position, cell.option) for cell in group if cell.option is not None]
        columns, options = zip(*parts, strict=True)
        return [Question(number, title or f"第{number}题", columns, options=options)]
    rows = [cell for first in group for cell in (first, *first.followers)]
    is_typed_matrix = head.remark is not None and head.row is not None
    if len(rows) > 1 or is_typed_matrix or as_matrix:
        stem = title or (head.stem if head.option is None else f"第{number}题")
        return [
            Question(
                f"{number}.{index}",
                stem,
                (cell.position,),
                cell.row or cell.option or cell.stem,
                (),
                cell.remark,
            )
            for index, cell in enumerate(rows, 1)
            if not cell.is_personal
        ]
    # A dash in the stem of a plain question is punctuation.
    stem = head.stem if head.row is None else f"{head.stem}—{head.row}"
    return [] if head.is_personal else [Question(number, title or stem, (head.position,), remark=head.remark)]


def is_free_text(remark: str | None) -> bool:
    """Whether a type remark (填空题, 多项填空题, 简答题 …) announces answers in own words."""
    return remark is not None and ("填空" in remark or "简答" in remark)


def _missing_respondent(survey_id: str, wanted: str, cells: list[_Header]) -> DeliveryRefused:
    there = ", ".join(quoted(cell.text) for cell in cells)
    return DeliveryRefused(
        "missing_item",
        f"There is no column {wanted!r}, which surveys.{survey_id}.respondent_header names.",
        f"Name one of its columns, or take the setting out: {there}.",
    )


def _missing_items(
    survey_id: str, missing: list[str], questions: list[Question], dropped: list[str]
) -> DeliveryRefused:
    lines = [f"  {item.item_no}: {shortened(item.stem)} {item.row_label or ''}" for item in questions]
    items = "\n".join(line.rstrip() for line in lines)
    there = f"Its items are:\n{items}" if items else "This one has none."
    never = f"\nNever landed, as personal data or unnamed: {', '.join(dropped)}." if dropped else ""
    return DeliveryRefused(
        "missing_item",
        f"The file has no item {', '.join(missing)}, which institution.yml declares (surveys.{survey_id}).",
        f"Correct the numbers there, or deliver the file of that survey. {there}{never}",
    )


def _told(number: str, item: SurveyItem) -> str:
    return f"{number} ({item.header})" if item.header else number


def shortened(stem: str) -> str:
    """A stem cut to a length that can be read in a message."""
    return stem if len(stem) <= 24 else f"{stem[:22]}…"
