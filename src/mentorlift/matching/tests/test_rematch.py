"""Late joiners and the next mentor: the same policy, the places that are free now, and nobody who has a pair moves."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentorlift.draws.models import Assignment
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Draft, Hold
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.kept import forget
from mentorlift.matching.queries.late import late_joiners
from mentorlift.matching.queries.pool import people_to_match, waiting_people
from mentorlift.matching.queries.rematch import rematch, since
from mentorlift.matching.tests.builders import NOW, POLICY, Town, draw, mentors, somebody
from mentorlift.mentorships.models import MentorSeat, Pair, Session
from mentorlift.mentorships.queries.sheets import NotYours, advice_between, sheet_of
from mentorlift.mentorships.services import close_pairs_of_leavers, end_pair
from mentorlift.mentorships.tests.builders import actor_for, cohort, fill, offer, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment, Identity, Person, Post

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ON = date(2026, 3, 2)
AHEAD = date(2027, 3, 1)  # for pages, which go by the clock
WEEK_TWO = NOW + timedelta(days=8)


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def petra(town):
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    return client


def published(town, people=None, on=ON):
    return {pair.protege_id: pair for pair in town.publish(town.draft(), people, starts_on=on)}


def spare(town, name="Sam Spare", places=1, **attributes):
    """A mentor with places beyond those that the four take."""
    made = somebody(name, **({"strong_in": "price"} | attributes))
    offer(town.programme, made, places=places)
    forget()  # as the audit record of a real answer would have it
    return made


def as_they_stand():
    """Everything of pairs, places and meetings that a later step could have moved."""
    return (
        list(Pair.objects.order_by("id").values()),
        list(MentorSeat.objects.order_by("id").values("mentor_id", "number", "pair_id")),
        list(Session.objects.order_by("id").values()),
    )


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names_of(proposals):
    return [one.mentor.name for one in proposals]


def next_for(town, pair):
    return rematch(pair, latest_policy(town.programme), on=ON)


def test_a_later_intake_is_matched_beside_published_pairs_and_none_of_them_moves(town):
    published(town)
    sam = spare(town)
    before = as_they_stand()
    late = somebody("Lena Late", wants_to_learn="calls")  # whom Tom would suit better, and Tom is full
    later_intake = cohort(town.programme, name="April")
    draw(later_intake, [late])
    town.cohort = later_intake
    made = town.draft()
    assert mentors(made) == {late.id: sam.id}
    assert as_they_stand() == before
    town.publish(made, starts_on=ON)
    for then, now in zip(before, as_they_stand(), strict=True):
        assert all(row in now for row in then)
    assert Pair.objects.get(protege=late).mentor_id == sam.id


def test_those_whose_mentor_left_are_in_the_next_draft_with_the_weeks_that_are_left(town):
    opened = published(town)
    moved = opened[town.dele.id]
    sam = spare(town, places=2)
    Employment.objects.filter(person=moved.mentor_id).update(exited_on=date(2026, 3, 10))
    assert close_pairs_of_leavers(now=WEEK_TWO, today=date(2026, 3, 10)) >= 1
    staying = {pair.id for pair in Pair.objects.filter(ended_at=None)}
    made = town.draft()
    assert mentors(made)[town.dele.id] == sam.id
    again = {pair.protege_id: pair for pair in town.publish(made, starts_on=date(2026, 3, 11), now=WEEK_TWO)}
    assert again[town.dele.id].follows_id == moved.id
    assert 1 not in again[town.dele.id].sessions.values_list("week", flat=True)
    assert staying <= {pair.id for pair in Pair.objects.filter(ended_at=None)}


def test_the_next_best_is_the_best_of_the_policy_among_the_free_places(town):
    pair = published(town)[town.luis.id]
    strong = somebody("Stella Strong", strong_in="price|calls")
    plain = somebody("Paul Plain")
    full = somebody("Fay Full", strong_in="price")
    for mentor in (strong, plain, full):
        offer(town.programme, mentor, places=1)
    end_pair(pair=pair, actor=town.manager, now=NOW)
    services.keep_together(cohort=town.cohort, protege_id=town.nils.id, mentor_id=full.id, actor=town.manager, now=NOW)
    found = next_for(town, pair)
    assert found.best.mentor.name == "Stella Strong"
    assert "strong in all that is wanted: price" in found.best.reasons
    assert "1 of 1 place free" in found.best.cost
    assert names_of(found.others) == ["Paul Plain"]
    assert all("less" in one.cost for one in found.others)
    barred = {one.mentor.name: one.barred for one in found.barred}
    assert barred["Fay Full"] == "the free place is kept for somebody else"


def test_two_who_parted_are_not_proposed_again_by_page_draft_or_old_lock(town):
    opened = published(town)
    pair = opened[town.mei.id]  # only Ruth speaks Japanese
    services.keep_together(
        cohort=town.cohort, protege_id=town.mei.id, mentor_id=town.ruth.id, actor=town.manager, now=NOW
    )
    end_pair(pair=pair, actor=town.manager, now=NOW + timedelta(hours=1))
    assert town.ruth.id not in {one.mentor.person_id for one in next_for(town, pair).allowed}
    made = town.draft()
    assert made.is_computed
    assert town.mei.id not in mentors(made)
    facts = made.unplaced.get(person=town.mei).facts
    assert {"parted", "shares-any"} == {bar["kind"] for bar in facts["barred"]}


def test_a_lock_set_after_they_parted_brings_two_together_again(town):
    pair = published(town)[town.mei.id]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    later = NOW + timedelta(hours=1)
    services.keep_together(
        cohort=town.cohort, protege_id=town.mei.id, mentor_id=town.ruth.id, actor=town.manager, now=later
    )
    assert mentors(town.draft())[town.mei.id] == town.ruth.id


def test_under_a_random_policy_the_next_mentor_is_drawn_by_lot(town):
    pair = published(town)[town.luis.id]
    for number in range(6):
        offer(town.programme, somebody(f"Free {number}", strong_in="price" if number == 0 else ""), places=1)
    end_pair(pair=pair, actor=town.manager, now=NOW)
    orders = []
    for day in range(2, 10):
        town.policy(POLICY.replace('"optimal"', '"random"').replace("2026-03-02", f"2026-03-0{day}"))
        found = next_for(town, pair)
        assert found.by_lot
        assert names_of(next_for(town, pair).allowed) == names_of(found.allowed)
        orders.append(tuple(names_of(found.allowed)))
    assert len(set(orders)) > 4
    assert {order[0] for order in orders} != {"Free 0"}


def test_in_one_step_an_open_pair_is_unwound_and_the_next_one_begins(town, petra):
    opened = published(town, on=AHEAD)
    spare(town)
    pair = opened[town.luis.id]
    staying = set(opened) - {town.luis.id}
    arm = Assignment.objects.get(person=town.luis).arm
    Message.objects.all().delete()
    page = petra.get(reverse("matching:successor", args=[pair.id]))
    assert "Next best under the policy" in text(page)
    assert "ends by this" in text(page)
    best = page.context["found"].best
    petra.post(reverse("matching:successor", args=[pair.id]), {"mentor": str(best.mentor.person_id)})
    pair.refresh_from_db()
    follower = Pair.objects.get(protege=town.luis, ended_at=None)
    assert (pair.ended_at is not None, follower.follows_id) == (True, pair.id)
    assert (follower.cohort_id, follower.mentor_id) == (town.cohort.id, best.mentor.person_id)
    assert Assignment.objects.get(person=town.luis).arm == arm
    assert set(Pair.objects.filter(ended_at=None).values_list("protege_id", flat=True)) == {*staying, town.luis.id}
    told = {message.to: message.body for message in Message.objects.all()}
    assert len(told) == 3
    former = next(body for to, body in told.items() if to.startswith(mentor_name(pair)))
    assert "nobody is to blame" in former


def mentor_name(pair):
    return Identity.objects.get(person=pair.mentor_id).name.lower().replace(" ", ".")


def test_the_new_mentor_reads_nothing_of_what_was_written_before(town, petra):
    pair = published(town, on=AHEAD)[town.luis.id]
    spare(town)
    session = pair.sessions.get(week=1)
    luis, former = actor_for(user_of(town.luis)), actor_for(user_of_person(pair.mentor_id))
    fill(session, luis, now=NOW, strengths="Nordlicht")
    fill(session, former, now=NOW)
    best = next_for(town, pair).best.mentor.person_id
    petra.post(reverse("matching:successor", args=[pair.id]), {"mentor": str(best)})
    follower = Pair.objects.get(protege=town.luis, ended_at=None)
    new_user = user_of_person(best)
    with pytest.raises(NotYours):
        sheet_of(actor_for(new_user), session)
    assert advice_between(actor_for(new_user), follower) == []
    browser = Client()
    browser.force_login(new_user, backend=BACKEND)
    for address in (
        reverse("mentorships:pair", args=[pair.id]),
        reverse("mentorships:session", args=[session.id]),
        reverse("mentorships:sheet", args=[session.id]),
    ):
        assert browser.get(address).status_code == 404
    assert "Nordlicht" not in browser.get(reverse("mentorships:pair", args=[follower.id])).content.decode()


def user_of_person(person_id):
    return user_of(Person.objects.get(id=person_id))


def test_somebody_whom_the_rules_bar_is_refused_in_words(town, petra):
    pair = published(town)[town.mei.id]
    page = petra.post(reverse("matching:successor", args=[pair.id]), {"mentor": str(town.tom.id)}, follow=True)
    assert "Choose somebody whom the rules allow." in text(page)
    assert Pair.objects.get(protege=town.mei, ended_at=None) == pair


def test_where_nobody_may_be_chosen_the_page_says_why(town, petra):
    pair = published(town)[town.mei.id]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    assert "were a pair before" in text(petra.get(reverse("matching:successor", args=[pair.id])))
    spare(town)
    page = text(petra.get(reverse("matching:successor", args=[pair.id])))
    assert "Nobody is allowed" in page
    assert "no language in common" in page


def test_a_column_of_the_policy_that_this_one_person_leaves_empty_is_no_obstacle(town, petra):
    pair = published(town)[town.luis.id]
    spare(town)
    Post.objects.filter(person=town.luis).update(attributes={"languages": "de"})
    end_pair(pair=pair, actor=town.manager, now=NOW)
    assert next_for(town, pair).best is not None


def test_the_page_of_a_published_draft_says_who_waits_since_and_makes_a_draft_for_them(town, petra):
    opened = published(town)
    spare(town)
    address = reverse("matching:matching", args=[town.cohort.id])
    assert "Work out a draft for them" not in text(petra.get(address))
    end_pair(pair=opened[town.luis.id], actor=town.manager, now=NOW)
    draft = Draft.objects.get()
    found = since(draft, on=ON)
    assert (found.people, found.again, found.new) == (1, 1, 0)
    page = text(petra.get(address))
    assert "1 person has no mentor since this draft was published." in page
    assert "One had a mentor before and goes on with the weeks that are left." in page
    assert "Published pairs do not move." in page
    petra.post(reverse("matching:drafts", args=[town.cohort.id, "now"]))
    drain()
    assert set(mentors(Draft.objects.get(number=2))) == {town.luis.id}
    assert Draft.objects.get(number=2).policy == draft.policy


def test_late_joiners_stand_on_today_in_numbers_until_they_have_a_mentor(town, petra):
    assert late_joiners([town.programme], today=ON) == []
    published(town, [town.mei, town.luis])
    (found,) = late_joiners([town.programme], today=ON)
    assert (found.cohort_id, found.people) == (town.cohort.id, 2)
    page = text(petra.get(reverse("reports:today")))
    assert "2 people wait for a mentor" in page
    town.publish(town.draft(), starts_on=ON)
    assert late_joiners([town.programme], today=ON) == []


def test_who_has_been_through_all_weeks_waits_for_nobody(town):
    pair = published(town)[town.luis.id]
    end_pair(pair=pair, actor=town.manager, now=NOW + timedelta(days=90))
    assert not waiting_people(town.cohort, "now", on=ON).exists()
    assert people_to_match(town.cohort, "now", on=ON) == []
    with pytest.raises(services.UnableToDraft, match="Nobody waits for a mentor here"):
        town.draft()


def test_nobody_else_finds_the_page(town, enter):
    pair = published(town)[town.luis.id]
    assert not Hold.objects.exists()
    for client in (enter("leader"), enter("analyst"), enter("administrator"), enter(person_id=town.luis.id)):
        assert client.get(reverse("matching:successor", args=[pair.id])).status_code == 404
