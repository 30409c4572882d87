import pytest
from django.utils import translation

from mentorlift.files.faults import Fault
from mentorlift.files.said import Grouped, said
from mentorlift.ui.in_words import fault_line, in_words, kept_line

NOT_A_DATE = Fault("hr.csv", 3, "Eintritt", said("%(text)r is not a date", text="bald"), said("fill it in"))


@pytest.fixture
def _in_german():
    with translation.override("de"):
        yield


def test_english_is_what_the_command_line_says():
    with translation.override("en"):
        assert fault_line(NOT_A_DATE) == str(NOT_A_DATE) == "hr.csv:3:Eintritt: 'bald' is not a date; fill it in"
        many = said("the file has more than %(rows)s rows", rows=Grouped(1_048_575))
        assert in_words(many) == str(many) == "the file has more than 1,048,575 rows"


@pytest.mark.usefixtures("_in_german")
def test_a_reader_of_german_reads_german_at_the_place_of_the_file():
    assert fault_line(NOT_A_DATE) == "hr.csv:3:Eintritt: 'bald' ist kein Datum; füllen Sie es aus"
    assert kept_line(NOT_A_DATE.as_json()) == fault_line(NOT_A_DATE)


@pytest.mark.usefixtures("_in_german")
def test_values_are_in_the_reader_s_language_where_they_are_words_or_counts_of_ours():
    daily = said("%(figure)s is kept by the %(every)s here", figure="calls", every=said("day"))
    assert in_words(daily) == "calls wird hier je Tag geführt"
    many = said("the file has more than %(rows)s rows", rows=Grouped(1_048_575))
    assert in_words(many) == "die Datei hat mehr als 1.048.575 Zeilen"


@pytest.mark.usefixtures("_in_german")
def test_words_of_others_and_lines_kept_long_ago_stay_as_they_are():
    assert in_words("Invalid Input Error: 1_0") == "Invalid Input Error: 1_0"
    line = "figures.csv:3:revenue: 'inf' is not a finite number; use a decimal point, or leave it empty"
    assert kept_line(line) == line
