"""Rules of a programme on plain values."""

import itertools
import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.programmes.models import Kind, Participation, Purpose, Side
from mentorlift.programmes.rules.calendar import NoOpenWeek, session_weeks
from mentorlift.programmes.rules.counts import reveals, safe_counts
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.planned import planned_of
from mentorlift.programmes.rules.prices import reach, serving_price, smallest_visible_effect
from mentorlift.programmes.rules.templates import TEMPLATES, guide_of

DAY = date(2026, 3, 2)


@dataclass
class Somebody:
    hired_on: date = DAY
    exited_on: date | None = None
    team: str = "North"
    site: str = "Leeds"
    role: str = "Sales rep"


@pytest.mark.parametrize(("days_ago", "fits"), [(0, True), (30, True), (31, False), (-1, False)])
def test_hired_within_thirty_days_counts_from_the_first_day(days_ago, fits):
    hired = Somebody(hired_on=DAY - timedelta(days=days_ago))
    assert Eligibility(hired_within_days=30).admits(hired, on=DAY) is fits


def test_the_exit_date_is_the_first_day_no_longer_employed():
    assert not Eligibility().admits(Somebody(exited_on=DAY), on=DAY)
    assert Eligibility().admits(Somebody(exited_on=DAY + timedelta(days=1)), on=DAY)


def test_every_condition_has_to_hold():
    asked = Eligibility(teams=("North", "South"), sites=("Leeds",), roles=("Sales rep",))
    assert asked.admits(Somebody(), on=DAY)
    for changed in ({"team": "East"}, {"site": "Lisbon"}, {"role": "Clerk"}):
        assert not asked.admits(Somebody(**changed), on=DAY)


@given(
    st.builds(
        Eligibility,
        hired_within_days=st.none() | st.integers(1, 400),
        teams=st.sets(st.text(max_size=5)).map(lambda s: tuple(sorted(s))),
        sites=st.sets(st.text(max_size=5)).map(lambda s: tuple(sorted(s))),
    )
)
def test_an_eligibility_is_read_back_as_it_was_kept(eligibility):
    assert Eligibility.from_json(eligibility.to_json()) == eligibility


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 12), st.sets(st.integers(0, 200), max_size=60))
def test_every_week_has_an_open_working_day_and_none_overlaps(starts_on, weeks, closed_after):
    closed = {starts_on + timedelta(days=n) for n in closed_after}
    found = session_weeks(starts_on, weeks=weeks, closed=closed)
    assert [week.number for week in found] == list(range(1, weeks + 1))
    for week, following in itertools.pairwise(found):
        assert week.until_on <= following.from_on
    for week in found:
        assert week.open_days
        assert all(d not in closed and d.weekday() < 5 and week.from_on <= d < week.until_on for d in week.open_days)


def test_a_week_that_is_all_closed_moves_the_later_ones():
    christmas = {DAY + timedelta(days=n) for n in range(7, 14)}
    found = session_weeks(DAY, weeks=3, closed=christmas)
    assert [week.from_on for week in found] == [DAY, DAY + timedelta(days=14), DAY + timedelta(days=21)]


def test_a_calendar_without_any_open_day_is_refused():
    with pytest.raises(NoOpenWeek, match="closed"):
        session_weeks(DAY, weeks=1, working_days=frozenset())


@pytest.mark.parametrize(
    ("weeks", "two_months", "six_months"),
    [(8, False, False), (9, True, False), (25, True, False), (26, True, True), (None, True, True)],
)
def test_a_serving_date_ends_what_can_be_measured(weeks, two_months, six_months):
    price = serving_price(weeks)
    assert (price.two_months, price.six_months) == (two_months, six_months)


def test_the_field_experiment_could_show_about_20_percent():
    assert smallest_visible_effect(mentored=110, later=171, variation=0.5) == pytest.approx(0.197, abs=0.001)


def test_few_people_show_much_less_than_a_rule_for_many_says():
    # 2.8 x 0.5 x root of 2 / 10 is 63 %, which ten and ten people show in fewer than half of the draws
    assert smallest_visible_effect(mentored=10, later=10, variation=0.5) == pytest.approx(1.29, abs=0.01)
    assert smallest_visible_effect(mentored=9, later=30, variation=0.5) is None  # no gain is ever stated


def test_places_for_everybody_leave_nothing_to_compare():
    assert reach(people=20, places=19, participation="mandatory").even is None
    assert reach(people=21, places=None, participation="mandatory").planned.mentored == 10


@pytest.mark.parametrize(
    ("participation", "people", "given", "planned"),
    [
        ("mandatory", 200, {"places": 40}, (40, 160, 40, 0)),
        ("mandatory", 20, {"places": 25}, (19, 1, 19, 0)),  # somebody has to start later
        ("voluntary", 200, {"places": 40}, (40, 20, 40, 200)),
        ("voluntary", 200, {"places": None, "yes_percent": 50}, (50, 50, 50, 200)),
        ("both", 400, {"places": 130}, (100, 100, 130, 200)),
        ("both", 400, {"places": 31, "unasked": 40}, (8, 32, 31, 360)),
        ("both", 100, {"places": 20, "unasked": 100}, (20, 80, 20, 0)),
        ("voluntary", 1, {"places": 5}, (0, 0, 0, 1)),
        ("voluntary", 0, {"places": 5}, (0, 0, 0, 0)),
    ],
)
def test_who_is_compared_is_who_will_be_drawn(participation, people, given, planned):
    of = planned_of(participation, people, **given)
    assert (of.mentored, of.later, of.places, of.asked) == planned
    assert of.beside == (participation == "both" and of.asked > 0)


def test_where_people_are_asked_a_larger_effect_is_needed():
    asked, everybody = (reach(people=200, places=60, participation=p).even for p in ("voluntary", "mandatory"))
    assert asked is None and everybody  # with 60 places nobody of 60 who say yes starts later
    assert reach(people=200, places=30, participation="voluntary").even > everybody


answers = st.fixed_dictionaries({"yes": st.integers(0, 12), "no": st.integers(0, 12), "no answer": st.integers(0, 12)})


@given(st.dictionaries(st.sampled_from(["A", "B", "C", "D", "E"]), answers))
def test_neither_a_shown_group_nor_what_is_left_tells_of_single_people(groups):
    shown = safe_counts(groups)
    for counts in shown.values():
        assert counts is None or not reveals(counts)
    hidden = [groups[name] for name, counts in shown.items() if counts is None]
    visible = [name for name, counts in shown.items() if counts is not None]
    if hidden and visible:
        left = {answer: sum(counts[answer] for counts in hidden) for answer in ("yes", "no", "no answer")}
        assert not reveals(left)


def test_one_small_site_hides_the_next_one_too():
    groups = {"Leeds": {"yes": 2, "no": 1}, "Lisbon": {"yes": 6, "no": 4}, "Hamburg": {"yes": 20, "no": 9}}
    assert safe_counts(groups) == {"Leeds": None, "Lisbon": None, "Hamburg": {"yes": 20, "no": 9}}


@pytest.mark.parametrize("pattern", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_is_whole(pattern):
    assert pattern.purpose in Purpose.values
    assert pattern.participation in Participation.values
    assert str(pattern.purpose_text)
    assert str(pattern.wish)
    assert len(pattern.weeks) == (6 if pattern.shape.rotates else 4)
    kinds = {question.kind for question in pattern.questions}
    lasting = set() if pattern.shape.rotates else {Kind.ADVICE_RESULT, Kind.FEEDBACK}  # to somebody one meets again
    assert {Kind.STRENGTHS, Kind.CHALLENGE, Kind.ADVICE_RECEIVED} | lasting <= kinds
    assert all(question.side in Side.values and len(str(question.text)) <= 200 for question in pattern.questions)
    assert str(guide_of(pattern, 9).guide)


@pytest.mark.parametrize("pattern", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_asks_for_no_age_gender_origin_or_named_revenue(pattern):
    texts = [pattern.wish, pattern.purpose_text]
    texts += [week.guide for week in pattern.weeks] + [question.text for question in pattern.questions]
    for text in texts:
        assert not re.search(r"\b(age|old|young|gender|woman|man|origin|nationality|your revenue)\b", str(text)), text


@pytest.mark.parametrize("pattern", TEMPLATES.values(), ids=list(TEMPLATES))
def test_last_weeks_advice_is_not_asked_about_in_week_one(pattern):
    assert all(q.from_week >= 2 for q in pattern.questions if q.kind == Kind.ADVICE_RESULT)
