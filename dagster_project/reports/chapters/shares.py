"""What the chapters on structure share: rows of one dimension in order, their table with the class before.

To keep out: words of a chapter, and anything about a single mart that other marts of this form do not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reports.marts import Condition, Row
from dagster_project.reports.model import Block, Chart, Paragraph, Run, Runs, Table
from dagster_project.reports.values import NONE, Value, difference, total
from dagster_project.reports.writer import Writer

# As in the marts; the report names them from the highest to the lowest.
LEVELS = (
    "doctor", "master", "postgraduate", "second_bachelor", "bachelor", "junior_college", "unknown",
)  # fmt: skip
UNKNOWN = "unknown"
# Rows of a long table that are printed; the rest is one row, and the workbook has them all.
PRINTED = 10


def of_dimension(
    w: Writer, mart: str, dimension: str, class_year: int | None = None, **conditions: Condition
) -> list[Row]:
    """Rows of a dimension: the largest first, then those withheld, `unknown` last."""
    year = class_year or w.edition.class_year
    return by_size(w.rows(mart, dimension=dimension, class_year=year, **conditions), "dimension_value")


def by_size(rows: Sequence[Row], name: str, count: str = "graduates") -> list[Row]:
    """Rows in falling order of `count`; those withheld after them, `unknown` last."""
    return sorted(rows, key=lambda r: (r[name] == UNKNOWN, r[count] is None, -(r[count] or 0), str(r[name])))


def known(rows: Sequence[Row]) -> list[Row]:
    """Rows with a share that is shown: without `unknown` and without those withheld."""
    return [row for row in rows if row["share"] is not None]


def named(w: Writer, row: Row, column: str) -> Run:
    """A name of the institution's own, or the word for not known."""
    return w.term(UNKNOWN) if row[column] == UNKNOWN else row.text(column)


def signed(value: Value) -> Value:
    """A difference as a cell shows it, with its sign."""
    if value.is_missing or float(value.text.replace(",", "")) == 0:
        return value
    return replace(value, text=("+" if value.raw > 0 else "−") + value.text)


def moved(w: Writer, now: Value, before: Value | None) -> Run:
    """The cell of a change on the class before; a dash where that has nothing."""
    return NONE if before is None else signed(difference(now, before, w.lang))


def compared(w: Writer, key: str, now: Row, before: Row | None, column: str) -> Paragraph | None:
    """The sentence `key` about the class before and the change since; none where that has no row."""
    if before is None:
        return None
    then = before.value(column)
    return w.say(key, before=then, change=w.change(now.value(column), then))


def enumerated(w: Writer, items: Sequence[Runs]) -> Runs:
    """A series in words: 甲、乙和丙."""
    runs: list[Run] = []
    for position, item in enumerate(items):
        if position:
            runs.append(w.term("and" if position == len(items) - 1 else "comma"))
        runs.extend(item)
    return tuple(runs)


def leading(w: Writer, rows: Sequence[Row], count: int = 3) -> Runs:
    """The largest of the known rows, each with its share."""
    return enumerated(
        w,
        [
            w.runs("with_share", name=row.label("label"), share=row.value("share"))
            for row in known(rows)[:count]
        ],
    )


def shares_table(
    w: Writer, key: str, mart: str, dimension: str, rows: Sequence[Row], **values: Run | Runs
) -> Table:
    """Value, graduates, share, share of the class before and the change; `rows` in their order."""
    before = {r["dimension_value"]: r for r in of_dimension(w, mart, dimension, w.edition.class_year - 1)}
    cells = [
        (row.label("label"), row.value("graduates"), *_cells(w, row, before.get(row["dimension_value"])))
        for row in rows
    ]
    return w.table(
        key, [dimension, "graduates", "share", "share_before", "change_points"], cells,
        marts=[mart], note=w.runs("share_note") if has_unknown(rows) else (), **values,
    )  # fmt: skip


def has_unknown(rows: Sequence[Row]) -> bool:
    return any(row["dimension_value"] == UNKNOWN for row in rows)


def _cells(w: Writer, row: Row, before: Row | None) -> tuple[Run, Run, Run]:
    if row["dimension_value"] == UNKNOWN:
        return NONE, NONE, NONE
    share = row.value("share")
    then = None if before is None else before.value("share")
    return share, NONE if then is None else then, moved(w, share, then)


def shortened(
    w: Writer,
    table: Table,
    rows: Sequence[Row],
    *,
    name: str = "dimension_value",
    summed: Sequence[int] = (1, 2),
    printed: int = PRINTED,
) -> list[Table]:
    """A long table as two: the first rows with the sum of the rest for print, and the whole for the workbook.

    `summed`: columns whose rest is added up. `rows` are those of the table: a last one whose `name` is
    unknown keeps its line, since it is in no share. A table hardly longer than what is printed stays whole.
    """
    if len(table.rows) <= printed + 2:
        return [table]
    end = len(rows) - (rows[-1][name] == UNKNOWN)
    first, rest, apart = table.rows[:printed], table.rows[printed:end], table.rows[end:]
    other: list[Run] = [w.term("others"), *[NONE] * (len(table.columns) - 1)]
    for column in summed:
        other[column] = total([row[column] for row in rest if isinstance(row[column], Value)], w.lang)
    gap = (" ",) if table.note and w.lang == "en" else ()
    note = (*table.note, *gap, *w.runs("rest_in_workbook"))
    return [
        replace(table, rows=(*first, tuple(other), *apart), note=note),
        replace(
            table, key=f"{table.key}_all", title=w.runs("whole_table", title=table.title), is_printed=False
        ),
    ]


def whole_titled(table: Table, chart: Chart) -> Chart:
    """A chart of a whole table, titled as the short one that is printed beside it."""
    return replace(chart, title=table.title)


def present(*blocks: Block | Sequence[Block] | None) -> list[Block]:
    """Blocks in one list; those that are not there are left out."""
    flat: list[Block] = []
    for block in blocks:
        if isinstance(block, list | tuple):
            flat.extend(block)
        elif block is not None:
            flat.append(block)
    return flat
