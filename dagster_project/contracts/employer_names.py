"""How names of employers are written: the words that tell two spellings to be one employer. Pure data.

`ingest.employers` applies them. Every list is a rule that merges names, so an entry needs a reason; what no
rule can know belongs in `data/raw/employer_decisions.csv`.
"""

# Bracket forms met in exports, all read as ASCII brackets (NFKC has made （） and ［］ narrow before).
OPENING = "[{<〔【《〈「『"
CLOSING = "]}>〕】》〉」』"

# Signs that some exports put around or behind a name and others leave out.
DROPPED = "\"'“”‘’`*"
TRAILING = ".。,，;；:：、/\\-—_"

# Until 2023 the papers of a graduate whose employer keeps no personnel files went to a talent centre, and
# files give the employer as `XX人才市场/某公司` or `XX人才交流中心(某公司)`: the centre is not the employer.
AGENCIES = (
    "人才市场",
    "人才大市场",
    "人才中心",
    "人才服务中心",
    "人才服务局",
    "人才交流中心",
    "人才交流服务中心",
    "人才交流开发中心",
    "人才开发交流中心",
    "人才资源服务中心",
    "人才公共服务中心",
    "人力资源市场",
    "人力资源服务中心",
    "人力资源公共服务中心",
    "毕业生就业服务中心",
    "毕业生就业指导中心",
    "毕业生就业指导服务中心",
)
# What stands between the centre and the employer; the bracket form is `centre(employer)`.
SEPARATORS = "/-—–―|、"

# In brackets a centre may also name its own branch, `XX人才服务中心(高新分部)`. Only what ends like an
# employer is one.
EMPLOYER_ENDINGS = (
    "公司",
    "集团",
    "厂",
    "银行",
    "分行",
    "支行",
    "医院",
    "学校",
    "大学",
    "学院",
    "中学",
    "小学",
    "幼儿园",
    "研究院",
    "研究所",
    "设计院",
    "研究中心",
    "事务所",
    "合作社",
    "协会",
    "委员会",
    "人民政府",
    "报社",
    "出版社",
    "电视台",
    "博物馆",
    "图书馆",
    "局",
)

# A name up to such an ending is a legal person's; what follows it names a part of that person.
LEGAL_FORMS = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "集团公司",
    "总公司",
    "公司",
    # Banks leave their legal form out as often as not: 中国工商银行西安分行.
    "银行股份有限公司",
    "银行有限责任公司",
    "银行有限公司",
    "银行",
)
# Endings of parts: branches register and recruit under names of their own, lists name the parent.
PARTS = (
    "分公司",
    "支公司",
    "子公司",
    "分行",
    "支行",
    "分理处",
    "分院",
    "分所",
    "分部",
    "分店",
    "分厂",
    "营业部",
    "营业厅",
    "营业所",
    "经营部",
    "办事处",
    "代表处",
    "事业部",
    "项目部",
    "工程处",
    "研究院",
    "研究所",
    "研究中心",
    "研发中心",
    "设计院",
    "技术中心",
    "数据中心",
    "信用卡中心",
    "分中心",
)
# Signs between legal form and the end of the part's name: longer ones are two names in one cell.
PART_LENGTH = 24
