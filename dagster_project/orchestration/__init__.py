"""Thin Dagster skins over ingest, quality, dbt and publish, and the run that ties them together.

What lives here: assets, checks, the job, its schedule, the resource, and `run`, which executes that very
job in this process. What is kept out: every rule about data. Only this package (and `definitions.py`)
imports Dagster; `run`, `lock`, `runlog`, `status`, `preflight` and `progress` are importable without it.
"""
