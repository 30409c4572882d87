"""What people say of themselves in the pool: as columns, spelled alike, and nothing that is nobody's business."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorlift.jobs import registry
from mentorlift.jobs.work import drain
from mentorlift.matching.models import DraftPair
from mentorlift.matching.queries.choices import choices
from mentorlift.matching.queries.kept import forget
from mentorlift.matching.queries.pool import before_first_draft, columns_here, gather, pool_of
from mentorlift.matching.queries.pool_lists import pool_lists
from mentorlift.matching.queries.ranking import ranking
from mentorlift.matching.rules import KNOWN_CRITERIA, columns_of, first_policy, toml_of
from mentorlift.matching.services import UnableToPublish
from mentorlift.matching.tests.builders import NOW, STARTS_ON, Town, mentors
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.services import UnableToPair, open_pairs, re_pair
from mentorlift.programmes import services
from mentorlift.programmes.models import MentorOffer, MentorProfile, MentorSupport, RosterEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHO = {"actor_id": "test", "now": NOW}
CONFIDENTIAL = ("programmes_mentorsupport", "programmes_seenwell", "mentorships_feltsupport", "mentorships_feltcount")
HIDDEN = ("altruism", "felt_support", "helping", "backed", "asks_for_help", "willing", "will_not", "seen_well", "text")


@pytest.fixture
def town():
    made = Town()
    for number, person in enumerate((made.ana, made.dele, made.mei, made.luis)):
        entry = {"programme": made.programme, "person": person, "started_on": STARTS_ON, "site": f"s{number}"}
        RosterEntry.objects.create(cohort=made.cohort, **entry)
    return made


def offer_of(town, person):
    return MentorOffer.objects.get(programme=town.programme, person=person)


def keep(town, person, *, topics="", achieved=""):
    services.keep_profile(
        offer=offer_of(town, person), topics=topics, achieved=achieved, will_not="evenings", willing="unsure", **WHO
    )


def aim(town, person, *, learn="", aims=""):
    services.keep_aims(programme=town.programme, person_id=person.id, wants_to_learn=learn, aims_for=aims, **WHO)


def cells(table, person):
    row = next(cells for _row, cells in table.rows if cells[0] == str(person.id))
    return dict(zip(table.columns, row, strict=True))


# read as columns


def test_what_both_sides_say_is_compared_whatever_the_capitals(town):
    keep(town, town.tom, topics="Key accounts, calls", achieved="A team of my own")
    aim(town, town.luis, learn="KEY ACCOUNTS", aims="a team of my own, peace")
    found = gather(town.cohort, "now", on=STARTS_ON)
    luis, tom = cells(found.proteges, town.luis), cells(found.mentors, town.tom)
    assert (tom["topics"], tom["achieved"]) == ("Key accounts|calls", "A team of my own")
    assert luis["wants_to_learn"] == "Key accounts"  # in place of what the file of people said
    assert luis["aims_for"] == "A team of my own|peace"
    assert cells(found.proteges, town.dele)["wants_to_learn"] == "renewals"  # nothing said: as imported
    assert "will_not" not in found.mentors.columns


def test_the_first_policy_counts_aims_and_the_reason_says_so(town):
    columns = columns_here(town.cohort, "now", on=STARTS_ON)
    assert not {"topics", "achieved", "aims_for"} & columns
    keep(town, town.tom, achieved="a team of my own")
    aim(town, town.dele, aims="a team of my own, peace")
    columns = columns_here(town.cohort, "now", on=STARTS_ON)
    assert {"achieved", "aims_for"} <= columns
    draft = town.draft(toml_of(first_policy(columns, lottery="2026-03-02")))
    assert mentors(draft)[town.dele.id] == town.tom.id
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    page = client.get(reverse("matching:draft", args=[draft.id])).content.decode()
    assert "has achieved 1 of 2 aimed for: a team of my own" in page
    assert "Has achieved what is aimed for" in page


def test_a_policy_that_counts_aims_works_where_nobody_said_any(town):
    toml = toml_of(first_policy({"aims_for", "achieved", "wants_to_learn", "topics"}, lottery="x"))
    assert 'needs = "aims_for"' in toml
    assert town.draft(toml).pairs.count() == 4


def test_aims_alone_are_not_counted_as_learning(town):
    keep(town, town.tom, achieved="a team of my own")
    for person in (town.ana, town.dele, town.mei, town.luis):
        aim(town, person, aims="a team of my own")
    draft = town.draft('[[criterion]]\nkind = "covers"\nneeds = "aims_for"\noffers = "achieved"\nweight = 1\n')
    assert DraftPair.objects.filter(draft=draft).exists()
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    page = client.get(reverse("matching:draft", args=[draft.id])).content.decode()
    assert "of what is wanted, the mentor is strong in" not in page


def test_the_pool_reads_as_people_said_it_themselves(town):
    keep(town, town.tom, topics="calls", achieved="a team of my own")
    aim(town, town.luis, learn="key accounts", aims="peace")
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    page = client.get(reverse("matching:pool", args=[town.cohort.id, "now"])).content.decode()
    for words in ("wants to learn: key accounts", "aims for: peace", "has achieved: a team of my own"):
        assert words in page
    assert "wants to learn: renewals" in page  # of those who said nothing, what was imported


def test_somebody_who_needs_a_new_mentor_is_found_one_by_aims_too(town):
    keep(town, town.tom, achieved="A team of my own")
    aim(town, town.luis, aims="a TEAM of my own")
    version = town.policy(toml_of(first_policy(columns_here(town.cohort, "now", on=STARTS_ON), lottery="x")))
    found = ranking(town.cohort, version, town.luis.id, on=STARTS_ON)
    assert found.pool.proteges.sets["aims_for"] == (frozenset({"A team of my own"}),)


def test_another_mentor_for_somebody_is_explained_by_aims(town):
    keep(town, town.tom, achieved="a team of my own")
    aim(town, town.dele, aims="a team of my own")
    draft = town.draft(toml_of(first_policy(columns_here(town.cohort, "now", on=STARTS_ON), lottery="x")))
    said = {one.mentor.person_id: one.reasons for one in choices(draft, town.dele.id, on=STARTS_ON).allowed}
    assert "has achieved all that is aimed for: a team of my own" in said[town.tom.id]


# a pause


def test_who_pauses_on_the_first_day_gives_no_places_and_is_not_in_the_pool(town):
    before = before_first_draft(town.cohort, "now", today=STARTS_ON)
    services.pause(offer=offer_of(town, town.tom), from_on=STARTS_ON, to_on=STARTS_ON + timedelta(days=1), **WHO)
    paused = before_first_draft(town.cohort, "now", today=STARTS_ON)
    assert (before.mentors - paused.mentors, before.places - paused.places) == (1, 2)
    shown = pool_lists(town.cohort, "now", on=STARTS_ON)
    assert town.tom.id not in {row.who.person_id for row in shown.mentors}
    after = before_first_draft(town.cohort, "now", today=STARTS_ON + timedelta(days=1))
    assert (after.mentors, after.places) == (before.mentors, before.places)
    assert town.tom.id in mentors(town.draft()).values()
    services.pause(offer=offer_of(town, town.tom), from_on=STARTS_ON, to_on=None, **WHO)
    assert town.tom.id not in mentors(town.draft()).values()


def test_pairs_are_not_published_to_somebody_who_pauses_meanwhile_and_those_published_stay(town):
    first = town.draft()
    tom = [pair.protege for pair in first.pairs.filter(mentor=town.tom)]
    assert len(tom) == 2
    day = STARTS_ON + timedelta(days=365)
    town.publish(first, people=tom[:1], starts_on=day)
    services.pause(offer=offer_of(town, town.tom), from_on=day, to_on=None, **WHO)
    with pytest.raises(UnableToPublish):
        town.publish(first, people=tom[1:], starts_on=day)
    kept = Pair.objects.get(mentor=town.tom)
    assert kept.ended_at is None
    assert kept.sessions.filter(dropped_at=None).count() == 4
    assert offer_of(town, town.tom).places == 2
    services.end_pause(offer=offer_of(town, town.tom), **WHO)
    assert len(town.publish(first, people=tom[1:], starts_on=day)) == 1


def test_nobody_is_paired_by_hand_or_again_with_somebody_who_pauses(town):
    services.pause(offer=offer_of(town, town.tom), from_on=STARTS_ON, to_on=None, **WHO)
    by_hand = {"cohort": town.cohort, "starts_on": STARTS_ON, "source": "hand", "actor": town.manager, "now": NOW}
    with pytest.raises(UnableToPair, match="Tom Hill takes a break"):
        open_pairs(pairs=[(town.dele.id, town.tom.id)], **by_hand)
    pair = open_pairs(pairs=[(town.dele.id, town.ruth.id)], **by_hand)[0]
    with pytest.raises(UnableToPair, match="Tom Hill takes a break"):
        re_pair(pair=pair, mentor_id=town.tom.id, starts_on=STARTS_ON, actor=town.manager, now=NOW)
    pair.refresh_from_db()
    assert pair.ended_at is None


# what is nobody's business


def fill_confidential(town):
    for person in (town.tom, town.ruth, town.bea):
        keep(town, person, topics="calls", achieved="x")
        services.keep_support(offer=offer_of(town, person), helping="seldom", backed="no", asks_for_help=True, **WHO)
        services.nominate_mentors(programme=town.programme, person_ids=[], seen_well={person.id: "Listens."}, **WHO)
    aim(town, town.luis, learn="calls", aims="x")


def test_no_query_of_the_pool_reads_answers_about_support_or_what_was_seen(town, monkeypatch):
    fill_confidential(town)
    policy = town.policy(toml_of(first_policy(columns_here(town.cohort, "now", on=STARTS_ON), lottery="x")))
    drain()
    monkeypatch.setattr(registry, "recurring", list)  # what falls due without anybody asking is not matching
    with CaptureQueriesContext(connection) as caught:
        draft = town.draft(policy.toml)
        columns_here(town.cohort, "now", on=STARTS_ON)
        pool_lists(town.cohort, "now", on=STARTS_ON)
        before_first_draft(town.cohort, "now", today=STARTS_ON)
        pool_of(draft, on=STARTS_ON)
        choices(draft, town.luis.id, on=STARTS_ON)
        forget()
        ranking(town.cohort, draft.policy, town.luis.id, on=STARTS_ON)
        town.publish(draft)
    read = [query["sql"] for query in caught.captured_queries]
    assert any("programmes_mentorprofile" in sql for sql in read)
    assert not [sql for sql in read if any(table in sql for table in CONFIDENTIAL)]
    assert not [sql for sql in read if "willing" in sql or "will_not" in sql]


def test_they_are_no_column_that_a_policy_can_name(town):
    fill_confidential(town)
    here = columns_here(town.cohort, "now", on=STARTS_ON)
    gathered = gather(town.cohort, "now", on=STARTS_ON)
    tables = {*gathered.mentors.columns, *gathered.proteges.columns}
    fields = {field.name for model in (MentorSupport, MentorProfile) for field in model._meta.get_fields()}
    assert fields >= {"helping", "backed", "asks_for_help", "willing", "will_not", "achieved"}
    assert (fields | set(HIDDEN)) & (here | tables) == {"achieved"}
    offered = {column for entry in KNOWN_CRITERIA for column in columns_of(entry)}
    assert not (fields - {"achieved"}) & offered
    for column in HIDDEN:
        toml = f'[[criterion]]\nkind = "level"\nof = "mentor"\nfield = "{column}"\nweight = 1\n'
        draft = town.draft(toml)
        assert draft.computed_at is None or not draft.pairs.exists(), column
        assert column in str(draft.faults), column


def test_who_could_use_help_is_matched_exactly_as_before(town):
    keep(town, town.tom, topics="calls")
    before = gather(town.cohort, "now", on=STARTS_ON).digest, mentors(town.draft())
    services.keep_support(offer=offer_of(town, town.tom), helping="seldom", backed="no", asks_for_help=True, **WHO)
    services.nominate_mentors(programme=town.programme, person_ids=[], seen_well={town.tom.id: "Listens."}, **WHO)
    offer = offer_of(town, town.tom)
    services.keep_profile(offer=offer, topics="calls", achieved="", will_not="everything", willing="unsure", **WHO)
    assert (gather(town.cohort, "now", on=STARTS_ON).digest, mentors(town.draft())) == before


def test_the_pool_costs_no_more_queries_for_more_words(town):
    def count():
        with CaptureQueriesContext(connection) as caught:
            gather(town.cohort, "now", on=STARTS_ON)
            columns_here(town.cohort, "now", on=STARTS_ON)
        return len(caught)

    keep(town, town.tom, topics="calls", achieved="x")
    aim(town, town.luis, learn="calls", aims="x")
    few = count()
    fill_confidential(town)
    for person in (town.ana, town.dele, town.mei):
        aim(town, person, learn="calls", aims="x")
    assert count() == few


def test_what_mentors_say_of_themselves_is_told_apart_from_what_others_saw():
    from mentorlift.matching import words

    seen = {"kind": "covers", "name": "covers_wants_to_learn", "items": ["calls"], "wanted": 2, "text": "strong_in"}
    said = seen | {"name": "covers_wants_to_learn_2", "items": ["price"], "text": "topics"}
    told = [part | {"value": 0.5, "points": 1, "amount": None} for part in (seen, said)]
    assert words.reasons(told) == ["strong in 1 of 2 wanted: calls", "says they can help with price"]
