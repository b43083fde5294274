"""活动签到: who took part in which activity, one row per check-in."""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="activity_attendance",
    title_en="Participants of guidance activities",
    title_zh="活动签到",
    key=("activity_id", "graduate_key", "mobile_key", "checked_in_at"),
    columns=(
        Column("activity_id", "id", ("活动编号", "activity_id"), need="required", zh="活动编号"),
        Column("student_no", "pii", ("学号", "xh", "student_no"), pseudonym="student", zh="学号"),
        Column(
            "mobile",
            "pii",
            ("手机号", "手机号码", "联系电话", "手机", "mobile"),
            pseudonym="mobile",
            zh="手机号",
        ),
        # Lists signed on paper have no time: blank is a participant all the same, once for each activity.
        Column(
            "checked_in_at",
            "datetime",
            ("签到时间", "扫码时间", "checked_in_at"),
            blank_ok=True,
            zh="签到时间",
        ),
    ),
    one_of=(("student_no", "mobile"),),
    unwanted=("姓名", "序号", "学院", "书院", "班级", "专业", "年级", "备注"),
)
