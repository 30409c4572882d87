"""One programme among real people, from an empty organisation to the closing letter, with those who say no."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import planted, small_company
from tests.journeys.field import asking, beside, cast, closing, drawing, office, ready, weeks
from tests.journeys.field.seats import Seats
from tests.journeys.walk import pairs, programme
from tests.journeys.walk.company import Company

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def company(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(browser, tmp_path_factory.mktemp("field"))
    try:
        yield made
    finally:
        made.close()


def test_a_programme_among_people_who_say_no(company: Company) -> None:
    company.comes(0)
    administrator = company.enters(company.first_link())
    office.people_come_in(company, administrator)
    trainer, leader, reviewer = office.roles_are_given(company, administrator)
    office.figures_come_in(company, trainer)

    address = programme.a_programme_is_set_up(trainer, fitting=len(cast.NEW), now=cast.NOW)
    programme.the_plan_is_fixed(trainer, address)
    ready.nothing_goes_out_yet(trainer, address)
    ready.a_day_is_closed(company, trainer, address)
    ready.the_legal_basis_is_chosen(reviewer, address)
    ready.they_approve(reviewer, leader)
    programme.the_letters_are_read(company, trainer, address)
    ready.somebody_to_trust_is_named(trainer, address)
    intake = asking.an_intake_is_opened(company, trainer, address)
    asking.mentors_are_asked(company, trainer, address)
    refusing, _agreeing = asking.managers_are_asked(company, trainer, address)
    asking.wishes_are_asked(company, trainer, intake)
    seats = Seats(company)
    seats |= {cast.TRAINER: trainer, cast.REFUSING: refusing}
    assert seats[cast.WILLING[0]] and seats[cast.MENTORS[0]]  # somebody in each role has signed in
    ready.everything_is_in_order(trainer, address)
    asking.the_list_is_fixed(trainer, intake)
    drawing.the_lot_is_drawn(company, trainer, address)
    published = pairs.pairs_are_published(company, trainer, address, now=cast.NOW)
    starting = {protege for protege, _mentor in published}
    waiting = drawing.who_waits(company, starting)
    known = weeks.answer_day(trainer, address)

    three = weeks.all_sit_down(seats, published)
    weeks.thursdays_are_kept_clear(company, three)
    resigning, on_leave, steady = three
    drawing.each_reads_how(seats, address, waiting, resigning.protege)
    weeks.one_pair_writes(resigning)

    company.comes(5)
    weeks.they_met(resigning, week=1)
    weeks.one_is_missed(steady, week=1)

    company.comes(7)
    weeks.the_mentor_resigns(company, resigning)
    name = weeks.somebody_else_takes_over(company, trainer, resigning)
    replaced = weeks.the_old_sheets_stay_closed(seats, resigning, name, trainer, refusing)
    weeks.somebody_goes_on_leave(company, on_leave)
    weeks.one_is_moved(company, steady, week=2)
    weeks.the_window_has_not_moved(trainer, address, known)
    matter = beside.something_is_wrong(company, resigning)
    beside.nobody_else_reads_it(company, matter, [trainer, refusing, administrator, reviewer, leader, replaced.other])
    beside.somebody_objects(seats[waiting], address)
    beside.a_new_price_comes(company, trainer, address)
    beside.the_manager_sees_who_and_when(refusing, three)
    beside.the_reviewer_sees_how_it_is_done(reviewer, address, intake, three)

    company.comes(56)
    for who, window in seats.items():
        company.returns(window, small_company.address(who))
    company.returns(reviewer, cast.REVIEWER)
    closing.the_programme_is_closed(company, trainer, address)
    closing.everybody_is_thanked(company, starting)
    closing.each_reads_what_came_out([seats[name] for name in (waiting, cast.DECLINING, cast.SILENT)])
    closing.two_go_on_talking(steady, address)
    closing.a_no_is_told_to_nobody(replaced, address)
    closing.what_is_held_is_taken_along(
        resigning.one, own=(weeks.SECRET, beside.COMPLAINT, resigning.protege), others=(cast.DECLINING,)
    )
    closing.what_is_held_is_taken_along(seats[waiting], own=(waiting,), others=(weeks.SECRET, beside.COMPLAINT))
    closing.nobody_reads_more_at_the_end(trainer, refusing, reviewer, three)

    company.comes(planted.DAYS)
    company.returns(trainer, small_company.address(cast.TRAINER))
    closing.the_answer_leaves_out_who_objected(company, trainer, address, starting)
