"""Provinces as tiles of one size in their rough places; no border is drawn, so none is drawn wrongly."""

from __future__ import annotations

import altair as alt

from dagster_project.reports import style
from dagster_project.reports.charts.parts import ROOMY, Canvas, Rows, number, text
from dagster_project.reports.model import ProvinceTiles

ROW_HEIGHT = 34
COLUMNS = 7
# Type on a telephone.
SMALL = 9
# Short name in Chinese, name in English, column and row of the tile. All 34 units of the first level.
PROVINCES = (
    ("黑龙江", "Heilongjiang", 6, 0), ("吉林", "Jilin", 6, 1), ("新疆", "Xinjiang", 0, 2),
    ("甘肃", "Gansu", 1, 2), ("宁夏", "Ningxia", 2, 2), ("内蒙古", "Inner Mongolia", 3, 2),
    ("北京", "Beijing", 4, 2), ("天津", "Tianjin", 5, 2), ("辽宁", "Liaoning", 6, 2),
    ("青海", "Qinghai", 1, 3), ("陕西", "Shaanxi", 2, 3), ("山西", "Shanxi", 3, 3),
    ("河北", "Hebei", 4, 3), ("山东", "Shandong", 5, 3), ("西藏", "Tibet", 0, 4),
    ("四川", "Sichuan", 1, 4), ("重庆", "Chongqing", 2, 4), ("河南", "Henan", 3, 4),
    ("安徽", "Anhui", 4, 4), ("江苏", "Jiangsu", 5, 4), ("上海", "Shanghai", 6, 4),
    ("云南", "Yunnan", 1, 5), ("贵州", "Guizhou", 2, 5), ("湖北", "Hubei", 3, 5),
    ("江西", "Jiangxi", 4, 5), ("浙江", "Zhejiang", 5, 5), ("广西", "Guangxi", 2, 6),
    ("湖南", "Hunan", 3, 6), ("广东", "Guangdong", 4, 6), ("福建", "Fujian", 5, 6),
    ("台湾", "Taiwan", 6, 6), ("海南", "Hainan", 3, 7), ("澳门", "Macao", 4, 7),
    ("香港", "Hong Kong", 5, 7),
)  # fmt: skip


def draw(form: ProvinceTiles, canvas: Canvas) -> alt.LayerChart:
    found = {_place(text(row[form.province])): row[form.value] for row in canvas.table.rows}
    most = max((number(value) or 0 for value in found.values()), default=0) or 1
    rows: Rows = []
    for short, english, column, row in PROVINCES:
        value = found.get(short)
        amount = None if value is None else number(value)
        name = short if canvas.lang == "zh" else english
        fill = style.PAPER if amount is None else _step(amount / most)
        shown = "" if value is None else text(value)
        rows.append(
            {"left": column + 0.03, "right": column + 0.97, "top": row + 0.04, "bottom": row + 0.96,
             "middle": column + 0.5, "name": name, "name_at": row + 0.31, "shown": shown,
             "shown_at": row + 0.69, "fill": fill, "ink": style.ink_on(fill),
             "said": canvas.said(name, shown)}
        )  # fmt: skip
    base = alt.Chart(canvas.data(rows)).encode(
        x=alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, COLUMNS], nice=False)),
        y=alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[8, 0], nice=False)),
    )
    tile = base.mark_rect(cornerRadius=3, stroke=style.LINE, strokeWidth=0.8).encode(
        x2=alt.X2("right:Q"),
        y2=alt.Y2("bottom:Q"),
        color=alt.Color("fill:N", scale=None),
        description=alt.Description("said:N"),
        tooltip=alt.Tooltip("said:N"),
    )
    # On a telephone the longest names end in dots, since tiles do not grow with them.
    room = canvas.width / COLUMNS * 0.94 - 2
    look = {} if canvas.width >= ROOMY else {"fontSize": SMALL, "limit": room}
    written = base.mark_text(baseline="middle", **look).encode(
        x=alt.X("middle:Q"), color=alt.Color("ink:N", scale=None)
    )
    return alt.layer(
        tile,
        written.encode(y=alt.Y("name_at:Q"), text=alt.Text("name:N")),
        written.encode(y=alt.Y("shown_at:Q"), text=alt.Text("shown:N")),
    ).properties(height=8 * ROW_HEIGHT)


def _place(name: str) -> str | None:
    """The short name of the province that is meant; None when it is none (abroad, unknown)."""
    for short, english, _, _ in PROVINCES:
        if name.startswith(short) or name == english:
            return short
    return None


def _step(part: float) -> str:
    """A step of the ramp. By the square root: one province usually has most, the rest would be one tint."""
    steps = len(style.RAMP)
    return style.RAMP[min(steps - 1, int(part**0.5 * steps))]
