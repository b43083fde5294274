"""One module a chapter: which rows, which sentences, which tables and charts. In the order of the report.

A module has `write(w: Writer) -> Chapter`; its words are in `text/<module>.yml`. To keep out: numbers typed by hand,
counting of people, anything that depends on a format.
"""

from dagster_project.reports.chapters import employers, feedback, quality, rates, service, trend

# Modules in the order of the report; the ministry's requirement 教学厅函〔2013〕25号 and practice ask for these.
CHAPTERS = (rates, quality, employers, service, trend, feedback)
