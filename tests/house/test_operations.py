"""docs/operations.md and the files beside it: units, containers and settings that work as they stand."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from dagster_project.alerts import names_of, read_secrets
from dagster_project.settings import load_institution
from tests.deployments import write_institution

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operations"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((FOLDER / name).read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize(
    ("name", "command"), [("gradmart-run.service", "-q run"), ("gradmart-serve.service", "serve")]
)
def test_a_service_runs_gradmart_as_its_own_user_and_writes_the_data_folder_only(name, command):
    service = unit(name)["Service"]
    assert service["ExecStart"] == f"/srv/gradmart/.venv/bin/gradmart --data /srv/gradmart/data {command}"
    assert service["User"] == "gradmart"
    assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/srv/gradmart/data")


def test_the_timer_has_the_hour_and_zone_of_the_night():
    assert unit("gradmart-run.timer")["Timer"]["OnCalendar"] == "*-*-* 02:00:00 Asia/Shanghai"


def test_systemd_understands_every_line(tmp_path):
    """Where there is no systemd, the other tests have to do."""
    if shutil.which("systemd-analyze") is None:
        return
    for file in FOLDER.glob("gradmart-*"):
        text = file.read_text(encoding="utf-8").replace("/srv/gradmart/.venv/bin/gradmart", "/bin/true")
        (tmp_path / file.name).write_text(text.replace("User=gradmart", "User=root"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []


def test_the_page_of_the_container_is_shown_to_this_machine_only():
    assert COMPOSE["services"]["gradmart"]["ports"] == ["127.0.0.1:3000:3000"]
    assert "ports" not in COMPOSE["services"]["postgres"]


def test_what_compose_and_the_container_name_is_there():
    build = COMPOSE["services"]["gradmart"]["build"]
    context = (FOLDER / build["context"]).resolve()
    assert context == ROOT
    container = (context / build["dockerfile"]).read_text(encoding="utf-8")
    sources = [
        name for line in re.findall(r"^COPY (.+) \S+$", container, re.MULTILINE) for name in line.split()
    ]
    assert sources
    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_dagster_finds_the_database_that_compose_makes():
    storage = yaml.safe_load((FOLDER / "dagster-postgres.yaml").read_text(encoding="utf-8"))
    database = storage["storage"]["postgres"]["postgres_db"]
    given = COMPOSE["services"]["gradmart"]["environment"]
    made = COMPOSE["services"]["postgres"]["environment"]
    assert {database["hostname"]["env"], database["password"]["env"]} == set(given)
    assert given["GRADMART_PG_HOST"] in COMPOSE["services"]
    assert (database["username"], database["db_name"]) == (made["POSTGRES_USER"], made["POSTGRES_DB"])


def test_no_secret_stands_in_any_of_these_files():
    password = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")
    ignored = subprocess.run(["git", "check-ignore", "-q", FOLDER / ".env"], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_the_settings_of_the_page_are_settings(tmp_path):
    sections = {}
    for block in blocks("yaml"):
        sections |= yaml.safe_load(block)
    assert {"alerts", "freshness"} <= sections.keys()
    write_institution(tmp_path, **sections)
    institution = load_institution(tmp_path / "raw" / "institution.yml")
    # The secrets shown are those that these receivers use.
    (block,) = [text for text in blocks("sh") if ".gradmart-alerts <<" in text]
    file = tmp_path / ".gradmart-alerts"
    file.write_text(block.split("<<'END'\n")[1].split("END\n")[0], encoding="utf-8")
    file.chmod(0o600)
    known = names_of(institution.alerts) | {"GRADMART_ALERT_GROUP_SECRET": False}
    assert set(read_secrets(file, {})) == set(known)
