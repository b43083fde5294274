"""The data dictionary of a tier: one Markdown page, English and Chinese, made from what dbt says.

Nothing is described here: a table's words live in its yml beside the model. Here they are only laid out.
"""

from __future__ import annotations

from dagster_project.publish.manifest import ReleaseFacts
from dagster_project.publish.marts import Mart
from dagster_project.release import DATABASE, Tier, split_example

_TIER_TEXT = {
    "internal": (
        "Internal tier: exact figures, pseudonymous records, for the office only.",
        "内部版：数字精确，个人以假名标识，仅供本部门使用。",
    ),
    "public": (
        "Public tier: small cells are suppressed; what is hidden is NULL, never 0.",
        "公开版：小样本单元格已隐藏；隐藏处为 NULL，不写 0。",
    ),
}


def dictionary(facts: ReleaseFacts, tier: Tier, marts: list[Mart], rows: dict[str, int]) -> str:
    """The page for `tier`; `marts` are those in the tier as published there, `rows` their numbers of rows."""
    english, chinese = _TIER_TEXT[tier]
    profile = f" Profile: `{facts.disclosure.profile}`." if tier == "public" else ""
    lines = [
        f"# Data dictionary 数据字典: {facts.institution.name_zh} {facts.institution.name_en}".rstrip(),
        "",
        f"Release 版本 `{facts.release_id}`. {english}{profile} {chinese}",
        "",
        f"Each table is one `.parquet` file and one table of `{DATABASE}`. Read it with `gradmart sql`, "
        "or open the file with any DuckDB since 1.0.",
        f"每张表既是一个 `.parquet` 文件，也是 `{DATABASE}` 中的一张表；"
        "可用 `gradmart sql` 查询，也可用 1.0 及以上版本的 DuckDB 直接打开该文件。",
        "",
        "| table 表 | 说明 | rows 行数 |",
        "|---|---|---:|",
        *(f"| [{m.name}](#{m.name}) | {_cell(m.zh)} | {rows[m.name]} |" for m in marts),
    ]
    for mart in marts:
        lines += ["", *_section(mart, tier)]
    return "\n".join(lines) + "\n"


def _section(mart: Mart, tier: Tier) -> list[str]:
    what, example = split_example(mart.description)
    query = example or f"select * from {mart.name} limit 10"
    lines = [
        f"## {mart.name}",
        "",
        what,
        "",
        mart.zh,
        "",
        f"Grain 粒度: one row per {', '.join(f'`{name}`' for name in mart.grain)}.",
    ]
    for policy in [mart.disclosure, *mart.disclosure.also] if mart.disclosure else []:
        base = f" of `{policy.denominator}`" if policy.denominator else ""
        guarded = ", ".join(f"`{name}`" for name in dict.fromkeys([policy.numerator, *policy.suppress]))
        lines += ["", f"Disclosure 披露控制 (public): `{policy.numerator}`{base} decides on {guarded}."]
    if tier == "internal":  # the records that the SQL counts are there only
        lines += _explained(mart)
    lines += [
        "",
        "```sql",
        query,
        "```",
        "",
        "| column 列 | type 类型 | description | 说明 |",
        "|---|---|---|---|",
        *(f"| `{c.name}` | {c.type} | {_cell(c.description)} | {_cell(c.zh)} |" for c in mart.columns),
    ]
    return lines


def _explained(mart: Mart) -> list[str]:
    """The SQL templates that count the figures of a row again."""
    found = mart.explanation
    if found is None:
        return []
    if found.is_record:
        return ["", "Each row is a record 每行一条记录."]
    return [
        "",
        "Counted as 计算方式 (`gradmart explain` fills in a row):",
        "",
        *(f"- `{column}`: `{sql}`" for column, sql in found.figures.items()),
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
