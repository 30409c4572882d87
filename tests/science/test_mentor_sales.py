"""Mentors' own sales: equal to least squares with CR2 elsewhere, to a mean of means by hand, and right on average."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from mentorlift.files.before_and_during import Around, changes_in
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.mentor_sales import Changes, mentor_sales


def changes(
    rng: np.random.Generator, *, mentors: int = 12, others: int = 40, less: float = 8.0, cells: int = 3
) -> Changes:
    side = np.arange(mentors + others) < mentors
    cell = np.arange(mentors + others) % cells
    before = rng.gamma(4, 50, mentors + others) + 60 * side  # better sellers are asked to mentor
    during = before + rng.normal(5, 20, mentors + others) + 10 * cell - less * side
    person = np.arange(mentors + others)
    return Changes(before=before, during=during, mentors=side, cell=cell, person=person, mentor_days=20.0 * mentors)


def test_equal_to_least_squares_with_effects_of_the_cells() -> None:
    found = changes(np.random.default_rng(1))
    table = pd.DataFrame(
        {"change": found.during - found.before, "mentor": found.mentors.astype(float), "cell": found.cell}
    )
    other = smf.ols("change ~ mentor + C(cell)", table).fit(cov_type="HC2")  # with one row a person CR2 is HC2
    ours = mentor_sales(found, outcome="revenue")
    assert ours.estimate == pytest.approx(float(other.params["mentor"]), rel=1e-8)
    assert ours.se == pytest.approx(float(other.bse["mentor"]), rel=1e-8)
    assert (ours.n_treated, ours.n_control, ours.rows) == (12, 40, 240)


def test_a_place_without_both_sides_compares_nobody() -> None:
    whole = changes(np.random.default_rng(2), cells=1)
    extra = Changes(
        before=np.append(whole.before, 1e6),
        during=np.append(whole.during, 0.0),
        mentors=np.append(whole.mentors, True),
        cell=np.append(whole.cell, 9),
        person=np.append(whole.person, 99),
        mentor_days=whole.mentor_days,
    )
    assert mentor_sales(extra, outcome="revenue").estimate == mentor_sales(whole, outcome="revenue").estimate


def test_too_few_mentors_are_no_figure() -> None:
    with pytest.raises(NotEstimable, match="only 4 mentors and 40 colleagues"):
        mentor_sales(changes(np.random.default_rng(3), mentors=4, cells=1), outcome="revenue")


def test_right_on_average_and_covered_as_often_as_it_says() -> None:
    rng, found = np.random.default_rng(4), []
    for _ in range(300):
        one = mentor_sales(changes(rng), outcome="revenue")
        found.append((one.estimate, one.ci_low <= -8.0 <= one.ci_high))
    values = np.array([value for value, _ in found])
    assert abs(values.mean() + 8.0) < 3 * values.std() / np.sqrt(300)
    assert np.mean([held for _, held in found]) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)


def test_days_are_read_from_the_file_and_a_working_day_without_a_row_is_nothing_sold(tmp_path) -> None:
    monday = date(2026, 3, 2)
    days = [monday + timedelta(days=k) for k in range(12) if (monday + timedelta(days=k)).weekday() < 5]
    rows = [("m", day, 100.0 if day < date(2026, 3, 9) else 60.0) for day in days]
    rows += [("c", day, 50.0) for day in days if day != days[0]]  # one day without a row
    rows += [("new", days[-1], 500.0)]  # sold nothing before: does not sell
    values = ", ".join(f"('{who}', DATE '{day}', {value})" for who, day, value in rows)
    path = tmp_path / "figures.parquet"
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) t(person_id, date, revenue)) TO '{path}' (FORMAT parquet)")
    middle = date(2026, 3, 9)
    spans = [
        Around(person=who, mentors=who == "m", cell="x", first=monday, middle=middle, stop=middle + timedelta(days=7))
        for who in ("m", "c", "new")
    ]
    found = changes_in(path, "revenue", spans)
    assert found.before.tolist() == [100.0, 40.0]
    assert found.during.tolist() == [60.0, 50.0]
    assert found.mentors.tolist() == [True, False]
    assert found.mentor_days == 5
