"""学生签到: one row per scan. Repeated scans, unregistered visitors and late scans are all real."""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="fair_attendance",
    title_en="Scans of students at fairs",
    title_zh="学生签到",
    key=("fair_id", "graduate_key", "mobile_key", "checked_in_at"),
    columns=(
        Column(
            "fair_id",
            "id",
            ("场次编号", "招聘会编号", "双选会编号", "fair_id"),
            need="required",
            zh="场次编号",
        ),
        Column("student_no", "pii", ("学号", "xh", "student_no"), pseudonym="student", zh="学号"),
        Column(
            "mobile",
            "pii",
            ("手机号", "手机号码", "联系电话", "手机", "mobile"),
            pseudonym="mobile",
            zh="手机号",
        ),
        Column(
            "checked_in_at",
            "datetime",
            ("签到时间", "扫码时间", "checked_in_at"),
            need="required",
            zh="签到时间",
        ),
        Column("channel", "text", ("来源", "签到方式", "channel"), zh="签到方式"),
    ),
    one_of=(("student_no", "mobile"),),
    unwanted=("姓名", "序号", "学院", "班级", "专业", "备注"),
)
