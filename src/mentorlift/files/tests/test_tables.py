import zipfile
from pathlib import Path

import openpyxl
import pytest

from mentorlift.files import Fault, Refused
from mentorlift.files.tables import read_table


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def faults_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return str(refused.value).splitlines()


def test_a_fault_reads_as_file_row_column_what_and_what_to_do():
    fault = Fault("people.csv", 7, "email", "'x' is not an e-mail address", "write it as name@company.com")
    assert str(fault) == "people.csv:7:email: 'x' is not an e-mail address; write it as name@company.com"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_separators_encodings_and_line_ends_are_understood(tmp_path, separator, encoding, line_end):
    text = line_end.join([f"person_id{separator}name", f'007{separator}"Inês{separator} Rocha"', ""])
    table = read_table(write(tmp_path / "people.csv", text, encoding))
    assert table.columns == ("person_id", "name")
    assert table.rows == [(2, ("007", f"Inês{separator} Rocha"))]


def test_rows_keep_the_number_an_editor_shows(tmp_path):
    path = write(tmp_path / "p.csv", 'a,b\n1,"two\nlines"\n\n3,4\n')
    assert read_table(path).numbers == [2, 5]


def test_every_row_with_too_many_or_too_few_cells_is_named(tmp_path):
    table = read_table(write(tmp_path / "p.csv", "a,b\n1\n1,2\n1,2,3\n1,2,\n"))
    with pytest.raises(Refused) as refused:
        table.refuse_if_faulty()
    assert [line.partition(";")[0] for line in faults_of(refused)] == [
        "p.csv:2:: this row has 1 cells, the header has 2",
        "p.csv:4:: this row has 3 cells, the header has 2",
    ]


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("p.csv", b"", "the file is empty"),
        ("p.csv", b"a,a\n1,2\n", "2 columns have this name"),
        ("p.csv", b"a,,b\n1,2,3\n", "this column has no name"),
        ("p.csv", b"name\nJos\xe9\n", "p.csv:2:: this is not UTF-8 text"),
        ("p.csv", b"a\n\0\n", "this is not a text file"),
        ("p.csv", b'a,b\n1,"x" y\n', "this row cannot be read"),
        ("p.xlsx", b"not a workbook", "this is not an XLSX workbook"),
        ("p.parquet", b"not parquet", "this is not a Parquet file"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, name, raw, expected):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(Refused, match=expected):
        read_table(path).refuse_if_faulty()


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(Refused, match=r"roster.csv::: there is no such file"):
        read_table(tmp_path / "roster.csv")


def test_a_spreadsheet_keeps_leading_zeros_whole_numbers_dates_and_its_row_numbers(tmp_path):
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append(["person_id", "n", "hired_on", "share"])
    sheet.append(["007", 12, dt.date(2026, 3, 31), 0.5])
    book.save(tmp_path / "p.xlsx")
    table = read_table(tmp_path / "p.xlsx")
    assert table.rows == [(3, ("007", "12", "2026-03-31", "0.5"))]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "mentees"
    book.active.append(["a"])
    book.save(tmp_path / "p.xlsx")
    with pytest.raises(Refused, match="no sheet 'mentors'; it has 'mentees'"):
        read_table(tmp_path / "p.xlsx", sheet="mentors")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mentorlift.files.spreadsheets.MAX_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert (tmp_path / "bomb.xlsx").stat().st_size < 10_000
    with pytest.raises(Refused, match="unpacks to more than"):
        read_table(tmp_path / "bomb.xlsx")


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000)
    raw = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    with pytest.raises(Refused, match="not an XLSX workbook"):
        read_table(path)


def test_rows_beyond_what_a_spreadsheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mentorlift.files.tables.MAX_ROWS", 2)
    table = read_table(write(tmp_path / "p.csv", "a\n1\n2\n3\n"))
    with pytest.raises(Refused, match=r"p.csv:4:: the file has more than 2 rows"):
        table.refuse_if_faulty()


def test_parquet_gives_the_same_table_as_csv(tmp_path):
    import duckdb

    csv = write(tmp_path / "p.csv", "person_id,hired_on,n\n007,2026-03-31,1.5\n008,,\n")
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{csv}', columns = {{person_id: 'VARCHAR', hired_on: 'DATE', n: 'DOUBLE'}})) "
        f"TO '{tmp_path / 'p.parquet'}'"
    )
    assert read_table(tmp_path / "p.parquet").rows == read_table(csv).rows


def test_a_list_of_a_parquet_file_reads_as_a_cell_of_several_values(tmp_path):
    import duckdb

    path = tmp_path / "p.parquet"
    duckdb.sql(f"COPY (SELECT '007' AS person_id, ['de', 'en'] AS languages) TO '{path}' (FORMAT PARQUET)")
    assert read_table(path).rows == [(2, ("007", "de|en"))]
