"""From dbt's marts to a release that analysts open: disclosure, tables, dictionary, manifest, swap.

`publish` is the way in; the steps are modules of their own. Nothing here builds or checks a mart.
"""

from dagster_project.publish.manifest import ReleaseFacts, library_versions
from dagster_project.publish.publication import is_whole, publish
from dagster_project.publish.swap import point_at, sweep

__all__ = ["ReleaseFacts", "is_whole", "library_versions", "point_at", "publish", "sweep"]
