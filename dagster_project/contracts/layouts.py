"""Headers of the real office layouts, so that a column nobody wants is dropped by name, not by accident.

A file of 就业方案 holds roster and destinations in one table and is delivered to either feed; what one
feed wants is unwanted in the other. A contract's own headers are matched before these.
Source: the header lines of 就业方案 up to 2020 and of the export of 2021 on.
"""


def _headers(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EMPLOYMENT_PLAN_TO_2020 = _headers("""
    考生号 身份证号 姓名 性别代码 民族代码 政治面貌代码 学历代码 院校代码 专业代码 专业 专业方向
    培养方式代码 生源所在地代码 学制 入学时间 毕业时间 困难生类别代码 师范生类别代码 所在院系 学号
    毕业去向代码 单位组织机构代码 单位名称 单位性质代码 单位行业代码 单位所在地代码 工作职位类别代码
""")

EXPORT_FROM_2021 = _headers("""
    学号 考生号 姓名 性别 出生日期 生源地名称 生源地代码 民族名称 政治面貌 城乡生源 学历层次 专业名称
    专业方向 专业代码 毕业年份 入学年月 毕业日期 培养方式 委培单位 学习形式 毕业去向类别代码 毕业去向
    签约日期 单位名称 统一社会信用代码 留学国家地区 留学院校中文名称 单位性质代码 单位性质 单位行业代码
    单位行业 单位所在地代码 单位所在地 单位地址 工作职位类别代码 工作职位类别
""")

# Columns about family, parents' employers, contacts, papers and exam marks: never needed, often personal.
NEVER_WANTED = _headers("""
    序号 备注 院校名称 学校名称 学校代码 委培定向单位 单位联系人 单位联系电话 联系人 联系人电话 单位邮编
    单位电子邮箱 家庭地址 家庭住址 家庭电话 家庭邮编 父亲姓名 母亲姓名 父母姓名 父母工作单位 家长姓名
    家长电话 高考成绩 考试成绩 绩点 qq qq号 微信 微信号 邮箱 电子邮箱 手机号 手机号码 联系电话 手机 姓名
    辅导员 班主任 导师 档案转寄单位名称 档案转寄单位地址 档案转寄单位邮编 户口迁转地址 报到证签发类别
    报到证签往单位名称 报到证编号 报到证签往单位所在地 报到开始时间 报到结束时间 毕业证书编号 学位
    学位证书编号 宿舍 银行卡号 书院 校区 班级 学历 学院 院系 所在学院 院系名称 学籍状态 出生年月 专业对口
    专业相关度 月薪 薪酬 税前月薪 佐证材料 审核状态 升学院校 就业方式
""")

UNWANTED = tuple(dict.fromkeys(EMPLOYMENT_PLAN_TO_2020 + EXPORT_FROM_2021 + NEVER_WANTED))
