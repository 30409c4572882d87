"""Pairs that change every week: planned, shown, published week by week, and joined later."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Draft, MatchPolicy, Publication
from mentorlift.matching.queries.drafts import refusal
from mentorlift.matching.queries.late import late_joiners
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import NOW, STARTS_ON, Town, draw, somebody
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.dose import dose
from mentorlift.mentorships.services import UnableToPair, end_pair, log_meeting, re_pair
from mentorlift.mentorships.tests import builders as pairs
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment
from mentorlift.programmes.models import MentorOffer, Programme
from mentorlift.reports.today import participant

pytestmark = pytest.mark.django_db
TODAY = STARTS_ON
POLICY = """mode = "optimal"
objective = "coverage-then-score"
lottery = "2026-03-02"

[rotation]
weeks = 4

[[rule]]
kind = "not-in-line"
manager = "manager_id"

[[criterion]]
kind = "differs"
field = "site"
weight = 1
"""


class Square(Town):
    """Ana, Dele, Mei, Luis and Ida meet; Nils starts later. Nobody is invited as a mentor."""

    def __init__(self):
        super().__init__()
        MentorOffer.objects.all().delete()
        Programme.objects.filter(id=self.programme.id).update(template="rotating")
        self.programme.refresh_from_db()
        self.cohort.programme = self.programme
        self.ida = somebody("Ida Lund")
        add(self.cohort, self.ida)
        self.people = {one.id for one in (self.ana, self.dele, self.mei, self.luis, self.ida)}

    def publish(self, draft, up_to=99, today=TODAY):
        return services.publish_weeks(draft=draft, up_to=up_to, actor=self.manager, now=NOW, today=today)


def add(cohort, *people):
    """People in the draw of an intake, who were not in it before."""
    from mentorlift.draws.models import Assignment
    from mentorlift.draws.rules import MENTORED

    for one in people:
        Assignment.objects.create(
            draw=cohort.draw, person=one, code=str(one.id)[:8], arm=MENTORED, branch="mandatory", stratum="s"
        )


@pytest.fixture
def square(monkeypatch):
    from mentorlift.matching.services import drafts

    monkeypatch.setattr("mentorlift.matching.tasks.organisation_day", lambda _now: TODAY)
    monkeypatch.setattr(drafts, "organisation_day", lambda _now: TODAY)
    return Square()


@pytest.fixture
def petra(square, client, monkeypatch):
    monkeypatch.setattr("mentorlift.matching.views.rotation.timezone.localdate", lambda *_: TODAY)
    client.force_login(square.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def weeks_of(draft):
    """Week -> pairs as sets of two."""
    found = {}
    for pair in draft.pairs.order_by("week", "id"):
        found.setdefault(pair.week, set()).add(frozenset((pair.protege_id, pair.mentor_id)))
    return found


def test_everybody_meets_somebody_new_each_week_and_one_has_it_off(square):
    draft = square.draft(POLICY)
    weeks = weeks_of(draft)
    assert list(weeks) == [1, 2, 3, 4] and all(len(couples) == 2 for couples in weeks.values())
    couples = [couple for week in weeks.values() for couple in week]
    assert len(set(couples)) == 8
    off = [one for week in draft.certificate["weeks"] for one in week["out"]]
    assert len(off) == 4 and len(set(off[:3])) == 3  # in turn, as long as that leaves as many pairs
    assert [week["from_on"] for week in draft.certificate["weeks"]][:2] == ["2026-03-02", "2026-03-09"]


def test_nobody_is_paired_along_their_line_or_with_whom_they_are_kept_apart(square):
    services.keep_apart(
        cohort=square.cohort, protege_id=square.mei.id, mentor_id=square.luis.id, actor=square.manager, now=NOW
    )
    add(square.cohort, square.bea)  # who leads Ana
    couples = {couple for week in weeks_of(square.draft(POLICY)).values() for couple in week}
    assert frozenset((square.ana.id, square.bea.id)) not in couples
    assert frozenset((square.mei.id, square.luis.id)) not in couples


def test_publishing_opens_each_weeks_pairs_with_one_meeting_and_one_mail_to_each(square):
    draft = square.draft(POLICY)
    opened = square.publish(draft)
    assert len(opened) == 8 == Publication.objects.count()
    assert {(pair.week, pair.starts_on) for pair in opened} == {
        (n, STARTS_ON + timedelta(days=7 * (n - 1))) for n in (1, 2, 3, 4)
    }
    for session in Session.objects.select_related("pair"):
        assert session.week == session.pair.week
        assert session.week_from == session.pair.starts_on <= session.starts_at.date()
        assert session.starts_at.date() < session.week_from + timedelta(days=7)
    mails = Message.objects.filter(to="ana.nowak@example.test")
    assert mails.count() == 1
    theirs = [pair for pair in opened if square.ana.id in (pair.protege_id, pair.mentor_id)]
    assert mails.get().body.count("\n- ") == len(theirs)


def test_weeks_are_published_one_after_the_other_and_stay(square):
    draft = square.draft(POLICY)
    square.publish(draft, up_to=2)
    kept = set(Pair.objects.values_list("id", "protege_id", "mentor_id", "starts_on"))
    assert len(kept) == 4
    again = square.draft(POLICY)
    assert list(weeks_of(again)) == [3, 4]
    assert not {c for w in weeks_of(again).values() for c in w} & {frozenset(row[1:3]) for row in kept}
    square.publish(again)
    assert kept <= set(Pair.objects.values_list("id", "protege_id", "mentor_id", "starts_on"))
    with pytest.raises(services.UnableToPublish, match="not free any more in week 3"):
        square.publish(draft)


def test_a_late_joiner_meets_whoever_is_free_in_published_weeks_and_everybody_after_them(square):
    square.publish(square.draft(POLICY), up_to=2)
    before = set(Pair.objects.values_list("id", flat=True))
    late = somebody("Lea Late")
    add(square.cohort, late)
    draft = square.draft(POLICY)
    weeks = weeks_of(draft)
    assert [len(couples) for couples in weeks.values()] == [1, 1, 3, 3]  # with the one who was off, then all six
    assert all(late.id in couple for n in (1, 2) for couple in weeks[n])
    square.publish(draft)
    met = [frozenset(two) for two in Pair.objects.values_list("protege_id", "mentor_id")]
    assert len(met) == len(set(met)) == 12 and before <= set(Pair.objects.values_list("id", flat=True))


def test_another_intake_enters_the_weeks_that_are_left(square):
    square.publish(square.draft(POLICY), up_to=2)
    second = pairs.cohort(square.programme, starts_on=date(2026, 3, 16), name="Late March")
    new = [somebody("Noa New"), somebody("Ola New")]
    draw(second, new)
    version = MatchPolicy.objects.get()
    asked = services.ask_for_draft(cohort=second, group="now", policy=version, actor=square.manager, now=NOW)
    drain()
    draft = Draft.objects.get(id=asked.id)
    weeks = weeks_of(draft)
    everybody = square.people | {one.id for one in new}
    assert {person for couple in weeks[1] for person in couple} <= everybody and len(weeks[1]) == 3
    alone = {person for n in (3, 4) for couple in weeks.get(n, ()) for person in couple}
    assert alone <= {one.id for one in new}  # the weeks of the first intake are over by then
    square.publish(draft)
    mixed = Pair.objects.filter(starts_on=date(2026, 3, 16), protege__in=square.people).first()
    assert mixed.week == 3 and mixed.cohort_id == square.cohort.id  # counted by whoever began earlier
    assert {pair.cohort_id for pair in Pair.objects.filter(protege__in=new, mentor__in=new)} == {second.id}


def test_whoever_leaves_is_in_no_later_week(square):
    Employment.objects.filter(person=square.mei).update(exited_on=date(2026, 3, 10))
    weeks = weeks_of(square.draft(POLICY))
    assert {n for n, couples in weeks.items() if any(square.mei.id in couple for couple in couples)} <= {1, 2}


def test_a_week_that_has_begun_is_not_published_any_more_and_nothing_is_half_done(square):
    draft = square.draft(POLICY)
    with pytest.raises(services.UnableToPublish, match="Week 1 has begun"):
        square.publish(draft, today=STARTS_ON + timedelta(days=1))
    assert not Pair.objects.exists() and not Message.objects.exists()


def test_a_pair_forbidden_since_stops_the_publication(square):
    draft = square.draft(POLICY)
    pair = draft.pairs.filter(week=3).first()
    services.keep_apart(
        cohort=square.cohort, protege_id=pair.protege_id, mentor_id=pair.mentor_id, actor=square.manager, now=NOW
    )
    with pytest.raises(services.UnableToPublish, match="may not be paired any more"):
        square.publish(draft)
    assert not Pair.objects.exists()


def test_the_database_lets_nobody_meet_two_people_in_one_week(square):
    first = square.publish(square.draft(POLICY), up_to=1)[0]
    twice = {"programme": first.programme, "question_set": first.question_set, "source": "draft", "created_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.create(protege_id=first.protege_id, mentor=square.ruth, starts_on=first.starts_on, week=1, **twice)


def test_a_programme_manager_reads_the_plan_and_publishes_up_to_a_week(square, petra):
    page = get(petra, "matching:matching", square.cohort.id)
    assert "5 people are to meet, somebody else every week." in text(page) and "Work out the plan" in text(page)
    post(petra, "matching:drafts", square.cohort.id, "now")
    assert "[rotation]\nweeks = 4" in MatchPolicy.objects.get().toml
    drain()
    draft = Draft.objects.get()
    shown = text(get(petra, "matching:draft", draft.id))
    assert "5 people, 4 weeks, and nobody meets the same person twice." in shown
    assert shown.count("a week off:") == 4 and "Week 4" in shown and "Swap" not in shown
    assert "See who would move" not in shown
    found = get(petra, "matching:draft", draft.id, q="mei").context["view"]
    assert all("Mei Tanaka" in (row.protege.name, row.mentor.name) for week in found.weeks for row in week.rows)
    done = text(post(petra, "matching:publication", draft.id, up_to="2"))
    assert "4 talks are published; everybody is told once." in done
    assert "Publish further weeks" in done
    refused = text(post(petra, "matching:publication", draft.id, up_to="1"))
    assert "Choose at least one week that is not published yet." in refused
    for name, rest in (("matching:unplaced", ["mentor"]), ("matching:mentor", [square.ana.id])):
        assert get(petra, name, draft.id, *rest).status_code == 404


def test_the_policy_of_a_rotating_programme_needs_its_weeks_and_knows_no_circle(square, petra):
    form = get(petra, "matching:policy", square.cohort.id).context["form"]
    assert list(dict(form.fields["mode"].choices)) == ["optimal"] and form.fields["weeks"].max_value == 4
    without = post(petra, "matching:policy_file", square.cohort.id, toml=POLICY.replace("[rotation]\nweeks = 4\n", ""))
    assert "add [rotation] with weeks" in text(without)


def test_today_says_whom_one_meets_and_when_one_has_a_week_off(square, client, monkeypatch):
    draft = square.draft(POLICY)
    opened = square.publish(draft)
    first_off = draft.certificate["weeks"][0]["out"]
    everybody = (square.ana, square.mei, square.luis, square.dele, square.ida)
    person = next(one for one in everybody if str(one.id) not in first_off)
    actor = pairs.actor_for(pairs.user_of(person))
    part = participant.part(actor, now=NOW)
    theirs = [pair for pair in opened if person.id in (pair.protege_id, pair.mentor_id)]
    assert part.context["first"].pair in theirs and part.context["first"].pair.week == 1
    assert [week.view.pair.week if week.view else None for week in part.context["weeks"]] == [
        None if str(person.id) in week["out"] else week["number"] for week in draft.certificate["weeks"]
    ]
    assert part.context["proteges"] == [] and part.context["quiet"] == []
    client.force_login(
        pairs.User.objects.get(person_id=person.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/").status_code == 200


def test_a_talk_counts_for_both_and_nobody_waits_for_a_mentor(square):
    (first, *_rest) = square.publish(square.draft(POLICY), up_to=1)
    session = first.sessions.get()
    after = session.starts_at + timedelta(hours=2)
    log_meeting(session=session, took_place=True, actor=pairs.actor_for(pairs.user_of(first.protege)), now=after)
    counted = dose(square.cohort, now=after + timedelta(days=30))
    assert {p for p, d in counted.items() if d.held} == {first.protege_id, first.mentor_id}
    late = late_joiners([square.programme], today=TODAY)
    assert sum(row.people for row in late) == 1  # the one who has the week off


def test_a_weekly_pair_ends_but_nobody_follows_in_it(square):
    (first, *_rest) = square.publish(square.draft(POLICY), up_to=1)
    with pytest.raises(UnableToPair, match="one week alone"):
        re_pair(pair=first, mentor_id=square.ruth.id, starts_on=TODAY, actor=square.manager, now=NOW)
    end_pair(pair=first, actor=square.manager, now=NOW)
    again = square.draft(POLICY)
    assert frozenset((first.protege_id, first.mentor_id)) not in {
        couple for week in weeks_of(again).values() for couple in week
    }


def test_with_nobody_free_in_any_week_the_draft_says_so(square):
    square.publish(square.draft(POLICY))
    refused = square.draft(POLICY)
    assert "everybody has somebody" in refusal(refused)[0]["what"]
