"""What a person's page says of the further columns of the file."""

from mentorlift.people.templatetags.people import told


def test_a_figure_of_somebodys_results_is_not_told_beside_the_name() -> None:
    assert told({"performance": "1.34", "years in sales": "8"}) == [("years in sales", "8")]


def test_languages_and_hours_are_told_as_one_reads_them() -> None:
    assert told(
        {"languages": "de|tr|xx-klingon", "working_hours": "Europe/Berlin 11:00-19:30", "strong_in": "a|b"}
    ) == [
        ("languages", "German, Turkish, xx-klingon"),
        ("working_hours", "11:00-19:30 (Europe/Berlin)"),
        ("strong_in", "a, b"),
    ]
    assert told({"working_hours": "9-17"}) == [("working_hours", "9-17")]
