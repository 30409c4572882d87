"""The main job from the first account to the answer, as the people concerned do it: half a year in one walk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import small_company
from tests.journeys.planted import DAYS, HalfYear
from tests.journeys.walk import meetings, pairs, people, programme, results
from tests.journeys.walk.company import ADMINISTRATOR, ANALYST, LEADER, MANAGER, TRAINER, Company
from tests.journeys.window import Window

pytestmark = pytest.mark.browser
FRIDAY, TUESDAY = 4, 1


@pytest.fixture(scope="module")
def company(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(browser, tmp_path_factory.mktemp("company"), from_nothing=True)
    try:
        yield made
    finally:
        made.close()


def test_half_a_year_from_a_file_of_people_to_the_answer(company: Company, tmp_path: Path) -> None:
    company.comes(0)
    administrator = company.enters(company.first_link())
    administrator.look()
    people.a_faulty_file_is_refused_whole(company, administrator)
    people.people_come_in(company, administrator)
    people.everybody_is_invited(administrator)
    trainer, leader, analyst = people.roles_are_given(company, administrator)
    people.figures_come_in(company, trainer)

    address = programme.a_programme_is_set_up(trainer)
    programme.the_plan_is_fixed(trainer, address)
    programme.everything_is_in_order(company, trainer, leader, address)
    programme.mentors_say_yes(company, trainer, address)
    yes, managers = programme.people_say_what_they_wish(company, trainer, address)
    pairs.the_lot_is_drawn(company, trainer, address)
    pairs.anybody_checks_the_draw(company, trainer, tmp_path)
    published = pairs.pairs_are_published(company, trainer, address)
    assert {protege for protege, _mentor in published} <= yes

    manager = managers[MANAGER]
    pair, talks = four_weeks(company, published, manager)
    company.returns(trainer, small_company.address(TRAINER))
    results.it_is_held(trainer, address, took_place=talks)
    results.it_is_too_early_for_results(trainer, address)

    company.comes(DAYS)
    half_year = what_became_of_them(company, yes, {protege for protege, _mentor in published})
    company.returns(administrator, ADMINISTRATOR)
    results.those_who_left_are_marked(company, administrator, half_year)
    company.returns(trainer, small_company.address(TRAINER))
    results.the_half_year_comes_in(trainer, half_year)
    results.what_it_cost_is_entered(trainer, address)
    percent = results.the_answer_is_computed(trainer, address, tmp_path)
    results.the_files_name_nobody(company, trainer, tmp_path)
    for window, name in ((leader, small_company.address(LEADER)), (analyst, ANALYST)):
        company.returns(window, name)
        window.look()
        assert results.read_by(window, address) == percent
    for window, name in ((pair.one, pair.protege), (pair.other, pair.mentor), (manager, MANAGER)):
        company.returns(window, small_company.address(name))
        window.look()
    results.the_others_see_none_of_it(pair, manager, leader, trainer, address)


def four_weeks(company: Company, published: list[tuple[str, str]], manager: Window) -> tuple[meetings.Pair, int]:
    """The meetings are on Thursdays. Returns the pair, and how many talks took place."""
    pair = meetings.two_take_their_phones(company, published)
    meetings.both_write_and_read(pair, week=1)

    company.comes(FRIDAY)
    meetings.both_say_they_met(pair)
    spoken = meetings.some_other_mentors_say_they_met(company, published, pair)
    the_sales_manager_sees_the_team(manager)

    company.comes(7 + TUESDAY)
    meetings.the_advice_comes_back(pair)
    meetings.they_move_the_meeting(company, pair)

    company.comes(14 + TUESDAY)
    company.returns(pair.one, small_company.address(pair.protege))
    company.returns_by_code(pair.other, small_company.address(pair.mentor))
    meetings.the_protege_alone_says_they_met(pair)

    company.comes(14 + FRIDAY)
    meetings.one_meeting_is_missed(pair)

    company.comes(21 + FRIDAY)
    meetings.one_meeting_has_no_sheet(pair)
    return pair, spoken + 2  # our pair met in weeks 2 and 4 as well


def the_sales_manager_sees_the_team(manager: Window) -> None:
    """Who takes part, and nothing that anybody wrote."""
    manager.go("/")
    manager.look()
    manager.reads("My team")
    words = manager.page.content()
    assert not [text for side in meetings.WRITTEN.values() for text in side.values() if text in words]
    assert results.refused(manager, "/programmes/")


def what_became_of_them(company: Company, yes: set[str], mentored: set[str]) -> HalfYear:
    """Two who waited and one who was mentored have left, and one who had said no."""
    new = small_company.people(company.first_day)[-small_company.NEW :]
    waited, refusing = sorted(yes - mentored), sorted({one["Name"] for one in new} - yes)
    left = {waited[0]: 39, waited[1]: 51, sorted(mentored)[0]: 120, refusing[0]: 60}
    return HalfYear(first_day=company.first_day, people=new, yes=yes, mentored=mentored, left=left)
