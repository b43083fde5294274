"""What is illegal in a survey definition: each mistake with its place, what is legal and what was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dagster_project.settings.survey_items import FIVE_POINT_RULES, SurveyItem, scale_bounds

if TYPE_CHECKING:
    from dagster_project.settings.surveys import Survey

Mistake = tuple[tuple[str, ...], str, object]


def survey_mistakes(survey: Survey) -> Iterator[Mistake]:
    """Every mistake of one survey, as (place below the survey, text, what was given)."""
    if survey.frame == "roster" and survey.class_year is None:
        yield ("class_year",), "frame 'roster' needs the class year whose roster it is", None
    if "speeders" in survey.exclude and survey.min_seconds is None:
        yield ("exclude",), "speeders are told by min_seconds: give it, or take speeders out", "speeders"
    for points, rules in survey.box_rules.items():
        for text, given in _rule_mistakes(points, rules):
            yield ("box_rules", str(points)), text, given
    supplied: dict[str, str] = {}
    for number, item in survey.items.items():
        own = (*_item_mistakes(item), *_option_mistakes(item), *_use_mistakes(survey, item))
        for field, text, given in own:
            yield ("items", number, field), text, given
        if item.rows and "." in number:
            text = "only a whole question (as 13) has rows, not one row of it"
            yield ("items", number, "rows"), text, item.rows
        if item.breakdown in supplied:
            text = f"item {supplied[item.breakdown]} supplies this breakdown already; give another name"
            yield ("items", number, "breakdown"), text, item.breakdown
        elif item.breakdown:
            supplied[item.breakdown] = number
        if item.header and item.rows:
            yield (
                ("items", number, "header"),
                "a matrix is found by its number; declare its rows",
                item.header,
            )
    headers = [item.header for item in survey.items.values() if item.header]
    for header in sorted({header for header in headers if headers.count(header) > 1}):
        yield ("items",), f"two items cannot both be the column {header!r}", header
    yield from _headline_mistakes(survey)


def measures_asked_twice(surveys: Mapping[str, Survey]) -> list[str]:
    """A measure of one class year that two items answer: nobody could tell which figure is the year's."""
    asked: dict[tuple[int | None, str], str] = {}
    told = []
    for survey_id, survey in surveys.items():
        for number, item in survey.items.items():
            place = f"{survey_id}.items.{number}"
            if item.measure and asked.setdefault((survey.class_year, item.measure), place) != place:
                other = asked[survey.class_year, item.measure]
                told.append(
                    f"{place}.measure: {other} answers {item.measure} of the class of {survey.class_year} "
                    "already; leave it with one of them"
                )
    return told


def _item_mistakes(item: SurveyItem) -> Iterator[tuple[str, str, object]]:
    """Mistakes of an item's kind, points, box rules and breakdown, as (field, text, what was given)."""
    scale = item.kind == "scale"
    if scale and item.points is None:
        yield "points", "a scale needs its number of points; legal are 4, 5, 6, 7, 10, 11 (0 to 10)", None
    if not scale and item.points is not None:
        yield "points", f"only kind 'scale' has points, this is '{item.kind}'", item.points
    if not scale and item.box_rules:
        yield "box_rules", f"only kind 'scale' has box rules, this is '{item.kind}'", dict(item.box_rules)
    if item.breakdown == "overall":
        yield "breakdown", "'overall' is built in; give another name", item.breakdown
    if item.breakdown and (item.kind not in ("scale", "single") or item.rows):
        yield "breakdown", "a breakdown needs one item of kind 'single' or 'scale'", item.breakdown
    if item.groups and not item.breakdown:
        yield "groups", "only an item with a breakdown has groups", dict(item.groups)
    if scale and item.points is not None:
        for text, given in _rule_mistakes(item.points, item.box_rules):
            yield "box_rules", text, given


def _rule_mistakes(points: int, rules: Mapping[str, float]) -> Iterator[tuple[str, object]]:
    low, high = scale_bounds(points)
    for name, score in rules.items():
        fixed = FIVE_POINT_RULES.get(name, score)
        if points == 5 and fixed != score:
            yield (
                f"{name} of five points is always {fixed:g} and more; give your rule a name of its own",
                score,
            )
        elif not low < score <= high:
            yield f"{name} is out of range; legal is above {low}, up to {high}", score


def _use_mistakes(survey: Survey, item: SurveyItem) -> Iterator[tuple[str, str, object]]:
    """Mistakes of what an item's answers are used for: a measure and its numerator, a reported figure."""
    rules = survey.rules_of(item)
    legal = ", ".join(rules)
    if item.reported is not None and (item.rows or not rules):
        yield "reported", "a reported figure is of one item of kind 'scale'", item.reported.percent
    elif item.reported is not None and item.reported.box_rule not in rules:
        yield "reported", f"the item has no such rule; legal are {legal}", item.reported.box_rule
    if item.measure is None:
        if item.counts is not None:
            yield "counts", "only an item with a measure says what counts for it", item.counts
        return
    if item.kind not in ("scale", "single") or item.rows:
        yield "measure", "a measure needs one item of kind 'single' or 'scale'", item.measure
    elif survey.class_year is None:
        yield "measure", "a measure needs the class_year of the survey", item.measure
    if item.kind == "scale" and rules and (item.counts or "top2") not in rules:
        yield "counts", f"a scale counts by one of its rules; legal are {legal}", item.counts
    if item.kind == "single" and not isinstance(item.counts, tuple):
        text = f"list the options that count; legal are {', '.join(item.options) or 'those of the question'}"
        yield "counts", text, item.counts
    elif item.kind == "single" and item.options:
        for label in sorted(set(item.counts or ()) - set(item.options)):
            yield "counts", f"'{label}' is no option; legal are {', '.join(item.options)}", label


def _option_mistakes(item: SurveyItem) -> Iterator[tuple[str, str, object]]:
    """Mistakes of an item's options and exclusions, as (field, text, what was given)."""
    for label in item.excluded:
        if item.options.get(label) is not None:
            yield (
                "excluded",
                f"'{label}' has a score under options: either it counts or it is excluded",
                label,
            )
    if item.kind != "scale" or item.points is None:
        return
    low, high = item.bounds
    for label, score in item.options.items():
        if score is None and label not in item.excluded:
            yield "options", f"'{label}' needs a score from {low} to {high}, or a place under excluded", score
        elif score is not None and not low <= score <= high:
            yield "options", f"score of '{label}' is out of range; legal is {low} to {high}", score


def _headline_mistakes(survey: Survey) -> Iterator[Mistake]:
    if survey.headline is None:
        return
    items = survey.single_items
    scales = [number for number, item in items.items() if item.kind == "scale"]
    item = items.get(survey.headline.item)
    if item is None or item.kind != "scale":
        legal = ", ".join(scales) or "none, as no item is declared a scale"
        yield ("headline", "item"), f"there is no such scale item; legal are {legal}", survey.headline.item
    elif survey.headline.box_rule not in survey.rules_of(item) and item.points is not None:
        legal = ", ".join(survey.rules_of(item))
        text = f"item {survey.headline.item} has no such rule; legal are {legal}"
        yield ("headline", "box_rule"), text, survey.headline.box_rule
