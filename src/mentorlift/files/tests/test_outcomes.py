import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.files import Refused, outcome_cells
from mentorlift.files.cells import parse_date
from mentorlift.files.outcome_cells import ISO_DAY
from mentorlift.files.outcomes import may_be_negative, open_outcomes


def opened(tmp_path, text: str, name: str = "o.csv", encoding: str = "utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding)
    connection = duckdb.connect()
    return connection, open_outcomes(connection, path)


def test_days_ids_numbers_and_empty_cells_are_read(tmp_path):
    connection, found = opened(tmp_path, "person_id,date,revenue,calls\n007,1970-01-03,1.5,\n 8 ,1970-01-04,,2\n")
    assert (found.rows, found.shape.metrics) == (2, ("revenue", "calls"))
    assert connection.execute("FROM outcomes").fetchall() == [("007", 2, 1.5, None), ("8", 3, None, 2.0)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_program_saves_as_text_is_read(tmp_path, encoding):
    text = 'person_id;period;profit\r\n"7;1";3;-12\r\n'
    connection, found = opened(tmp_path, text, encoding=encoding)
    assert connection.execute("FROM outcomes").fetchall() == [("7;1", 3, -12.0)]
    assert (found.shape.periods, found.negative) == (True, {"profit": 1})


def test_every_fault_of_the_outcomes_is_placed(tmp_path):
    text = (
        "person_id,date,revenue,calls,note\n"
        "1,2026-01-05,10,2,a\n"
        "1,2026-01-05,11,2,b\n"
        ",2026-01-05,1,1,c\n"
        "2,2026-13-05,1,1,d\n"
        "2,2026-01-06,inf,1,e\n"
        "2,2026-01-07,1.000,50,-1\n"
        '2,2026-01-08,"1,5",-1,f\n'
        "3,2026-01-08\n"
    )
    with pytest.raises(Refused) as refused:
        opened(tmp_path, text)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (3, "person_id"),
        (4, "person_id"),
        (5, "date"),
        (6, "revenue"),
        (8, "revenue"),
        (8, "calls"),
        (9, ""),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "1,2026-01-05,x",
        "1,2026-01-05,nan",
        "1,2026-01-05,-2",
        "1,05.01.2026,2",
        "1,,2",
        ",2026-01-05,2",
        "1,2026-01-05",
    ],
)
def test_one_faulty_row_alone_is_enough_to_refuse(tmp_path, row):
    with pytest.raises(Refused):
        opened(tmp_path, f"person_id,date,calls\n0,2026-01-05,1\n{row}\n")


def test_a_fault_beyond_the_sampled_rows_is_found(tmp_path):
    rows = "\n".join(f"p{person},2026-01-05,1" for person in range(30_000))
    with pytest.raises(Refused, match=r"o.csv:30002:calls: 'many' is not a finite number"):
        opened(tmp_path, f"person_id,date,calls\n{rows}\nlast,2026-01-05,many\n")


def test_beyond_a_thousand_faults_the_rest_is_counted(tmp_path):
    rows = "\n".join(f"p{person},2026-01-05,-1" for person in range(1_500))
    with pytest.raises(Refused) as refused:
        opened(tmp_path, f"person_id,date,calls\n{rows}\n")
    assert (len(refused.value.faults), refused.value.more) == (1_000, 500)


def test_a_file_of_two_currencies_is_refused_and_one_is_kept(tmp_path):
    with pytest.raises(Refused, match=r"o.csv:3:currency: the file mixes EUR and USD"):
        opened(tmp_path, "person_id,date,revenue,currency\n1,2026-01-05,1,EUR\n2,2026-01-05,1,USD\n")
    _, found = opened(tmp_path, "person_id,date,revenue,currency\n1,2026-01-05,1,EUR\n")
    assert found.currency == "EUR"


@pytest.mark.parametrize("header", ["person_id,revenue", "date,revenue", "person_id,date,period,revenue"])
def test_outcomes_without_person_or_time_are_refused(tmp_path, header):
    with pytest.raises(Refused, match=r"o.csv:1:"):
        opened(tmp_path, header + "\n")


def test_a_faulty_file_does_not_stain_the_next_one_of_the_same_connection(tmp_path):
    connection, _ = opened(tmp_path, "person_id,date,calls\n1,2026-01-05,1\n")
    (tmp_path / "bad.csv").write_text("person_id,date,calls\n1,2026-01-05,x\n2,2026-01-05,1\n")
    with pytest.raises(Refused):
        open_outcomes(connection, tmp_path / "bad.csv")
    assert open_outcomes(connection, tmp_path / "o.csv").rows == 1


def test_a_trailing_separator_makes_no_figure(tmp_path):
    _, found = opened(tmp_path, "person_id;date;calls;\n1;2026-01-05;1;\n")
    assert (found.rows, found.shape.metrics, found.shape.ignored) == (1, ("calls",), ())


def test_csv_xlsx_and_parquet_give_the_same_rows(tmp_path):
    import datetime as dt

    import openpyxl

    _, found = opened(tmp_path, "person_id,date,revenue\n007,2026-01-05,1.5\n")
    duckdb.sql(
        f"COPY (SELECT '007' AS person_id, TIMESTAMP '2026-01-05' AS date, 1.5 AS revenue) TO '{tmp_path}/o.parquet'"
    )
    book = openpyxl.Workbook()
    book.active.append(["person_id", "date", "revenue"])
    book.active.append(["007", dt.date(2026, 1, 5), 1.5])
    book.save(tmp_path / "o.xlsx")
    rows = []
    for name in ("o.csv", "o.parquet", "o.xlsx"):
        connection = duckdb.connect()
        open_outcomes(connection, tmp_path / name)
        rows.append(connection.execute("FROM outcomes").fetchall())
    assert rows[0] == rows[1] == rows[2] == [("007", 20458, 1.5)]
    assert found.rows == 1


def test_a_parquet_file_with_a_person_twice_on_a_day_is_refused_with_the_row(tmp_path):
    duckdb.sql(
        f"COPY (SELECT '1' AS person_id, DATE '2026-01-05' AS date, 1 AS calls FROM range(2)) TO '{tmp_path}/o.parquet'"
    )
    with pytest.raises(Refused, match=r"o.parquet:3:person_id: 1 on 2026-01-05 is already in row 2"):
        open_outcomes(duckdb.connect(), tmp_path / "o.parquet")


@pytest.mark.parametrize("order", ["person_id, date", "date, person_id", "hash(person_id || date::VARCHAR)"])
@pytest.mark.parametrize("twice", [True, False])
def test_a_person_day_twice_is_found_in_whatever_order_the_file_is(tmp_path, order, twice):
    extra = "UNION ALL SELECT 'p7', DATE '2026-01-09', 1" if twice else ""
    duckdb.sql(
        "COPY (FROM (SELECT 'p' || i // 30 AS person_id, DATE '2026-01-01' + (i % 30)::INT AS date, 1 AS calls "
        f"FROM range(3000) t(i) {extra}) ORDER BY {order}) TO '{tmp_path}/o.csv' (HEADER)"
    )
    if twice:
        with pytest.raises(Refused, match="p7 on 2026-01-09 is already in row"):
            open_outcomes(duckdb.connect(), tmp_path / "o.csv")
    else:
        assert open_outcomes(duckdb.connect(), tmp_path / "o.csv").rows == 3000


@pytest.mark.parametrize(
    ("metric", "allowed"),
    [
        ("revenue", True),
        ("profit", True),
        ("calls", False),
        ("ready_minutes", False),
        ("Sales", False),
        ("days_ill", False),
    ],
)
def test_money_may_be_negative_and_counts_may_not(metric, allowed):
    assert may_be_negative(metric) is allowed


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("1,2026-01-05 00:00:00,3", ":3:date:"),
        ("1,2026-01-06, ", ":3:revenue:"),
        ("1,2026-01-06,\N{ARABIC-INDIC DIGIT THREE}", ":3:revenue:"),
    ],
)
def test_what_only_the_fast_reader_stumbles_over_is_placed_too(tmp_path, row, place):
    with pytest.raises(Refused, match=place):
        opened(tmp_path, f"person_id,date,revenue\n1,2026-01-04,1\n{row}\n")


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (
            "1,2026-1-5,3\n1,2026-01-06,1_000\n1,2026-1-07,1.5_0\n",
            [(3, "date"), (4, "revenue"), (5, "date"), (5, "revenue")],
        ),
        ("1,infinity,3\n1,epoch,3\n1,26-01-05,3\n1,0000-01-05,3\n", [(n, "date") for n in (3, 4, 5, 6)]),
        ("a_1,2026-01-06,3\na_1,2026-01-07,1_0\na_1,2026-01-08,x\n", [(4, "revenue"), (5, "revenue")]),
    ],
)
def test_what_duckdb_alone_would_read_is_refused_in_every_place_at_once(tmp_path, rows, faults):
    with pytest.raises(Refused) as refused:
        opened(tmp_path, f"person_id,date,revenue\n1,2026-01-04,1\n{rows}")
    assert [(fault.row, fault.column) for fault in refused.value.faults] == faults
    assert all(fault.what and fault.remedy for fault in refused.value.faults)


@pytest.mark.parametrize("period", ["1.5", "1_0", "0x10", "1e2", "7.", "1.0"])
def test_a_period_is_a_whole_number_in_digits(tmp_path, period):
    with pytest.raises(Refused, match=r":3:period: .* is not a whole number; number the periods 0, 1, 2"):
        opened(tmp_path, f"person_id,period,revenue\n1,5,1\n1,{period},3\n")


def test_ids_with_a_stroke_and_spaces_around_cells_are_read_as_ever(tmp_path):
    text = "person_id,date,revenue,calls\na_1, 2026-01-05 , 1.5 ,\na_1,2026-01-06,1e3,2\n"
    connection, found = opened(tmp_path, text)
    assert found.rows == 2
    assert connection.execute("SELECT * EXCLUDE time FROM outcomes").fetchall() == [
        ("a_1", 1.5, None),
        ("a_1", 1000, 2),
    ]


def test_a_joined_number_is_seen_across_the_blocks_that_are_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "o.csv"
    for size in range(1, 9):
        monkeypatch.setattr(outcome_cells, "BLOCK", size)
        for text, found in (("1,2026-01-05,1_0\n", True), ("a_1,2026-01-05,1\n", False), ("1_a,2026-01-05,1\n", False)):
            path.write_text("a_1_2,date,revenue_1_2\n" + text)
            assert outcome_cells.holds_joined_digits(path) is found, (size, text)


@given(
    st.text("0123456789-+/ .T", min_size=6, max_size=12)
    | st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33))
)
def test_a_day_is_one_for_the_fast_reader_where_it_is_one_for_the_slow(text):
    ((fast,),) = duckdb.execute(f'SELECT {ISO_DAY} FROM (SELECT ? AS "date")', [text]).fetchall()
    assert fast == parse_date(text.strip(" "))


def test_a_row_without_a_currency_does_not_make_two(tmp_path):
    _, found = opened(tmp_path, "person_id,date,revenue,currency\n1,2026-01-05,1,EUR\n1,2026-01-06,,\n")
    assert found.currency == "EUR"


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ("'1' AS person_id, 'soon' AS date, 1.0 AS revenue", ":3:date: 'soon' is not a date"),
        ("'1' AS person_id, '2026-01-06' AS date, 'much' AS revenue", ":3:revenue: 'much' is not a finite number"),
        ("'1' AS person_id, '2026-1-5' AS date, 1.0 AS revenue", ":3:date: '2026-1-5' is not a date"),
        ("'1' AS person_id, '2026-01-06' AS date, '1_000' AS revenue", ":3:revenue: '1_000' is not a finite number"),
        ("'1' AS person_id, TIMESTAMP '2026-01-06 09:30:00' AS date, 1.0 AS revenue", ":3:date: .* is not a date"),
        ("'1' AS person_id, '1_1' AS period, 1.0 AS revenue", ":3:period: '1_1' is not a whole number"),
        ("'1' AS person_id, 2.5::DOUBLE AS period, 1.0 AS revenue", ":3:period: '2.5' is not a whole number"),
        ("'1' AS person_id, TIMESTAMPTZ '2026-01-06 00:00+02' AS date, 1.0 AS revenue", "have a time zone"),
    ],
)
def test_a_cell_of_a_parquet_file_that_does_not_fit_is_placed(tmp_path, columns, fault):
    path = tmp_path / "o.parquet"
    good = columns
    for wrong, right in (("'soon'", "'2026-01-05'"), ("'2026-1-5'", "'2026-01-05'"), ("'much'", "'3'"), ("2.5", "1"),
                         ("'1_000'", "'3'"), ("09:30:00", "00:00:00"), ("'1_1'", "'1'")):  # fmt: skip
        good = good.replace(wrong, right)
    query = f"SELECT {good} UNION ALL SELECT {columns}" if good != columns else f"SELECT {columns}"
    duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT PARQUET)")
    with pytest.raises(Refused, match=fault):
        open_outcomes(duckdb.connect(), path)
