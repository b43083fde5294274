"""招聘会 / 双选会 / 宣讲会: one row per event, with the organiser's own totals beside."""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="fairs",
    title_en="Job fairs and talks",
    title_zh="招聘会",
    key=("fair_id",),
    columns=(
        Column(
            "fair_id",
            "id",
            ("场次编号", "招聘会编号", "双选会编号", "fair_id"),
            need="required",
            zh="场次编号",
        ),
        Column(
            "fair_name",
            "text",
            ("招聘会名称", "双选会名称", "宣讲会名称", "fair_name"),
            need="required",
            zh="招聘会名称",
        ),
        Column(
            "held_on", "date", ("举办日期", "举办时间", "宣讲时间", "held_on"), need="required", zh="举办日期"
        ),
        Column("campus", "text", ("校区", "举办校区", "campus"), zh="校区"),
        Column("venue", "text", ("地点", "场地", "宣讲场地", "举办地点", "venue"), zh="地点"),
        Column("kind", "code", (), ("类型", "招聘会类型", "kind"), table="fair_kind", zh="类型"),
        Column("booths", "int", ("展位数", "帐篷数", "booths"), zh="展位数"),
        Column(
            "employers_declared",
            "count",
            ("参会单位数", "单位数", "employers_declared"),
            zh="参会单位数(填报)",
        ),
        Column(
            "positions_declared", "count", ("岗位数", "招聘岗位数", "positions_declared"), zh="岗位数(填报)"
        ),
        Column(
            "recruiters_declared",
            "count",
            ("招聘人员数", "参会招聘人员数", "recruiters_declared"),
            zh="招聘人员数(填报)",
        ),
        Column(
            "students_declared", "count", ("参会学生数", "学生数", "students_declared"), zh="参会学生数(填报)"
        ),
    ),
    derived={"held_until": "date"},
    unwanted=("序号", "备注", "联系人", "联系电话", "主办单位"),
)
