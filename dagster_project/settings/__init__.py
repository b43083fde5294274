"""Where a deployment lives (`Paths`, `Settings`) and what it is (`Institution`).

`data/raw/institution.yml` is the one configuration of a deployment: its model is in `settings.institution`,
it is read and validated whole in `settings.loading`. Secrets and places come from the environment
(`GRADMART_*`) through `Settings`. Imports nothing of ours but errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from dagster_project.settings.alerts import EVENTS, Alerts, Event, Language, MailServer, Receiver
from dagster_project.settings.freshness import Freshness
from dagster_project.settings.institution import (
    DisclosurePolicy,
    Feed,
    Institution,
    InstitutionId,
    QualityPolicy,
    ReleasesPolicy,
)
from dagster_project.settings.intake import FEEDS
from dagster_project.settings.loading import load_institution
from dagster_project.settings.report import ReportPolicy, Signature

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_DIR = PROJECT_ROOT / "dbt"
FONTS_DIR = PROJECT_ROOT / "third_party"

__all__ = [
    "DBT_DIR",
    "EVENTS",
    "FEEDS",
    "FONTS_DIR",
    "PROJECT_ROOT",
    "Alerts",
    "DisclosurePolicy",
    "Event",
    "Feed",
    "Freshness",
    "Institution",
    "InstitutionId",
    "Language",
    "MailServer",
    "Paths",
    "QualityPolicy",
    "Receiver",
    "ReleasesPolicy",
    "ReportPolicy",
    "Settings",
    "Signature",
    "load_institution",
]


class Settings(BaseSettings):
    """Places and secrets of this process, from `GRADMART_*` variables or their defaults."""

    model_config = SettingsConfigDict(env_prefix="GRADMART_", extra="ignore")

    data: Path = Path("data")
    key: str | None = None


@dataclass(frozen=True)
class Paths:
    """The folders of one deployment below its data directory."""

    data: Path

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def build(self) -> Path:
        return self.data / "build"

    @property
    def build_db(self) -> Path:
        return self.build / "build.duckdb"

    @property
    def marts(self) -> Path:
        return self.data / "marts"

    @property
    def dagster(self) -> Path:
        return self.data / "dagster"

    @property
    def key_file(self) -> Path:
        return self.data / ".gradmart-key"

    @property
    def old_keys(self) -> Path:
        """Keys that were replaced; releases made with them can be rebuilt with nothing else."""
        return self.data / "keys"

    @property
    def archive(self) -> Path:
        """One file a release: its manifest and the configuration it was made with."""
        return self.data / "archive"

    @property
    def gone_back(self) -> Path:
        """The note that the current release was gone back to by hand."""
        return self.data / "gone_back.json"

    @property
    def lock(self) -> Path:
        return self.data / ".lock"

    @property
    def runs(self) -> Path:
        return self.data / "runs.jsonl"

    @property
    def alert_log(self) -> Path:
        return self.data / "alerts.jsonl"

    @property
    def alert_secrets(self) -> Path:
        return self.data / ".gradmart-alerts"

    @property
    def institution_file(self) -> Path:
        return self.raw / "institution.yml"

    @property
    def shared(self) -> Path:
        """Files that serve several feeds."""
        return self.raw / "shared"

    @property
    def report_inputs(self) -> Path:
        """The office's own words for the annual report, and who has signed it, by class year."""
        return self.raw / "report"

    @property
    def reports(self) -> Path:
        """Reports that somebody asked for; those of a release lie in the release."""
        return self.data / "reports"

    @property
    def employer_decisions_file(self) -> Path:
        return self.raw / "employer_decisions.csv"

    @property
    def corrections_file(self) -> Path:
        return self.raw / "corrections.csv"
