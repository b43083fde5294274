"""What is made from code and specification: methodology(.zh).md, dictionary.md, institution.schema.json.

`python -m tests.spec.methodology` writes them; a test fails when they are stale. The methodology is made of
the chapters, the cases that are run, the code tables, and the sentences of dbt's unit tests; the dictionary
of the yml beside each mart; the schema of institution.yml of its models.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from dagster_project.contracts import CONTRACTS
from dagster_project.ingest.configuration_schema import configuration_schema
from dagster_project.release import split_example
from tests.spec.cases import Case, Chapter, Delivery, Expectation, load
from tests.spec.tables import TABLES, markdown

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt" / "models"
COMMAND = "python -m tests.spec.methodology"
_WORDS = {
    "en": {
        "title": "How we count",
        "other": "中文版：[methodology.zh.md](methodology.zh.md)",
        "intro": (
            "This page is made from the specification tests (`tests/spec/chapters`), the code tables and the "
            "unit tests of the models; it is not written by hand. Every example below is delivered as files, "
            "run through the whole warehouse and asked for in SQL whenever the tests run; a page that does "
            "not say what is tested fails them."
        ),
        "given": "Given", "full": ", a full list", "then": "Then", "where": "where", "class": "class of {}",
        "public": " (public tier)", "survey": "survey", "rows": "rows", "value": "value",
        "people": "{} graduates, numbered through", "no_record": "no record",
        "sentences": "What the unit tests of the models say",
        "sentences_text": (
            "Each sentence is the name of a unit test of dbt: a few rows in, the rows that must come out. "
            "They run before anything is published."
        ),
    },
    "zh": {
        "title": "统计方法",
        "other": "English: [methodology.md](methodology.md)",
        "intro": (
            "本页由规范测试（`tests/spec/chapters`）、代码表和模型的单元测试生成，不由人手工编写。"
            "以下每个例子在每次测试时都作为文件交付，走完整个仓库流程，再以 SQL 查询核对；"
            "页面与测试不一致则测试不通过。"
        ),
        "given": "已知", "full": "（全量名单）", "then": "则", "where": "条件", "class": "{} 届",
        "public": "（公开版）", "survey": "调查", "rows": "行数", "value": "取值",
        "people": "{} 名毕业生，依次编号", "no_record": "无记录",
        "sentences": "模型单元测试的表述",
        "sentences_text": (
            "每句话是一个 dbt 单元测试的名称（英文）：给定几行输入，必须得到规定的输出。"
            "发布之前均须通过。"
        ),
    },
}  # fmt: skip


def pages() -> dict[str, str]:
    """Every generated page by its path below the root."""
    chapters = load()
    return {
        "docs/methodology.md": methodology(chapters, "en"),
        "docs/methodology.zh.md": methodology(chapters, "zh"),
        "docs/dictionary.md": dictionary(),
        "docs/institution.schema.json": _json(configuration_schema()),
    }


def methodology(chapters: list[Chapter], language: str) -> str:
    words = _WORDS[language]
    lines = [f"# {words['title']}", "", words["other"], "", words["intro"], ""]
    lines += [f"{n}. {_link(chapter.title[language])}" for n, chapter in enumerate(chapters, start=1)]
    lines += [f"{len(chapters) + 1}. {_link(words['sentences'])}"]
    for chapter in chapters:
        lines += ["", f"## {chapter.title[language]}", "", chapter.text[language]]
        for name in chapter.tables:
            lines += ["", *TABLES[name](language)]
        for case in chapter.cases:
            lines += ["", *_case(case, language)]
    lines += ["", f"## {words['sentences']}", "", words["sentences_text"], *_sentences()]
    return "\n".join(lines) + "\n"


def _link(title: str) -> str:
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -_")
    return f"[{title}](#{kept.replace(' ', '-')})"


def _case(case: Case, language: str) -> list[str]:
    words = _WORDS[language]
    year = "" if case.class_year is None else f" ({words['class'].format(case.class_year)})"
    lines = [f"### {case.title[language]}{year}"]
    if case.text[language]:
        lines += ["", case.text[language]]
    for delivery in case.deliveries:
        lines += ["", *_delivery(delivery, language)]
    for expected in case.expectations:
        lines += ["", *_expectation(expected, language)]
    return lines


def _delivery(delivery: Delivery, language: str) -> list[str]:
    words = _WORDS[language]
    feed = f"`{delivery.feed}`" + (f" {CONTRACTS[delivery.feed].title_zh}" if language == "zh" else "")
    full = words["full"] if delivery.mode == "full" else ""
    title = f"{words['given']} {feed} {delivery.recorded_on}{full}:"
    if delivery.table is not None:
        return [title, "", *markdown(delivery.table.header, delivery.table.rows)]
    if not delivery.column:
        return [f"{title} {words['people'].format(delivery.counts[''])}"]
    rows = [[words["no_record"] if v == "unknown" else v, n] for v, n in delivery.counts.items()]
    return [title, "", *markdown([delivery.column, words["rows"]], rows)]


def _expectation(expected: Expectation, language: str) -> list[str]:
    words = _WORDS[language]
    conditions = ", ".join(
        f"{column} = {', '.join(map(str, value)) if isinstance(value, list) else _plain(value)}"
        for column, value in expected.where.items()
    )
    where = f" {words['where']} {conditions}" if conditions else ""
    tier = words["public"] if expected.tier == "public" else ""
    header = [f"`{name}`" for name in expected.table.header]
    return [f"{words['then']} `{expected.mart}`{tier}{where}:", "", *markdown(header, expected.table.rows)]


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sentences() -> Iterator[str]:
    """The unit tests of all models, by model, marts first and then what they are made of."""
    for layer in ("marts", "core", "intermediate"):
        found: dict[str, list[dict]] = {}
        for content in _ymls(layer):
            for test in content.get("unit_tests", []):
                found.setdefault(test["model"], []).append(test)
        for model, tests in sorted(found.items()):
            yield from ("", f"**{model}**", "")
            for test in tests:
                described = " ".join(test.get("description", "").split())
                sentence = test["name"].replace("_", " ")
                yield f"- {sentence[0].upper()}{sentence[1:]}." + (f" {described}" if described else "")


def dictionary() -> str:
    """Every mart with its columns, as the yml says; the same words are in each release and its database."""
    lines = [
        "# Data dictionary 数据字典",
        "",
        "Made from the yml beside each mart (`dbt/models/marts`). Each release holds the same, with its "
        "numbers of rows, as `dictionary.md`, and as comments in `marts.duckdb`.",
        "由各表的 yml 文件生成；每次发布的 `dictionary.md` 及 `marts.duckdb` 的注释中内容相同。",
    ]
    marts = [model for content in _ymls("marts") for model in content.get("models", [])]
    lines += ["", *markdown(["table 表", "说明", "tiers 版本"], [
        [f"[{m['name']}](#{m['name']})", m["config"]["meta"]["zh"], ", ".join(m["config"]["meta"]["tiers"])]
        for m in marts
    ])]  # fmt: skip
    for mart in marts:
        lines += ["", *_mart(mart)]
    return "\n".join(lines) + "\n"


def _mart(mart: dict) -> list[str]:
    meta = mart["config"]["meta"]
    what, example = split_example(" ".join(mart["description"].split()))
    lines = [f"## {mart['name']}", "", what, "", meta["zh"], ""]
    lines += [f"Grain 粒度: {', '.join(f'`{name}`' for name in meta['grain'])}."]
    explain = meta.get("explain")
    if isinstance(explain, dict):
        lines += ["", "Counted as 计算方式 (see `gradmart explain`):", ""]
        lines += [f"- `{name}`: `{' '.join(sql.split())}`" for name, sql in explain.items()]
    if example:
        lines += ["", "```sql", example, "```"]
    rows = [
        [f"`{c['name']}`", c["data_type"], " ".join(c["description"].split()), c["config"]["meta"]["zh"]]
        for c in mart["columns"]
    ]
    return [*lines, "", *markdown(["column 列", "type 类型", "description", "说明"], rows)]


def _ymls(layer: str) -> list[dict]:
    paths = sorted((MODELS / layer).glob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def _json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    for name, text in pages().items():
        (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
