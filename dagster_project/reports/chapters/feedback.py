"""Chapter: feedback to enrolment, programme setting and training (对教育教学的反馈).

Lists are computed from thresholds of `institution.yml` (`report: warnings:`) and are no verdicts: they say
where to look. Whoever is on none is not named, and a list that is empty says what was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dagster_project.reports.chapters.rates import headline
from dagster_project.reports.dimensions import LEVELS
from dagster_project.reports.marts import Row
from dagster_project.reports.model import Block, Chapter, Column, Section
from dagster_project.reports.survey_blocks import aspect, cautions, interval_chart, items_table, rule
from dagster_project.reports.surveys import TRACKED, Survey, employers, scales, strictest, tracking
from dagster_project.reports.values import Value, number_of
from dagster_project.reports.writer import Writer


@dataclass(frozen=True)
class Checked:
    """What a list looked at: `rows` that count, and the `listed` beyond the threshold; `column` is the rate.

    `small`: rows left out for their size; `withheld`: rows whose rate is not published.
    """

    rows: list[Row]
    listed: list[Row]
    small: list[Row]
    withheld: list[Row]
    column: str


def write(w: Writer) -> Chapter:
    survey = tracking(w)
    placement, not_seeking, match = low_placement(w), many_not_seeking(w), low_match(w, survey)
    return w.finish(
        _enrolment(w, placement, not_seeking),
        _programmes(w, match, survey, (placement, not_seeking, match)),
        _training(w, survey),
    )


def _sorted_out(
    rows: Sequence[Row], column: str, base_at_least: int, is_beyond: Callable[[float], bool]
) -> Checked:
    known = [row for row in rows if row["breakdown_value"] != "unknown"]
    small = [row for row in known if (row["denominator"] or 0) < base_at_least]
    large = [row for row in known if (row["denominator"] or 0) >= base_at_least]
    shown = [row for row in large if row[column] is not None]
    listed = [row for row in shown if is_beyond(row[column])]
    return Checked(shown, listed, small, [row for row in large if row[column] is None], column)


def low_placement(w: Writer) -> Checked:
    """Majors within a level whose official placement rate is under `placement_rate_below`, lowest first."""
    official = headline(w, whole=True)
    rows = _majors(w, official["rate_version"], official["measure"]) if official else []
    limits = w.policy.warnings
    found = _sorted_out(rows, "rate", limits.min_graduates, lambda rate: rate < limits.placement_rate_below)
    found.listed.sort(key=lambda row: (row["rate"], row["breakdown_value"]))
    return found


def many_not_seeking(w: Writer) -> Checked:
    """Majors within a level with at least `not_seeking_rate_above` not seeking work, highest first."""
    limits = w.policy.warnings
    found = _sorted_out(_majors(w, "MOE-2021", "not_seeking_rate"), "rate", limits.min_graduates,
                        lambda rate: rate >= limits.not_seeking_rate_above)  # fmt: skip
    found.listed.sort(key=lambda row: (-row["rate"], row["breakdown_value"]))
    return found


def low_match(w: Writer, survey: Survey | None) -> Checked:
    """Majors whose match, by the tracking survey, is under `match_rate_below`, lowest first."""
    limits = w.policy.warnings
    rows = w.rows("placement_quality", measure=TRACKED[0], snapshot="latest", breakdown="major",
                  class_year=survey.row["class_year"]) if survey else []  # fmt: skip
    found = _sorted_out(rows, "value", limits.min_answers, lambda rate: rate < limits.match_rate_below)
    found.listed.sort(key=lambda row: (row["value"], row["breakdown_value"]))
    return found


def _majors(w: Writer, version: str, measure: str) -> list[Row]:
    return w.rows(
        "employment_rate", rate_version=version, measure=measure, breakdown="major", degree_level=LEVELS
    )


def _enrolment(w: Writer, placement: Checked, not_seeking: Checked) -> Section:
    if w.edition.college:
        return w.section("enrolment", empty="majors_of_whole")
    if not (placement.rows or not_seeking.rows):
        return w.section("enrolment")
    return w.section(
        "enrolment",
        w.say("lists_said", least=w.setting("warnings.min_graduates", "count")),
        *_list(w, "low_placement", placement, w.setting("warnings.placement_rate_below", "share")),
        *_list(w, "not_seeking", not_seeking, w.setting("warnings.not_seeking_rate_above", "share")),
        w.say("no_verdict", "caution"),
    )


def _list(w: Writer, key: str, found: Checked, limit: Value) -> list[Block]:
    """The sentence with what was checked, and the list or that nobody is on it."""
    looked_at = [*found.rows, *found.small, *found.withheld]
    if not looked_at:
        return []
    among = [row.value("denominator", "count") for row in looked_at]
    counts = {
        name: number_of([row.value("denominator", "count") for row in rows], w.lang, among)
        for name, rows in (("checked", found.rows), ("small", found.small), ("withheld", found.withheld))
    }
    if not found.listed:
        return [w.say(f"{key}_none", limit=limit, **counts)]
    cells = [
        (row.text("breakdown_value"), w.term(f"degree_level.{row['degree_level']}"), row.value("numerator"),
         row.value("denominator"), row.value(found.column), _care(w, row))
        for row in found.listed
    ]  # fmt: skip
    columns = [
        Column(w.term(name), numeric=name.startswith(key))
        for name in ("major", "level", f"{key}_counted", f"{key}_base", f"{key}_rate", "care")
    ]
    mart = "employment_rate" if found.column == "rate" else "placement_quality"
    listed = number_of([row.value("denominator", "count") for row in found.listed], w.lang)
    said = w.say(f"{key}_said", limit=limit, listed=listed, **counts)
    return [said, w.table(f"{key}_table", columns, cells, marts=[mart])]


def _care(w: Writer, row: Row) -> str:
    return w.term("small_base" if row["denominator"] < w.policy.small_base else "no_care")


def _programmes(w: Writer, match: Checked, survey: Survey | None, lists: Sequence[Checked]) -> Section:
    if w.edition.college:
        return w.section("programmes", empty="majors_of_whole")
    blocks: list[Block] = []
    if survey is None or not match.rows:
        blocks.append(w.say("no_match", year=w.year))
    else:
        blocks += cautions(w, survey)
        blocks.append(w.say("match_lists_said", survey_year=survey.row.value("class_year"),
                            least=w.setting("warnings.min_answers", "count")))  # fmt: skip
        blocks += _list(w, "low_match", match, w.setting("warnings.match_rate_below", "share"))
    blocks.append(_several(w, lists))
    return w.section("programmes", *blocks, w.say("no_verdict", "caution"))


def _several(w: Writer, lists: Sequence[Checked]) -> Block:
    """Majors that more than one list names, whatever the level."""
    on = [{row["breakdown_value"]: row for row in found.listed} for found in lists]
    twice = sorted({name for one in on for name in one if sum(name in other for other in on) > 1})
    if not twice:
        return w.say("several_none")
    rows = [next(one[name] for one in on if name in one) for name in twice]
    names = [row.text("breakdown_value") for row in rows]
    listed = [part for name in names for part in (w.term("comma"), name)][1:]
    return w.say("several_said", count=number_of(names, w.lang), majors=tuple(listed))


def _training(w: Writer, survey: Survey | None) -> Section:
    """What graduates say of teaching and employers of graduates: rows of matrices, which rate sides."""
    asked = None if w.edition.college else employers(w)
    return w.section(
        "training", *_teaching(w, survey), *_evidence(w, "abilities", asked), empty="no_evidence"
    )


def _teaching(w: Writer, survey: Survey | None) -> list[Block | None]:
    said = _evidence(w, "teaching", survey)
    if survey is None or not said:
        return []
    rows, year = scales(w, survey, aspects=True), survey.row.value("class_year")
    return [
        *said,
        interval_chart(w, "teaching_chart", strictest(rows), aspect, survey_year=year),
        items_table(w, "teaching_items_table", rows, is_printed=False, survey_year=year),
    ]


def _evidence(w: Writer, key: str, survey: Survey | None) -> list[Block | None]:
    """Of which survey, and what is rated lowest and highest of all; nothing where no rating can be shown."""
    rows = strictest(scales(w, survey, aspects=True)) if survey else []
    shown = sorted((row for row in rows if row["rate"] is not None), key=lambda row: row["rate"])
    if survey is None or not shown:
        return []
    least, best = shown[0], shown[-1]
    return [
        *cautions(w, survey),
        w.say(f"{key}_asked", survey_year=survey.row.value("class_year")),
        w.say(
            f"{key}_said", count=number_of([row.value("item") for row in shown], w.lang), rule=rule(w, least),
            least=aspect(w, least), least_rate=w.rate(least, "rate", "satisfied_n", "base_n"),
            best=aspect(w, best), best_rate=w.rate(best, "rate", "satisfied_n", "base_n"),
        ),
    ]  # fmt: skip
