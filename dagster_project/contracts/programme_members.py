"""专项名单: who belongs to which programme in which year (选调生, 国际组织, 创业训练营 …)."""

from dagster_project.contracts.base import Column, Contract

CONTRACT = Contract(
    feed="programme_members",
    title_en="Members of special programmes",
    title_zh="专项名单",
    key=("programme", "year", "graduate_key"),
    columns=(
        Column(
            "programme",
            "text",
            ("项目", "项目名称", "专项", "专项名称", "名单名称", "programme"),
            need="required",
            zh="项目名称",
        ),
        Column("year", "class_year", ("年度", "年份", "year"), need="required", zh="年度"),
        Column(
            "student_no", "pii", ("学号", "xh", "student_no"), need="required", pseudonym="student", zh="学号"
        ),
        Column("role", "text", ("角色", "职务", "担任职务", "role"), zh="角色"),
        Column("team", "text", ("团队", "团队名称", "项目团队", "team"), zh="团队"),
        Column("joined_on", "date", ("加入时间", "入选时间", "加入日期", "joined_on"), zh="加入日期"),
        Column("campus", "text", ("校区", "所在校区", "campus"), zh="校区"),
        Column("college", "text", ("学院", "所在学院", "院系", "college"), zh="学院"),
        Column("academy", "text", ("书院", "所在书院", "academy"), zh="书院"),
    ),
    unwanted=("姓名", "序号", "性别", "班级", "专业", "年级", "手机号", "联系电话", "邮箱", "备注"),
)
