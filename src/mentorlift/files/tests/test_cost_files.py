"""What `assign` reads and writes: exact sums, capacities, and costs that are refused."""

from decimal import Decimal

import pytest
from click.testing import CliRunner

from mentorlift.cli.assign import command as assign
from mentorlift.files.tests.csv_rows import rows


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def run_assign(folder, costs, *more):
    (folder / "c.txt").write_text(costs)
    fixed = ["--costs", str(folder / "c.txt"), "--out", str(folder / "a.csv")]
    return CliRunner().invoke(assign, [*fixed, *map(str, more)])


def test_decimal_costs_are_summed_exactly(folder):
    done = run_assign(folder, "0.1 5\n0.7 0.2", "--rows", 2, "--cols", 2)
    assert "optimum   0.3" in done.output
    assert rows(folder / "a.csv") == [["row", "col", "cost"], ["0", "0", "0.1"], ["1", "1", "0.2"]]


def test_capacities_counted_from_one_give_an_answer_counted_from_one(folder):
    (folder / "k.csv").write_text("col,capacity\n1,2\n2,0\n")
    done = run_assign(folder, "1 9\n4 2\n3 1", "--rows", 3, "--cols", 2, "--capacity", folder / "k.csv",
                      "--maximise")  # fmt: skip
    assert "optimum   7" in done.output
    found = rows(folder / "a.csv")[1:]
    assert [(r[0], r[1], Decimal(r[2])) for r in found] == [("2", "1", 4), ("3", "1", 3)]


def test_a_cost_file_with_faults_is_refused(folder):
    (folder / "k.csv").write_text("col,capacity\n0,-1\n")
    done = run_assign(folder, "1 x\n3", "--rows", 2, "--cols", 2, "--capacity", folder / "k.csv")
    assert done.exit_code == 1
    assert "c.txt:1:number 2: 'x' is not a number" in done.output
    assert "c.txt::: the file has 3 numbers, 2 x 2 need 4" in done.output
    assert "k.csv:2:capacity: '-1' is not a number of places" in done.output
    assert not (folder / "a.csv").exists()


def test_costs_of_more_decimals_than_the_solver_takes_are_said_to_be_rounded(folder):
    done = run_assign(folder, "0.1234567890123456789 5\n7 0.2", "--rows", 2, "--cols", 2)
    assert (folder / "a.csv").read_text().splitlines()[1] == "0,0,0.1234567890123456789"
    assert "optimum   0.3234567890123456789" in done.output
    assert "rounded   the solver is exact to 13 of 19 decimals" in done.output
    assert "rounded" not in run_assign(folder, "0.12345678 5\n7 0.2", "--rows", 2, "--cols", 2).output


@pytest.mark.parametrize("word", ["1e999999999", "1e-400"])
def test_a_cost_of_hundreds_of_digits_is_refused(folder, word):
    done = run_assign(folder, f"1 {word}\n3 4", "--rows", 2, "--cols", 2)
    assert done.exit_code == 1
    assert "c.txt:1:number 2" in done.output
