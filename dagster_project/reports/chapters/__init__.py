"""One module a chapter: which rows, which sentences, which tables and charts. In the order of the report.

A module has `write(w: Writer) -> Chapter`; its words are in `text/<module>.yml`. To keep out: numbers typed
by hand, counting of people, anything that depends on a format.
"""

from dagster_project.reports.chapters import (
    appendix,
    cohort,
    employers,
    feedback,
    further,
    places,
    priorities,
    quality,
    rates,
    service,
    trend,
)

# In the order of the report, as 教学厅函〔2013〕25号 and practice ask for it.
CHAPTERS = (
    cohort, rates, further, places, priorities, quality, employers, service, trend, feedback, appendix,
)  # fmt: skip
