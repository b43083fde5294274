"""就业创业指导活动: one row per activity, with the organiser's own person-times beside."""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="activities",
    title_en="Guidance activities",
    title_zh="就业创业指导活动",
    key=("activity_id",),
    columns=(
        Column("activity_id", "id", ("活动编号", "activity_id"), need="required", zh="活动编号"),
        Column(
            "activity_name",
            "text",
            ("活动名称", "讲座名称", "activity_name"),
            need="required",
            zh="活动名称",
        ),
        Column(
            "kind",
            "code",
            (),
            ("活动类型", "类型", "活动类别", "kind"),
            need="required",
            table="activity_kind",
            zh="活动类型",
        ),
        Column("pillar", "text", ("板块", "模块", "工作板块", "pillar"), zh="板块"),
        Column(
            "held_on",
            "date",
            ("举办日期", "举办时间", "开始日期", "开始时间", "活动时间", "held_on"),
            need="required",
            zh="举办日期",
        ),
        Column("ended_on", "date", ("结束日期", "结束时间", "ended_on"), zh="结束日期"),
        Column("campus", "text", ("校区", "举办校区", "campus"), zh="校区"),
        Column("hours", "number", ("学时", "时长", "课时", "hours"), zh="学时"),
        Column(
            "online", "code", (), ("是否线上", "线上", "举办形式", "online"), table="online", zh="是否线上"
        ),
        Column(
            "person_times_declared",
            "count",
            ("参与人次", "参加人次", "人次", "person_times_declared"),
            zh="参与人次(填报)",
        ),
    ),
    derived={"held_until": "date"},
    unwanted=("序号", "备注", "主讲人", "联系人", "联系电话", "主办单位", "承办单位", "地点"),
)
