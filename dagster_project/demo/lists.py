"""Deliveries of the lists of employers and universities, a version a year, and who is on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from dagster_project.demo import list_plan as plan
from dagster_project.demo.delivery import GB18030, UTF8_BOM, Delivery, Packing, pack
from dagster_project.demo.draw import generator
from dagster_project.demo.employers import FIRST_GROUP, Market
from dagster_project.demo.files import Workbook
from dagster_project.demo.mess import ACCEPTED, DUPLICATE

_COLUMNS = ("fate", "名单", "年度", "单位名称", "统一社会信用代码", "上级单位", "排名", "来源")
_SHEET = Packing("xlsx", look=Workbook(above=("单位名单",), numbers=("排名",)))


def members_of(market: Market) -> dict[tuple[str, int], list[int]]:
    """(list, year) -> identities of the employers and groups on it, in the order of their rank.

    The employers beside the groups are of those that recruit most and belong to no group: first the banks
    and firms with branches, so that a branch counts through its parent.
    """
    free = market.employers.filter(
        pl.col("parent").is_null() & pl.col("nature").is_in(["31", "32", "39"])
    ).sort("weight", descending=True)["employer"].to_list()  # fmt: skip
    return {
        (name, year): [
            *(FIRST_GROUP + group for group in groups),
            *free[plan.EMPLOYERS_ON[name][year][0] :][: plan.EMPLOYERS_ON[name][year][1]],
        ]
        for name, years in plan.GROUPS_ON.items()
        for year, groups in years.items()
    }


def list_deliveries(market: Market, seed: int) -> Iterator[Delivery]:
    """A workbook of employers' lists for each year, and the universities' lists."""
    members = members_of(market)
    for year in (2019, 2020, 2021):
        rng = generator(seed, "lists", year)
        rows = [row for name in plan.GROUPS_ON for row in _rows(market, name, year, members[name, year], rng)]
        frame = _frame([*rows, *_world_lists(year)])
        again = frame[2:3].with_columns(pl.lit(DUPLICATE).alias("fate"))
        packing = GB18030 if year == 2020 else _SHEET
        yield pack(
            "employer_lists", f"单位名单_{year}年", date(year, 3, 31), pl.concat([frame, again]), packing
        )
    yield pack(
        "employer_lists", "双一流建设高校名单", date(2017, 9, 21), _frame(_double_first_class()), UTF8_BOM
    )


def _rows(
    market: Market, name: str, year: int, members: list[int], rng: np.random.Generator
) -> Iterator[tuple]:
    """Rows of one list: of its members, some without a code; 中央企业 names the subsidiaries as well."""
    names = market.names
    ranked = name in ("fortune500", "china500")
    source = "就业中心自定" if name == "key_employer" else plan.ILLUSTRATION
    for rank, identity in enumerate(members, 1):
        title, code = names[identity]
        no_code = name == "key_employer" and rng.random() < 0.2
        yield (
            ACCEPTED, plan.LABELS[name], f"{year}", title, None if no_code else code, None,
            str(rank * 7) if ranked else None, source,
        )  # fmt: skip
    if name != "central_soe":
        return
    owned = market.employers.filter(pl.col("parent").is_in(members))
    for title, code, parent in owned.select("employer_name", "uscc", "parent").iter_rows():
        yield (ACCEPTED, plan.LABELS[name], f"{year}", title, code, names[parent][0], None, source)


def _double_first_class() -> Iterator[tuple]:
    for name in plan.DOUBLE_FIRST_CLASS:
        yield (
            ACCEPTED, "双一流高校", f"{plan.DOUBLE_FIRST_CLASS_YEAR}", name, None, None, None,
            plan.DOUBLE_FIRST_CLASS_SOURCE,
        )  # fmt: skip


def _world_lists(year: int) -> Iterator[tuple]:
    top100 = plan.TOP100[year]
    for label, hosts in (("世界前100高校", top100), ("世界前200高校", (*top100, *plan.TOP200_MORE[year]))):
        for name in hosts:
            yield (ACCEPTED, label, f"{year}", name, None, None, None, plan.ILLUSTRATION)


def _frame(rows: Iterator[tuple] | list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
