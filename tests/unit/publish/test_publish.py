"""What a release holds, and that the same build gives the same release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from dagster_project.errors import GateFailed
from dagster_project.publish import publish
from dagster_project.release import Release, catalogue, current, query
from tests.unit.publish.builds import EXAMPLE, META, TABLES, facts, write_build


def rows(release: Release, sql: str, tier: str = "internal") -> list[tuple]:
    return list(query(release, sql, tier).rows())


def files(release: Release) -> dict[str, bytes]:
    return {
        path.relative_to(release.path).as_posix(): path.read_bytes()
        for path in release.path.rglob("*")
        if path.is_file()
    }


def test_a_release_has_the_agreed_layout(released: Release) -> None:
    both = {"employment_rate.parquet", "fair_summary.parquet", "survey_item.parquet"}
    pages = {"marts.duckdb", "dictionary.md"}
    internal = both | pages | {"graduate_outcome.parquet"}
    expected = {f"internal/{name}" for name in internal} | {f"public/{name}" for name in both | pages}
    assert set(files(released)) == expected | {"manifest.json", "datapackage.json"}


def test_what_is_added_begins_with_the_public_tier_and_ends_with_both(
    build: tuple[Path, Path], tmp_path: Path
) -> None:
    """A report is set while the internal tier is written, and only of what may be shown."""
    seen = []

    @contextmanager
    def add(shown: Release) -> Iterator[Callable[[Release], None]]:
        seen.append(
            (shown.tables("public"), shown.manifest["tables"].keys(), list(catalogue(shown, "public")))
        )

        def finish(written: Release) -> None:
            seen.append(written.tables("internal"))
            (written.path / "report.txt").write_text("Figures.", encoding="utf-8")

        yield finish

    made = publish(*build, tmp_path, facts(), add=add)
    (shown, tiers, described), both = seen
    assert (list(tiers), described, both) == (["public"], shown, made.tables("internal"))
    assert "report.txt" in made.manifest["files"]
    assert (
        made.manifest["figures_checksum"]
        == publish(*build, tmp_path / "none", facts()).manifest["figures_checksum"]
    )


def test_what_cannot_be_added_is_not_published(build: tuple[Path, Path], tmp_path: Path) -> None:
    @contextmanager
    def add(shown: Release) -> Iterator[Callable[[Release], None]]:
        def finish(written: Release) -> None:
            raise GateFailed("The report names nobody.", "Name somebody.")

        yield finish

    with pytest.raises(GateFailed):
        publish(*build, tmp_path, facts(), add=add)
    assert current(tmp_path) is None
    assert list((tmp_path / "releases").iterdir()) == []


def test_the_internal_tier_is_exact(released: Release) -> None:
    assert rows(released, "select numerator, denominator from employment_rate order by breakdown_value") == [
        (180, 200), (4, 9), (2, 50), (49, 50), (0, 0),
    ]  # fmt: skip
    assert "is_suppressed" not in query(released, "from employment_rate").columns


def test_the_public_tier_hides_small_cells_and_says_so(released: Release) -> None:
    sql = "select breakdown_value, numerator, rate, suppression_symbol from employment_rate"
    assert set(rows(released, sql, "public")) == {
        ("all", 180, 0.9, None),
        ("机械学院", None, None, "c"),
        ("电信学院", None, None, "c"),
        ("医学部", None, None, "low"),
        ("钱学森学院", None, None, "z"),
    }
    assert rows(released, "select booths, signed_with_attending_employer from fair_summary", "public") == [
        (160, None)
    ]
    assert query(released, "from survey_item", "public").columns == [
        "survey_id", "item_no", "option", "responses",
    ]  # fmt: skip


def test_records_of_persons_are_not_in_the_public_tier(released: Release) -> None:
    assert "graduate_outcome" in released.tables("internal")
    assert "graduate_outcome" not in released.tables("public")


def test_column_types_are_those_of_the_build_in_both_tiers(released: Release) -> None:
    internal = query(released, "from employment_rate limit 0").types
    public = query(released, "from employment_rate limit 0", "public").types
    assert internal == ["VARCHAR", "BIGINT"] + ["VARCHAR"] * 6 + ["DATE", "BOOLEAN"] + ["BIGINT"] * 2 + [
        "DOUBLE"
    ]
    assert public == [*internal, "BOOLEAN", "VARCHAR"]


def test_the_same_build_gives_the_same_bytes_whatever_order_its_rows_are_in(
    released: Release, tmp_path: Path
) -> None:
    again = publish(*write_build(tmp_path / "build", shuffled=True), tmp_path / "marts", facts())
    first, second = files(released), files(again)
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name] and not name.endswith(".duckdb")] == []
    # The manifest is among the equal files, so the checksums of the DuckDB tables are equal as well.
    assert "internal/graduate_outcome.parquet" in first


def test_a_changed_figure_changes_its_checksums_and_no_other(released: Release, tmp_path: Path) -> None:
    build_db, manifest = write_build(tmp_path / "build")
    with duckdb.connect(str(build_db)) as connection:
        connection.execute("update marts.fair_summary set booths = 161")
    other = publish(build_db, manifest, tmp_path / "marts", facts())
    before, after = released.manifest["tables"]["internal"], other.manifest["tables"]["internal"]
    assert [name for name in before if before[name] != after[name]] == ["fair_summary"]
    assert other.manifest["figures_checksum"] != released.manifest["figures_checksum"]
    assert other.manifest["figures"]["employment_rate"] == released.manifest["figures"]["employment_rate"]


def test_parquet_and_database_hold_the_same_rows(released: Release) -> None:
    for tier in ("internal", "public"):
        for table in released.tables(tier):
            from_file = duckdb.read_parquet(str(released.tier_dir(tier) / f"{table}.parquet")).fetchall()
            assert from_file == rows(released, f"from {table}", tier)
            assert len(from_file) == released.manifest["tables"][tier][table]["rows"]


def test_tables_and_columns_carry_comments_in_both_languages(released: Release) -> None:
    (comment,) = rows(released, "select comment from duckdb_tables where table_name = 'fair_summary'")[0]
    assert comment == "What fair_summary says, | one row per thing.\n招聘会汇总"
    (comment,) = rows(released, "select comment from duckdb_columns where column_name = 'booths'")[0]
    assert comment == "The booths, a count; from the roster.\nbooths 的说明"


def test_the_manifest_says_what_went_in_and_came_out(released: Release) -> None:
    manifest = json.loads((released.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["release_id"] == released.id == released.path.name
    assert manifest["inputs"][0]["sha256"] == "a" * 64
    assert "notes" not in manifest["inputs"][0]
    assert manifest["checks"] == facts().checks
    assert manifest["libraries"]["duckdb"] == version("duckdb")
    assert manifest["tables"]["internal"]["graduate_outcome"]["rows"] == 3000
    assert set(manifest["figures"]) == {"employment_rate", "fair_summary"}
    assert set(manifest["files"]) == {
        n for n in files(released) if not n.endswith((".duckdb", "manifest.json"))
    }


def test_the_data_package_describes_every_parquet_file(released: Release) -> None:
    package = json.loads((released.path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == {name for name in files(released) if name.endswith(".parquet")}
    for path, resource in resources.items():
        assert resource["bytes"] == (released.path / path).stat().st_size
        assert resource.get("explain") == META[resource["name"].partition("-")[2]].get("explain")
        published = duckdb.read_parquet(str(released.path / path)).columns
        assert [field["name"] for field in resource["schema"]["fields"]] == published
        assert set(resource["schema"]["primaryKey"]) <= set(published)
    kinds = {field["type"] for r in resources.values() for field in r["schema"]["fields"]}
    assert kinds == {"string", "integer", "number", "boolean", "date"}


def test_the_dictionary_explains_every_table_and_column_of_its_tier(released: Release) -> None:
    for tier in ("internal", "public"):
        page = (released.tier_dir(tier) / "dictionary.md").read_text(encoding="utf-8")
        assert "西安交通大学" in page
        assert released.id in page
        for table in released.tables(tier):
            assert f"\n## {table}\n" in page
            for column in query(released, f"from {table} limit 0", tier).columns:
                assert f"| `{column}` |" in page
    assert "graduate_outcome" not in page
    assert f"```sql\n{EXAMPLE}\n```" in page
    assert "What employment_rate says, | one row per thing.\n" in page  # the example is not said twice
    assert "`is_suppressed`" in page


def test_the_dictionary_of_the_office_says_how_a_figure_is_counted(released: Release) -> None:
    page = (released.tier_dir("internal") / "dictionary.md").read_text(encoding="utf-8")
    assert "- `numerator`: `select count(*) from graduate_outcome where college_no < {class_year}`" in page
    assert "Each row is a record" in page


def test_every_example_query_of_the_dictionary_runs(released: Release) -> None:
    for tier in ("internal", "public"):
        page = (released.tier_dir(tier) / "dictionary.md").read_text(encoding="utf-8")
        examples = [block.split("```")[0] for block in page.split("```sql\n")[1:]]
        assert len(examples) == len(released.tables(tier))
        for example in examples:
            assert query(released, example, tier).row_count > 0


def test_nothing_in_a_release_names_a_path_of_this_machine(released: Release, build: tuple) -> None:
    places = [str(released.path.parent.parent), str(build[0].parent), str(Path.home()), str(Path.cwd())]
    for name, content in files(released).items():
        assert [place for place in places if place.encode() in content] == [], name


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda node: node["config"]["meta"].pop("zh"), "mart survey_item lacks zh"),
        (lambda node: node["columns"].pop("option"), "mart survey_item lacks description of option"),
        (lambda node: node["config"]["meta"].pop("disclosure"), "survey_item is public but its meta has no"),
        (
            lambda node: node["config"]["meta"].update(explain={"responses": "select {response}"}),
            "explain of mart survey_item names {response}, which survey_item has not",
        ),
        (lambda node: node["config"]["meta"].update(grain=["survey"]), "unknown column or tier: survey"),
        (lambda node: node.update(alias="survey"), "the build has no table marts.survey"),
    ],
)
def test_a_mart_that_is_not_fully_described_stops_publishing(
    build: tuple[Path, Path], tmp_path: Path, spoil, message: str
) -> None:
    content = json.loads(build[1].read_text(encoding="utf-8"))
    node = content["nodes"]["model.gradmart.survey_item"]
    node["config"]["meta"] = dict(node["config"]["meta"])
    spoil(node)
    (tmp_path / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RuntimeError, match=message):
        publish(build[0], tmp_path / "manifest.json", tmp_path / "marts", facts())
    assert list((tmp_path / "marts" / "releases").iterdir()) == []


def test_the_hesa_profile_is_a_matter_of_configuration(build: tuple[Path, Path], tmp_path: Path) -> None:
    release = publish(*build, tmp_path / "marts", facts(profile="hesa"))
    sql = "select numerator, denominator, rate from employment_rate where breakdown_value = '电信学院'"
    assert rows(release, sql, "public") == [(50, 50, 0.98)]
    assert set(release.tables()) == set(TABLES)
