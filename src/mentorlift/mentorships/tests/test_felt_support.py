"""Do you feel supported: asked once, half-way, answered by one tap, and read as counts that tell of nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mentorlift.accounts.models import User
from mentorlift.audit.models import AuditRecord
from mentorlift.keeping.kinds import kind_of
from mentorlift.keeping.own import Whose
from mentorlift.mentorships import keeping
from mentorlift.mentorships.models import Felt, FeltCount, FeltSupport, Pair
from mentorlift.mentorships.queries.felt_support import FeltShown, asked_half_way, felt_shown, own_answers, unanswered
from mentorlift.mentorships.queries.leading import leading
from mentorlift.mentorships.services import UnableToAnswer, end_pair, say_felt_support
from mentorlift.mentorships.services.erasure import remove_felt_support_of_erased
from mentorlift.mentorships.tests.builders import NOW, actor_for, cohort, offer, person, programme, user_of
from mentorlift.people.services.persons import erase
from mentorlift.programmes.models import Closing, Objection, RosterEntry

pytestmark = pytest.mark.django_db
HALF = timedelta(days=13)  # behind the second of four meetings
QUESTION = "Do you feel supported here in what you do together?"


def crowd(house, pairs, *, named=""):
    """So many pairs of this house; everybody in them as an actor."""
    found = []
    for number in range(pairs):
        protege, mentor = person(f"Nia{named} {number}"), person(f"Max{named} {number}")
        offer(house.programme, mentor)
        house.pair(protege=protege, mentor=mentor)
        found += [actor_for(user_of(protege)), actor_for(user_of(mentor))]
    return found


def tap(house, actors, *answers, now=NOW + HALF):
    for actor, answer in zip(actors, answers, strict=True):
        say_felt_support(programme=house.programme, answer=answer, actor=actor, now=now)


def browser(someone):
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_both_are_asked_when_the_meeting_that_is_half_of_the_weeks_has_come(house, pair):
    second = pair.sessions.get(week=2).starts_at
    for actor in (house.protege, house.mentor):
        assert not unanswered(actor, now=second - timedelta(minutes=1)).exists()
        assert unanswered(actor, now=second).get() == house.programme
    assert not unanswered(house.manager, now=second).exists()


@pytest.mark.parametrize(("weeks", "asked_in"), [(1, 1), (3, 2), (4, 2), (5, 3), (7, 4)])
def test_half_of_an_odd_number_of_weeks_is_the_meeting_in_the_middle(house, pair, weeks, asked_in):
    house.programme.weeks = weeks
    house.programme.save(update_fields=["weeks"])
    at = pair.sessions.get(week=asked_in).starts_at
    assert not asked_half_way(house.protege, now=at - timedelta(minutes=1)).exists()
    assert asked_half_way(house.protege, now=at).exists()


def test_nobody_is_asked_when_it_is_over_or_when_they_object_to_being_measured(house, pair):
    def asked():
        return [unanswered(one, now=NOW + HALF).exists() for one in (house.protege, house.mentor)]

    assert asked() == [True, True]
    RosterEntry.objects.create(programme=house.programme, cohort=house.cohort, person=house.ana, started_on=NOW.date())
    objection = Objection.objects.create(programme=house.programme, person=house.ana, at=NOW)
    assert asked() == [False, True]
    Objection.objects.filter(id=objection.id).update(withdrawn_at=NOW)
    assert asked() == [True, True]
    end_pair(pair=pair, actor=house.protege, now=NOW + HALF)
    assert asked() == [False, False]
    Pair.objects.update(ended_at=None)
    Closing.objects.create(programme=house.programme, at=NOW + HALF, by="test")
    assert asked() == [False, False]


def test_a_mentor_of_several_is_asked_once(house, pair):
    house.pair(protege=person("Bea Second"))
    assert unanswered(house.mentor, now=NOW + HALF).count() == 1
    tap(house, [house.mentor], Felt.PARTLY)
    assert not unanswered(house.mentor, now=NOW + HALF).exists()
    assert FeltSupport.objects.get().answer == Felt.PARTLY


def test_an_answer_comes_from_those_who_are_asked_and_is_one_of_four(house, pair):
    with pytest.raises(UnableToAnswer, match="not open"):
        tap(house, [house.manager], Felt.YES)
    with pytest.raises(UnableToAnswer, match="not open"):
        tap(house, [house.protege], Felt.YES, now=NOW)
    with pytest.raises(UnableToAnswer, match="four"):
        tap(house, [house.protege], "very")
    assert not FeltSupport.objects.exists()


def test_one_tap_on_today_answers_without_scripts(house, pair):
    client = browser(User.objects.get(person_id=house.ana.id))
    html = client.get(reverse("reports:today")).content.decode()
    address = reverse("mentorships:felt_support", args=[house.programme.id])
    form = html[html.index(f'action="{address}"') :].split("</form>")[0]
    assert QUESTION in html
    assert form.count("<button") == 4
    assert "<textarea" not in form and 'type="text"' not in form
    sent = {"answer": "partly", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    after = client.post(address, sent, follow=True).content.decode()
    assert "Nobody reads your answer" in after
    assert 'id="half-way"' in html and 'id="half-way"' not in after
    assert FeltSupport.objects.get().answer == Felt.PARTLY
    assert 'value="partly" aria-pressed="true"' in after and 'value="no" aria-pressed="false"' in after
    client.post(address, sent | {"answer": "no"}, follow=True)
    assert FeltSupport.objects.get().answer == Felt.NO


def test_the_answer_can_be_changed_until_the_programme_closes_also_when_the_pair_has_ended(house, pair):
    tap(house, [house.protege], Felt.YES)
    assert own_answers(house.protege) == [(house.programme, "yes")]
    end_pair(pair=pair, actor=house.protege, now=NOW + HALF)
    tap(house, [house.protege], Felt.NO)
    assert own_answers(house.protege) == [(house.programme, "no")]
    with pytest.raises(UnableToAnswer, match="not open"):
        tap(house, [house.mentor], Felt.YES)  # who never answered is no longer asked
    assert own_answers(house.mentor) == []
    Closing.objects.create(programme=house.programme, at=NOW + HALF, by="test")
    with pytest.raises(UnableToAnswer, match="not open"):
        tap(house, [house.protege], Felt.YES)
    assert FeltSupport.objects.get().answer == Felt.NO
    assert own_answers(house.protege) == []
    client = browser(User.objects.get(person_id=house.ana.id))
    sent = {"answer": "yes", "csrfmiddlewaretoken": "a" * 32}
    client.cookies["csrftoken"] = "a" * 32
    assert client.post(reverse("mentorships:felt_support", args=[house.programme.id]), sent).status_code == 404


def test_whoever_objects_to_being_measured_no_longer_changes_it(house, pair):
    tap(house, [house.protege], Felt.YES)
    RosterEntry.objects.create(programme=house.programme, cohort=house.cohort, person=house.ana, started_on=NOW.date())
    Objection.objects.create(programme=house.programme, person=house.ana, at=NOW)
    with pytest.raises(UnableToAnswer, match="not open"):
        tap(house, [house.protege], Felt.NO)


def test_a_changed_answer_that_still_waits_counts_as_the_last_one(house):
    everybody = crowd(house, 3)
    tap(house, everybody[:4], "yes", "no", "yes", "yes")
    tap(house, everybody[:1], "partly")
    assert felt_shown(house.programme) is None, "four people, however often they tap"
    tap(house, everybody[4:5], "no")
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=2)


def test_changes_move_the_counts_by_five_people_who_are_not_all_alike(house):
    everybody = crowd(house, 4)
    tap(house, everybody[:5], "yes", "yes", "yes", "yes", "no")
    tap(house, everybody[:3], "no", "no", "no")
    tap(house, everybody[5:6], "partly")
    assert felt_shown(house.programme) == FeltShown(yes=4, partly=0, no=1), "four changes and first answers wait"
    tap(house, everybody[:1], "yes")  # thought better of it: nothing of this person waits any more
    tap(house, everybody[6:7], "no")
    assert felt_shown(house.programme) == FeltShown(yes=4, partly=0, no=1)
    tap(house, everybody[7:8], "no")
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=5)


def test_who_would_rather_not_say_after_all_leaves_the_counts_with_five_others(house):
    everybody = crowd(house, 5)
    tap(house, everybody[:5], "yes", "yes", "no", "no", "partly")
    tap(house, everybody[:1], Felt.SILENT)
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=2), "one who leaves is seen by nobody"
    tap(house, everybody[5:10], "yes", "no", "no", "no", "no")
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=6)
    assert FeltSupport.objects.get(person=everybody[0].person_id).counted_as == ""


def test_two_programmes_ask_in_one_section_and_each_for_itself(house, pair):
    first, house.programme = house.programme, programme(house.petra, name="Another")
    house.cohort = cohort(house.programme)
    offer(house.programme, house.martin)
    house.pair()
    client = browser(User.objects.get(person_id=house.martin.id))
    html = client.get(reverse("reports:today")).content.decode()
    assert html.count('id="half-way"') == 1
    for one in (first, house.programme):
        assert html.count(reverse("mentorships:felt_support", args=[one.id])) == 1


def test_the_audit_record_names_neither_person_nor_answer(house, pair):
    tap(house, [house.protege], Felt.NO)
    kept = AuditRecord.objects.get(action="mentorships.say_felt_support")
    assert (kept.actor_id, kept.subject, kept.ids) == ("", f"programme:{house.programme.id}", {})


def test_the_count_appears_at_five_and_not_before(house):
    everybody = crowd(house, 5)
    tap(house, everybody[:4], "yes", "no", "yes", "partly")
    assert felt_shown(house.programme) is None
    tap(house, everybody[4:5], Felt.SILENT)
    assert felt_shown(house.programme) is None, "who would rather not say is not counted"
    tap(house, everybody[5:6], Felt.YES)
    assert felt_shown(house.programme) == FeltShown(yes=3, partly=1, no=1)
    assert leading(house.programme, now=NOW + HALF).felt == FeltShown(yes=3, partly=1, no=1)


def test_answers_that_are_all_alike_are_not_counted_and_no_single_one_shows_afterwards(house):
    everybody = crowd(house, 8)
    tap(house, everybody[:5], *["yes"] * 5)
    assert felt_shown(house.programme) is None
    tap(house, everybody[5:6], "no")
    assert felt_shown(house.programme) == FeltShown(yes=5, partly=0, no=1)
    tap(house, everybody[6:10], "no", "no", "yes", "no")
    assert felt_shown(house.programme) == FeltShown(yes=5, partly=0, no=1), "four more would tell of the four"
    tap(house, everybody[10:11], "partly")
    assert felt_shown(house.programme) == FeltShown(yes=6, partly=1, no=4)


def test_programmes_are_counted_apart(house):
    first = house.programme
    tap(house, crowd(house, 3)[:4], "yes", "no", "yes", "no")
    house.programme = programme(house.petra, name="Another")
    house.cohort = cohort(house.programme)
    tap(house, crowd(house, 3, named="ja")[:5], "yes", "no", "yes", "no", "partly")
    assert felt_shown(first) is None
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=2)


def test_a_count_holds_nothing_that_leads_to_anybody():
    assert {field.name for field in FeltCount._meta.get_fields()} == {"id", "programme", "answer", "people"}


def test_it_goes_with_the_person_and_the_count_stays(house):
    everybody = crowd(house, 4)
    tap(house, everybody[:6], "yes", "no", "yes", "no", "partly", "yes")
    counted, waiting = FeltSupport.objects.get(person=everybody[0].person_id), everybody[5].person_id
    assert counted.counted_as and not FeltSupport.objects.get(person=waiting).counted_as
    for one in (counted.person_id, waiting):
        erase(person_id=one, actor_id="admin", now=NOW + HALF)
    assert remove_felt_support_of_erased() == 2
    assert set(FeltSupport.objects.values_list("person_id", flat=True)) == {one.person_id for one in everybody[1:5]}
    assert felt_shown(house.programme) == FeltShown(yes=2, partly=1, no=2)


def test_it_is_held_about_oneself_alone_and_goes_after_its_time(house, pair):
    tap(house, [house.protege], Felt.SILENT)

    def part(actor):
        whose = Whose(person_id=actor.person_id, user_id=actor.user_id, email="")
        return next(one for one in keeping._held(whose, NOW) if one.key == "felt_support")

    assert part(house.protege).rows == [(house.programme.name, "I would rather not say", NOW + HALF)]
    assert part(house.mentor).rows == []
    kind = kind_of("felt_support")
    assert kind.oldest() is None
    assert kind.remove(NOW + timedelta(days=400), NOW) == 0, "as long as the programme goes on"
    Closing.objects.create(programme=house.programme, at=NOW + HALF, by="test")
    assert kind.remove(NOW + HALF, NOW) == 0
    assert kind.remove(NOW + HALF + timedelta(seconds=1), NOW) == 1


def test_the_database_keeps_one_answer_a_person_and_never_counts_silence(house):
    row = {"programme": house.programme, "person": house.ana, "at": NOW}
    FeltSupport.objects.create(**row, answer=Felt.YES)
    for wrong in (
        FeltSupport(**row, answer=Felt.NO),
        FeltSupport(**row | {"person": house.martin}, answer="very"),
        FeltSupport(**row | {"person": house.martin}, answer=Felt.SILENT, counted_as=Felt.SILENT),
        FeltCount(programme=house.programme, answer=Felt.SILENT, people=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
