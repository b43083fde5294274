"""The versioned lists of the demonstration: of invented employers, and of the universities that are hosts.

Membership of an employer is invented. Of the universities, 双一流 is the published list of 2017; the world
lists are an illustration and say so in their 来源.
"""

from __future__ import annotations

# Groups (by number) on each list of each year, and how many employers of their own it names beside them.
GROUPS_ON = {
    "fortune500": {2019: (0, 1, 2, 3, 4, 5), 2020: (0, 1, 2, 3, 5, 6, 7), 2021: (0, 1, 2, 5, 6, 7, 8, 9)},
    "china500": {2019: tuple(range(10)), 2020: tuple(range(11)), 2021: tuple(range(1, 11))},
    "central_soe": {2019: tuple(range(12)), 2020: tuple(range(12)), 2021: tuple(range(11))},
    "key_employer": {2019: (0, 1, 2), 2020: (0, 1, 2, 3), 2021: (1, 2, 3, 4)},
}
EMPLOYERS_ON = {
    "fortune500": {2019: (0, 6), 2020: (1, 8), 2021: (2, 11)},
    "china500": {2019: (0, 25), 2020: (3, 30), 2021: (5, 36)},
    "central_soe": {2019: (0, 0), 2020: (0, 0), 2021: (0, 0)},
    "key_employer": {2019: (0, 60), 2020: (8, 72), 2021: (16, 84)},
}
LABELS = {
    "fortune500": "世界500强",
    "china500": "中国500强",
    "central_soe": "中央企业",
    "key_employer": "重点单位",
}
ILLUSTRATION = "演示用示意名单，非任何机构公布"

# 教育部 财政部 国家发展改革委 关于公布世界一流大学和一流学科建设高校及建设学科名单的通知 (教研函〔2017〕2号):
# those of its universities that are hosts here. 西安理工大学 and 深圳大学 are not on it.
DOUBLE_FIRST_CLASS_YEAR = 2017
DOUBLE_FIRST_CLASS = (
    "西安交通大学", "清华大学", "北京大学", "复旦大学", "浙江大学", "中国科学技术大学", "南京大学",
    "西北工业大学", "西安电子科技大学",
)  # fmt: skip
DOUBLE_FIRST_CLASS_SOURCE = "教研函〔2017〕2号（节选）"
TOP100 = {
    2019: ("密歇根大学", "曼彻斯特大学", "新加坡国立大学"),
    2020: ("密歇根大学", "曼彻斯特大学", "新加坡国立大学", "新南威尔士大学"),
    2021: ("密歇根大学", "曼彻斯特大学", "新加坡国立大学", "新南威尔士大学"),
}
TOP200_MORE = {2019: ("新南威尔士大学", "亚琛工业大学"), 2020: ("亚琛工业大学",), 2021: ("亚琛工业大学",)}
