"""问卷 responses: exports of 问卷星 and the like, wide; landed long, one row per response and item.

The questions differ from survey to survey and are defined in `institution.yml`; this contract knows
only the metadata columns and the landed shape. 来自IP and 来源详情 are personal data and dropped.
"""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="survey_responses",
    title_en="Survey responses",
    title_zh="问卷答卷",
    key=("survey_id", "response_no", "item_no"),
    columns=(
        Column("response_no", "id", ("序号", "答卷编号", "response_no"), need="required", zh="序号"),
        Column("submitted_at", "datetime", ("提交答卷时间", "提交时间"), zh="提交答卷时间"),
        Column("duration_seconds", "int", ("所用时间", "答题时长"), zh="所用时间"),
        Column("source", "text", ("来源",), zh="来源"),
        Column("ip", "pii", ("来自ip", "ip", "ip地址"), zh="来自IP"),
        Column("source_detail", "pii", ("来源详情",), zh="来源详情"),
    ),
    derived={
        "survey_id": "text",
        "graduate_key": "text",
        "item_no": "text",
        "item": "text",
        "row_label": "text",
        "answer": "text",
        "score": "double",
        "status": "text",
    },
)
