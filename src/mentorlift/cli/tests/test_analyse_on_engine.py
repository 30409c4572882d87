"""`analyse` where the outcomes lie on an engine: the same results, and what does not go together."""

import json
import sys
from types import ModuleType

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import main
from mentorlift.files.engines.tests.untidy import write


def run(*arguments):
    return CliRunner().invoke(main, ["analyse", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("figures")
    write(made)
    return made


def files(folder):
    return "--roster", folder / "roster.csv", "--plan", folder / "plan.toml"


def test_the_figures_of_a_folder_are_added_up_by_duckdb(folder, tmp_path):
    out, report = tmp_path / "results.json", tmp_path / "report.html"
    done = run(
        *files(folder), "--engine", "duckdb", "--table", folder / "outcomes.parquet", "--out", out, "--report", report
    )
    assert done.exit_code == 0, done.output
    estimates = json.loads(out.read_text("utf-8"))["estimates"]
    bounds = [row for row in estimates if row["question"] == "lee_bounds"]
    assert bounds and all(row["not_estimable"].startswith("the figures stay on the engine") for row in bounds)
    assert any(row["question"] == "itt_per_day" and row["estimate"] is not None for row in estimates)
    assert "the figures stay on the engine" in report.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "give either --outcomes"),
        (("--outcomes", "o.csv", "--table", "t", "--engine", "duckdb"), "give either --outcomes"),
        (("--table", "t"), "--engine and --table go together"),
        (("--outcomes", "o.csv", "--engine", "duckdb"), "--engine and --table go together"),
        (("--table", "t", "--engine", "duckdb", "--bundle", "b"), "leave --bundle out"),
        (("--outcomes", "o.csv", "--print-sql"), "--print-sql needs --engine"),
        (("--table", "t", "--engine", "bigquery"), "--print-sql prints what it would be asked"),
        (("--table", "t", "--engine", "duckdb"), "say where the results go"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(folder, options, words):
    done = run(*files(folder), *options)
    assert done.exit_code == 2
    assert words in done.output


@pytest.mark.parametrize("engine", ["postgresql", "spark", "clickhouse"])
def test_an_engine_that_is_not_installed_says_how_to_install_it(folder, tmp_path, monkeypatch, engine):
    monkeypatch.setitem(sys.modules, "sqlglot", None)  # as if it were not there
    done = run(*files(folder), "--engine", engine, "--table", "t", "--out", tmp_path / "results.json")
    assert done.exit_code == 1
    assert "the part sqlglot is not installed" in done.output
    assert "-r requirements/engines.txt" in done.output
    assert not (tmp_path / "results.json").exists()


def test_statements_are_not_printed_without_the_translator(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    done = run(*files(folder), "--engine", "snowflake", "--table", "t", "--print-sql")
    assert done.exit_code == 1
    assert "the part sqlglot is not installed" in done.output


def test_a_database_that_is_not_there_is_said(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlglot", ModuleType("sqlglot"))  # nothing is translated before there is anybody
    address = "postgresql://127.0.0.1:9/nowhere"
    done = run(*files(folder), "--engine", "postgresql", "--table", "t", "--connect", address, "--out", tmp_path / "r")
    assert done.exit_code == 1
    assert "the engine says: " in done.output
