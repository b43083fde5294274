"""The demonstration deliveries with their truth (spec of the seed figures).

`write` fills an empty data/raw with three class years of one university, its survey and its fairs, as
offices would have delivered them, and data/demo_truth.json with what the marts must make of them. Same
size and seed, same bytes. Nothing here reads a delivery or knows how one is read.
"""

from dagster_project.demo.build import CLASS_YEARS, MIN_GRADUATES, write
from dagster_project.demo.institution import NOTICE
from dagster_project.demo.truth import DemoTruth

__all__ = ["CLASS_YEARS", "MIN_GRADUATES", "NOTICE", "DemoTruth", "write"]
