"""The statements for engines that are not asked from here, held as they were read and found right."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import main
from mentorlift.files.engines.tests.untidy import PLAN

pytestmark = pytest.mark.engines
HELD = Path(__file__).parent / "sql"


@pytest.mark.parametrize("name", ["snowflake", "bigquery", "spark", "clickhouse", "postgresql", "duckdb"])
def test_the_statements_are_those_that_are_held(name, tmp_path):
    """After a wished change: MENTORLIFT_HOLD_SQL=1 writes them anew, to be read in the difference."""
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "roster.csv").write_text("person_id,arm\n")
    asked = ["analyse", "--engine", name, "--table", "sales.crm.days", "--print-sql"]
    asked += ["--roster", str(tmp_path / "roster.csv"), "--plan", str(tmp_path / "plan.toml")]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    held = HELD / f"{name}.sql"
    if os.environ.get("MENTORLIFT_HOLD_SQL"):
        held.write_text(done.output)
    assert done.output == held.read_text()
