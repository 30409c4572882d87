"""Each fault that readers of uploaded files raise is in the catalogues: planted, and looked up in the code."""

import ast
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest
from django.utils import translation

from mentorlift.files import spreadsheets, tables
from mentorlift.files.faults import Refused
from mentorlift.files.leave import read_leave
from mentorlift.files.outcomes import open_outcomes
from mentorlift.files.people import people_from
from mentorlift.files.policy import read_policy
from mentorlift.files.said import Said
from mentorlift.files.tables import read_table
from mentorlift.ui.in_words import fault_line, in_words
from tests import messages

SOURCE = messages.SOURCE
GERMAN = {message.id: str(message.string) for message in messages.catalogue("de") if isinstance(message.id, str)}
READERS = (
    "files/tables.py",
    "files/spreadsheets.py",
    "files/cells.py",
    "files/hours.py",
    "files/people.py",
    "files/leave.py",
    "files/outcomes.py",
    "files/outcome_faults.py",
    "files/policy.py",
    "files/policy_values.py",
    "files/pair_lists.py",
)
ROOMS = ("people/queries/comparison.py", "people/services/uploads.py", "outcomes/services/take_over.py")
RAISED = ("ValueError", "TypeError", "Unusable")  # what becomes part of a fault


def people(path: Path) -> None:
    people_from(read_table(path), required=("person_id", "name", "hired_on"))


def leave(path: Path) -> None:
    read_leave(path)


def outcomes(path: Path) -> None:
    open_outcomes(duckdb.connect(), path)


def policy(path: Path) -> None:
    found = read_policy(path)
    if found.faults:
        raise Refused(found.faults)


def a_sheet(path: Path) -> None:
    read_table(path, sheet="mentors")


def book(path: Path, rows: int = 2) -> None:
    made = openpyxl.Workbook()
    for row in range(rows):
        made.active.append([str(row)])
    made.save(path)


def long_book(path: Path) -> None:
    book(path, rows=9)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000)


def moments(path: Path) -> None:
    row = "SELECT '1' AS person_id, TIMESTAMPTZ '2026-01-06 00:00+02' AS date, 1 AS calls"
    duckdb.sql(f"COPY ({row}) TO '{path}' (FORMAT PARQUET)")


def nothing(path: Path) -> None:
    """There is no such file."""


HEAD = "person_id,name,email,manager_id,hired_on,exited_on,working_share,working_hours\n"
PLANTED: list[tuple[Callable[[Path], None], str, str | bytes | Callable[[Path], None]]] = [
    (people, "p.csv", HEAD + ",A,,,2026-01-05,,,\n1,,,,2026-01-05,2026-01-04,half,nine to five\n"),
    (
        people,
        "p.csv",
        HEAD + "1,A,no address,2,soon,,1.5,Nowhere/Land 09:00-17:00\n2,B,,1,,,,Europe/Berlin 09:00-09:00\n",
    ),
    (
        people,
        "p.csv",
        HEAD + f"1,A,,,2026-01-05,,,\n1,{'B' * 201},,,2026-01-05,,,\n2,C,a@x.org,,,,,\n3,D,A@x.org,,,,,\n",
    ),
    (people, "p.csv", "id,name\n1,A\n"),
    (people, "p.csv", ""),
    (people, "p.csv", "person_id,,name,name\n1,2,3,4\n"),
    (people, "p.csv", 'person_id,name,hired_on\n1,2,3,4\n1,"2"3,4\n'),
    (people, "p.csv", b"person_id,name\n1,\xff\xfe\xfa\n"),
    (people, "p.csv", b"person_id,name\n1,\0\n"),
    (people, "p.csv", "person_id,name,hired_on\n1,A,2026-01-05\n2,B,2026-01-05\n3,C,2026-01-05\n4,D,2026-01-05\n"),
    (people, "p.csv", "person_id,name,hired_on\n" + "1" * 10_000),
    (people, "p.parquet", "no columns"),
    (people, "p.xlsx", "no workbook"),
    (people, "p.csv", nothing),
    (a_sheet, "p.xlsx", book),
    (people, "p.xlsx", book),
    (people, "p.xlsx", long_book),
    (people, "p.xlsx", bomb),
    (leave, "l.csv", "person_id,from\n1,2026-01-05\n"),
    (leave, "l.csv", "person_id,from,to,reason\n,2026-01-05,2026-01-06,ill\n1,,x,y\n1,2026-01-05,2026-01-04,\n"),
    (leave, "l.csv", "person_id,from,to\n1,2026-01-05,2026-01-09\n1,2026-01-09,2026-01-12\n"),
    (outcomes, "o.csv", ""),
    (outcomes, "o.csv", b"person_id,date\xff\xfe\xfa,calls\n"),
    (outcomes, "o.csv", nothing),
    (outcomes, "o.parquet", "no columns"),
    (outcomes, "o.csv", "calls,calls\n1,1\n"),
    (outcomes, "o.csv", "person_id,date,period,calls\n1,2026-01-05,1,1\n"),
    (outcomes, "o.csv", "person_id,date,calls,revenue,currency\n1,soon,-1,1e16,EUR\n,2026-01-05,1,x,USD\n1,,1,1,\n"),
    (outcomes, "o.csv", "person_id,date,calls\n1,2026-01-05,1\n1,2026-01-05,1\n2,2026-01-05\n"),
    (outcomes, "o.csv", "person_id,period,calls\n1,1.5,1\n"),
    (outcomes, "o.csv", 'person_id,date,calls\n1,2026-01-05,1\n1,2026-01-06,"2"3\n'),
    (outcomes, "o.parquet", moments),
    (policy, "p.toml", nothing),
    (policy, "p.toml", "cap = 1 ="),
    (policy, "p.toml", 'mod = 1\nrule = 1\ncircle = 1\nmode = "best"\nlottery = 1.5\ngroups = "team"\ncap = 2\n'),
    (policy, "p.toml", "tolerance = 2\n[circle]\nleast = 3\nmost = 2\n[rotation]\nweeks = 0\n"),
    (policy, "p.toml", "cap = 0.5\n[circle]\nleast = 1\nmost = 2\napart = 1\n"),
    (policy, "p.toml", 'mode = "random"\n[circle]\nleast = 1\nmost = 2\n[rotation]\nweeks = 3\n[[pin]]\nprotege = 1\n'),
    (policy, "p.toml", 'mode = "near-optimal"\nobjective = "score"\n[[rule]]\n[[rule]]\nkind = "differnt"\n'),
    (policy, "p.toml", '[[criterion]]\nkind = "near"\nfield = "x"\nscale = 0\nwieght = 1\nweight = -1\n'),
    (policy, "p.toml", '[[criterion]]\nkind = "band"\nfield = "x"\ndifference = [3, 2]\nweight = "five"\n'),
    (policy, "p.toml", '[[rule]]\nkind = "ahead"\nfield = "x"\ndifference = 3\n'),
]


@pytest.fixture
def small(monkeypatch):
    """Limits that small files reach."""
    for module, name, most in (
        (tables, "MAX_ROWS", 3),
        (spreadsheets, "MAX_ROWS", 3),
        (tables, "MAX_BYTES", 9_000),
        (spreadsheets, "MAX_UNPACKED", 100_000),
    ):
        monkeypatch.setattr(module, name, most)


def german(text: str) -> str:
    """By the catalogue alone. KeyError where it lacks the sentence, or one within it."""
    if not isinstance(text, Said):
        return text
    return GERMAN[text.template] % {name: german(value) for name, value in text.values.items()}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("read", "name", "content"), PLANTED, ids=map(str, range(len(PLANTED))))
def test_every_fault_of_a_planted_file_is_said_in_german(tmp_path, read, name, content):
    path = tmp_path / name
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Refused) as refused:
        read(path)
    for fault in refused.value.faults:
        for text in (fault.what, fault.remedy):
            assert isinstance(text, Said), fault
            with translation.override("de"):
                assert in_words(text) == german(text) != text
        with translation.override("en"):
            assert fault_line(fault) == str(fault)


def bare(node: ast.AST) -> Iterator[ast.AST]:
    """Texts in an expression that were not `said`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "said":
        if not isinstance(node.args[0], ast.Constant):  # the catalogues could not be read from it
            yield node
    elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    else:
        chosen_by = node.test if isinstance(node, ast.IfExp) else None
        for part in ast.iter_child_nodes(node):
            if part is not chosen_by:
                yield from bare(part)


def _what_and_remedy(call: ast.Call) -> list[ast.AST]:
    """The last two arguments, or what is unpacked in their place."""
    return [one for one in call.args if isinstance(one, ast.Starred)] or list(call.args[-2:])


def unsaid(source: str) -> list[int]:
    """Lines that give a fault, or keep for one under `what` or `remedy`, a text of the code that was not `said`."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        texts: list[ast.AST] = []
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            texts = [node] if called == "said" else _what_and_remedy(node) if called in {"fault", "Fault"} else []
        elif isinstance(node, ast.Raise) and node.exc and ast.unparse(node.exc).startswith(RAISED):
            texts = [node.exc]
        elif isinstance(node, ast.Assign) and {"what", "remedy"} & {
            name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)
        }:
            texts = [node.value]
        lines += [node.lineno for text in texts for _ in bare(text)]
    return lines


@pytest.mark.parametrize(
    "line",
    [
        "table.fault(1, 'date', f'{text!r} is no date', said('write it anew'))",
        "table.fault(1, 'date', said('no date'), 'write it anew')",
        "self.fault(1, name, 'use one of: ' + names, remedy)",
        "what, remedy = said('no date'), f'write it {how}'",
        "what = said('no date') if x else 'no day'",
        "what = said(f'{x} is no date')",
        "Fault(file, 1, '', said('no date'), 'write it anew')",
        "raise ValueError(f'{text} is no zone')",
        "raise TypeError('a number')",
    ],
)
def test_a_text_that_slipped_through_would_be_found(line):
    assert unsaid(line)
    assert not unsaid("table.fault(row, 'date', said('%(x)s is no date', x='a'), error or said('b'))\nwhat = said('c')")


@pytest.mark.parametrize("file", [*READERS, *ROOMS])
def test_no_reader_words_a_fault_outside_the_catalogues(file):
    source = (SOURCE / file).read_text(encoding="utf-8")
    assert "said(" in source
    assert unsaid(source) == []
