"""Events from outside stand on the weeks in which they fell, in the picture and in the report."""

from datetime import timedelta

import pytest

from mentorlift.draws.models import Draw
from mentorlift.draws.tests.conftest import build, draw_now, drawn  # noqa: F401
from mentorlift.experiments.events import events_of
from mentorlift.files.report_events import events_section, exceptions_section
from mentorlift.programmes.services import note_event, withdraw_event
from mentorlift.ui.charts.effect_by_week import WeekEvent, WeekPoint, effect_by_week

WHO = {"actor_id": "u"}


@pytest.mark.django_db
def test_an_event_falls_into_the_weeks_since_each_start(build):  # noqa: F811
    first = build(8)
    draw_now(first, mandatory=4)
    second = build(8, programme=first.programme, starts_on=first.starts_on + timedelta(days=35))
    draw_now(second, mandatory=4)
    programme, now = first.programme, first.frozen_at
    day = first.starts_on + timedelta(days=40)
    note_event(programme=programme, on=day, what="New price", now=now, **WHO)
    note_event(programme=programme, on=day, what="Merged", sites=["Nowhere"], now=now, **WHO)
    wrong = note_event(programme=programme, on=day, what="Wrong", now=now, **WHO)
    withdraw_event(programme=programme, event_id=wrong.id, now=now, **WHO)
    price, merged = events_of(programme)
    assert (price.from_week, price.to_week) == (0, 5)  # 5 days after the second start, 40 after the first
    assert (merged.from_week, merged.to_week) == (None, None)
    assert [one.number for one in (price, merged)] == [1, 2]
    text = events_section([price.row, merged.row])
    assert "New price (everywhere; weeks 0 to 5 since the start)" in text
    assert "weeks 0 to 3 since the start, for some before it" in events_section([{**price.row, "weeks": [-4, 3]}])
    assert "before anybody started" in events_section([{**price.row, "weeks": [-9, -2]}])
    assert "Merged (Nowhere; nobody of the programme works there)" in text


POINTS = [WeekPoint(week, 5.0, 1.0, 9.0) for week in range(-4, 20)]
WORDS = {"unit": " %", "ours": "mentored", "theirs": "later", "axis": "weeks", "label": "by week"}


@pytest.mark.parametrize("narrow", [True, False])
def test_the_picture_shows_an_event_within_its_weeks_and_no_other(narrow):
    plain = effect_by_week(POINTS, narrow=narrow, **WORDS)
    assert effect_by_week(POINTS, narrow=narrow, events=[WeekEvent(1, 30, 40)], **WORDS) == plain
    shown = effect_by_week(POINTS, narrow=narrow, events=[WeekEvent(7, 3, 3)], **WORDS)
    assert "amber-band" in shown
    assert ">7</text>" in shown
    assert "amber-band" not in plain


def test_the_report_tells_exceptions_as_counts_and_a_few_as_words():
    counts = {"outside": 6, "reasons": [["on parental leave", 5]], "crossed": 1, "excused": "fewer than 5"}
    text = exceptions_section({**counts, "withdrew": 0, "early": [{"intake": "<March>", "starts_on": "2026-05-04"}]})
    assert "of them 5: on parental leave" in text
    assert "fewer than 5 excused, 0 withdrew" in text
    assert "&lt;March&gt; were started on 2026-05-04" in text
    assert exceptions_section(None) == ""


@pytest.mark.django_db
def test_a_programme_without_events_shows_none(drawn: Draw):  # noqa: F811
    assert events_of(drawn.cohort.programme) == []
    assert events_section([]) == ""
