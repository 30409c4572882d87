"""One protégé among all mentors: as a draft would see it, kept between requests, and never older than a change."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorlift.matching.models import Group
from mentorlift.matching.queries.kept import forget
from mentorlift.matching.queries.pool import build, gather, holds_of, settled_policy
from mentorlift.matching.queries.ranking import ranking
from mentorlift.matching.tests.builders import NOW, POLICY, STARTS_ON, Town, somebody
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.services import answer_offer

pytestmark = pytest.mark.django_db
LEVEL = POLICY + '\n[[criterion]]\nkind = "level"\nof = "mentor"\nfield = "performance"\nweight = 2\n'


@pytest.fixture(autouse=True)
def nothing_kept():
    forget()


def as_a_draft_sees_it(town, version, protege):
    from mentorlift.science.assignment.alternatives import alternatives

    gathered = gather(town.cohort, Group.NOW, on=STARTS_ON)
    policy = settled_policy(version, holds_of(town.cohort), set())
    return alternatives(policy, build(gathered, policy), str(protege.id))


def test_scores_rules_and_reasons_are_those_of_a_draft():
    town = Town()
    for person, level in ((town.bea, "0.2"), (town.ruth, "0.9"), (town.tom, "0.4")):
        post = person.posts.get()
        post.attributes["performance"] = level
        post.save()
    version = town.policy(LEVEL)
    for protege in (town.ana, town.dele, town.mei, town.luis):
        found = ranking(town.cohort, version, protege.id, on=STARTS_ON)
        expected = {one.mentor: one for one in as_a_draft_sees_it(town, version, protege)}
        assert set(found.pool.mentors.ids) == set(expected)
        for mentor, one in expected.items():
            place = found.place_of(UUID(mentor))
            assert found.scores[place] == one.score
            assert found.barred_by(place) == list(one.broken)
            assert found.parts(place) == one.parts
        order = [found.scores[place] for place in found.in_order()]
        assert order == sorted((one.score for one in expected.values() if not one.broken), reverse=True)
    assert found.place_of(town.ana.id) is None


def test_the_second_look_does_not_read_the_mentors_again():
    town = Town()
    version = town.policy()
    with CaptureQueriesContext(connection) as first:
        ranking(town.cohort, version, town.ana.id, on=STARTS_ON)
    with CaptureQueriesContext(connection) as second:
        ranking(town.cohort, version, town.ana.id, on=STARTS_ON)
    assert len(second) < len(first)
    assert not any("programmes_mentoroffer" in query["sql"] for query in second.captured_queries)


def test_a_mentor_who_says_yes_meanwhile_stands_in_the_next_look():
    town = Town()
    version = town.policy()
    uma = somebody("Uma Vik", strong_in="renewals")
    made = MentorOffer.objects.create(
        programme=town.programme, person=uma, nominated_at=NOW, nominated_by="test", invited_at=NOW
    )
    before = ranking(town.cohort, version, town.dele.id, on=STARTS_ON)
    assert before.place_of(uma.id) is None
    answer_offer(offer=made, accepted=True, places=2, actor_id="uma", now=NOW + timedelta(minutes=1))
    after = ranking(town.cohort, version, town.dele.id, on=STARTS_ON)
    assert after.place_of(uma.id) is not None


def test_years_here_are_those_of_the_intake_and_not_of_another_one(db):
    from mentorlift.matching.queries.ranking import mentors_of
    from mentorlift.matching.tests.builders import STARTS_ON, Town
    from mentorlift.mentorships.tests.builders import cohort

    town = Town()
    version = town.policy("""mode = "optimal"
objective = "score"
lottery = "x"

[[criterion]]
kind = "near"
field = "years_here"
scale = 4
weight = 1
""")
    later = cohort(town.programme, name="A year on", starts_on=STARTS_ON.replace(year=2027))
    now, then = (
        mentors_of(one, version, on=later.starts_on).side.numbers["years_here"] for one in (town.cohort, later)
    )
    assert (then - now).round(1).tolist() == [1.0] * len(now)
