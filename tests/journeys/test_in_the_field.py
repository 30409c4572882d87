"""One programme among real people, from an empty organisation to the closing letter, with those who say no."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.field import asking, cast, drawing, office, ready, weeks
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
    ready.they_approve(reviewer, leader)
    ready.letters_are_read(company, trainer, address)
    ready.somebody_to_trust_is_named(trainer, address)
    intake = asking.an_intake_is_opened(company, trainer, address)
    asking.mentors_are_asked(company, trainer, address)
    refusing, agreeing = asking.managers_are_asked(company, trainer, address)
    asking.wishes_are_asked(company, trainer, intake)
    someone, mentor = company.accepts(cast.WILLING[0], phone=True), company.accepts(cast.MENTORS[0], phone=True)
    ready.everything_is_in_order(trainer, address)
    asking.the_list_is_fixed(trainer, intake)
    drawing.the_lot_is_drawn(company, trainer, address)
    published = pairs.pairs_are_published(company, trainer, address, now=cast.NOW)
    starting = {protege for protege, _mentor in published}
    waiting = drawing.who_waits(company, starting)
    seated = {cast.WILLING[0]: someone, cast.MENTORS[0]: mentor}

    three = weeks.all_sit_down(company, published, seated)
    weeks.thursdays_are_kept_clear(company, three)
    resigning, _on_leave, steady = three
    drawing.each_reads_how(company, address, waiting, resigning.one, seated)
    weeks.one_pair_writes(resigning)

    company.comes(4)
    weeks.they_met(resigning, week=1)
    weeks.one_is_missed(steady, week=1)
