"""A release of a few marts laid out by hand, for chapters on structure: 100 graduates of 2022, 80 of 2021.

Rows are in MARTS; a test changes them with `write_release(path, changed)`. What is hidden in the public tier
says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dagster_project.release import Release, read_release
from dagster_project.reports.marts import Marts
from dagster_project.reports.model import Block, Chapter, Chart, Edition, Paragraph, Runs, Section, Table
from dagster_project.reports.words import Words
from dagster_project.reports.writer import Writer
from dagster_project.settings import ReportPolicy

Rows = list[dict[str, Any]]
KEYS = ["institution_code", "class_year", "snapshot", "degree_level"]
GRAINS = {
    "employment_rate": [*KEYS, "rate_version", "measure", "breakdown", "breakdown_value"],
    "cohort_size": KEYS,
    "cohort_structure": [*KEYS, "dimension", "dimension_value"],
    "placement_structure": [*KEYS, "dimension", "dimension_value"],
    "placement_quality": [*KEYS, "measure", "breakdown", "breakdown_value"],
    "placement_flow": [*KEYS, "origin_province", "work_province"],
    "destination_structure": [*KEYS, "breakdown", "breakdown_value", "destination_code"],
    "further_study": [*KEYS, "kind", "host"],
    "top_employer": ["institution_code", "class_year", "snapshot", "employer_key"],
    "special_programme": ["programme", "year"],
}
HIDDEN = {"is_suppressed": True, "suppression_symbol": "c"}


def cohort(year: int, **cells: Any) -> dict[str, Any]:
    common = {
        "institution_code": "1", "class_year": year, "snapshot": "year_end", "as_of": date(year, 12, 31),
        "degree_level": "all", "is_suppressed": False, "suppression_symbol": None,
    }  # fmt: skip
    return common | cells


def rate(year: int, measure: str, numerator: int, denominator: int, **cells: Any) -> dict[str, Any]:
    group = {
        "breakdown": "overall",
        "breakdown_value": "all",
        "rate_version": "MOE-2021",
        "is_official": True,
    }
    return cohort(year, measure=measure, numerator=numerator, denominator=denominator,
                  rate=numerator / denominator, **(group | cells))  # fmt: skip


def part(year: int, dimension: str, value: str, names: str, graduates: int | None, base: int, **cells: Any):
    """A row of a structure; `names` is 中文/English. Without `graduates` it is hidden."""
    label, label_en = names.split("/")
    hidden = HIDDEN if graduates is None else {}
    share = None if graduates is None or value == "unknown" else graduates / base
    return cohort(year, dimension=dimension, dimension_value=value, label=label, label_en=label_en,
                  graduates=graduates, base=base, share=share, **hidden, **cells)  # fmt: skip


def quality(year: int, measure: str, names: str, numerator: int, denominator: int, **cells: Any):
    label, label_en = names.split("/")
    usual = {
        "breakdown": "overall",
        "breakdown_value": "all",
        "unit": "share",
        "status": "shown",
        "list_year": None,
    }
    return cohort(year, measure=measure, measure_label=label, measure_label_en=label_en, numerator=numerator,
                  denominator=denominator, value=numerator / denominator, **(usual | cells))  # fmt: skip


def code(year: int, destination: str, names: str, parent: str, outcome: str, graduates: int):
    label, label_en = names.split("/")
    return cohort(year, breakdown="overall", breakdown_value="all", destination_code=destination,
                  destination_label=label, destination_label_en=label_en, parent_code=parent, outcome=outcome,
                  graduates=graduates, denominator=100, share=graduates / 100)  # fmt: skip


def host(kind: str, name: str, graduates: int, year: int = 2022, base: int = 20):
    return cohort(year, kind=kind, host=name, host_lists=None, graduates=graduates, base=base,
                  share=None if name == "unknown" else graduates / base)  # fmt: skip


def programme(name: str, year: int, members: int):
    return {"programme": name, "year": year, "members": members, "campuses": 1, "colleges": 2, "academies": 1,
            "members_on_roster": None, "placed": None, "placement_rate": None,
            "is_suppressed": True, "suppression_symbol": "low"}  # fmt: skip


MARTS: dict[str, Rows] = {
    "employment_rate": [
        rate(2022, "placement_rate", 90, 100),
        rate(2022, "placement_rate", 37, 40, degree_level="master"),
        rate(2022, "placement_rate", 53, 60, degree_level="bachelor"),
        rate(2022, "placement_rate", 65, 70, breakdown="college", breakdown_value="机械学院"),
        rate(2022, "placement_rate", 25, 30, breakdown="college", breakdown_value="外语学院"),
        rate(2022, "further_study_rate", 25, 100),
        rate(2022, "startup_rate", 4, 100),
        rate(2021, "placement_rate", 60, 80),
        rate(2021, "further_study_rate", 16, 80),
    ],
    "cohort_size": [cohort(2022, on_roster=100, completed=3, graduates=100, completed_share=0.03)],
    "cohort_structure": [
        part(2022, "gender", "male", "男/male", 55, 100),
        part(2022, "gender", "female", "女/female", 45, 100),
        part(2021, "gender", "female", "女/female", 40, 80),
        part(2022, "ethnicity_group", "han", "汉族/Han", None, 100),
        part(2022, "ethnicity_group", "minority", "少数民族/ethnic minorities", None, 100),
        part(2022, "origin_place", "in_province", "省内生源/from the province", 30, 100),
        part(2022, "origin_province", "61", "陕西/Shaanxi", 30, 100),
        part(2022, "origin_province", "41", "河南/Henan", 70, 100),
        part(2021, "origin_province", "61", "陕西/Shaanxi", 20, 80),
    ],
    "placement_structure": [
        part(2022, "work_province", "61", "陕西/Shaanxi", 24, 60),
        part(2022, "work_province", "31", "上海/Shanghai", 36, 60),
        part(2022, "work_province", "unknown", "未知/unknown", 5, 60),
        part(2021, "work_province", "61", "陕西/Shaanxi", 25, 50),
        part(2022, "industry", "22", "制造业/manufacturing", 50, 50),
    ],
    "placement_quality": [
        quality(2022, "in_province_share", "省内就业占比/works in the province", 24, 60),
        quality(2022, "further_study_home_share", "境内升学占比/at home", 20, 25),
        quality(2022, "further_study_abroad_share", "境外留学占比/abroad", 5, 25),
        quality(2022, "selected_graduate_count", "选调生人数/selected", 7, 100, unit="persons"),
        quality(2021, "selected_graduate_count", "选调生人数/selected", 9, 100, unit="persons"),
    ],
    "placement_flow": [
        cohort(2022, origin_province="陕西", work_province="陕西", graduates=15),
        cohort(2022, origin_province="河南", work_province="上海", graduates=30),
        cohort(2022, origin_province="陕西", work_province="unknown", graduates=5),
        cohort(2022, origin_province="河南", work_province="陕西", graduates=None, **HIDDEN),
    ],
    "destination_structure": [
        code(2022, "80", "境内升学/at home", "80", "further_study", 20),
        code(2022, "46", "应征义务兵/military service", "46", "employed", 4),
        code(2022, "502", "三支一扶/three supports", "50", "employed", 3),
        code(2022, "503", "西部计划/go west", "50", "employed", 0),
    ],
    "further_study": [
        host("home", "本大学", 8), host("home", "甲大学", 6), host("home", "unknown", 5),
        host("home", "本大学", 5, 2021, 10), host("abroad", "乙大学", 6),
    ],
    "top_employer": [
        cohort(2022, employer_key="k1", employer_name="甲公司", employer_nature="国有企业", industry="制造业",
               lists=None, graduates=12, rank=1),
        cohort(2022, employer_key="k2", employer_name="乙公司", employer_nature=None, industry="制造业",
               lists="重点单位", graduates=8, rank=2),
    ],
    "special_programme": [
        programme("选调生", 2022, 6), programme("国际组织实习", 2022, 3), programme("创业营", 2021, 9),
    ],
}  # fmt: skip


def write_release(path: Path, changed: Mapping[str, Rows] | None = None) -> Release:
    """The release of MARTS with the tables of `changed` in their place, public tier only."""
    import duckdb

    tables = MARTS | (changed or {})
    (path / "public").mkdir(parents=True)
    resources = []
    with duckdb.connect(str(path / "public" / "marts.duckdb")) as connection:
        for name, rows in tables.items():
            frame = pl.DataFrame(rows, infer_schema_length=None)
            frame.write_parquet(path / f"{name}.parquet")
            connection.execute(f"create table {name} as select * from '{path / f'{name}.parquet'}'")
            fields = [{"name": c, "type": "string", "title": c, "description": c} for c in frame.columns]
            resources.append({
                "name": f"public-{name}", "title": name, "description": name,
                "schema": {"fields": fields, "primaryKey": GRAINS[name]},
            })  # fmt: skip
    manifest = {
        "release_id": path.name,
        "institution": {"code": "1", "name_zh": "本大学", "name_en": "Our University"},
        "tables": {"public": {name: {} for name in tables}},
    }
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (path / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return read_release(path)


def written(published: Release, module: Any, lang: str = "zh", **edition: Any) -> Chapter:
    """The chapter of `module` in an edition of 2022."""
    chosen = Edition(2022, "year_end", lang, **edition)
    with Marts(published, "public", lang) as marts:
        name = module.__name__.rpartition(".")[2]
        return module.write(Writer(chosen, marts, Words(lang), ReportPolicy(), name))


def section(chapter: Chapter, key: str) -> Section:
    return next(one for one in chapter.sections if one.key == key)


def text(runs: Runs) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def said(part: Section) -> list[str]:
    """What the paragraphs of a section say."""
    return [text(block.runs) for block in part.blocks if isinstance(block, Paragraph)]


def charts(part: Section) -> list[Chart]:
    return [block for block in part.blocks if isinstance(block, Chart)]


def tables(part: Section) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def cells(table: Table) -> list[list[str]]:
    return [[text((cell,)) for cell in row] for row in table.rows]


def runs_of(block: Block) -> Sequence[Any]:
    """Every run of a block, those of a chart's table too."""
    if isinstance(block, Paragraph):
        return block.runs
    if isinstance(block, Table):
        return [*block.title, *block.note, *(cell for row in block.rows for cell in row)]
    if isinstance(block, Chart):
        return [*block.title, *block.message, *runs_of(block.table)]
    return [run for figure in block.figures for run in (figure.value, *figure.note)]
