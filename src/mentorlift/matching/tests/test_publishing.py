"""Publishing: whole or in part, checked as things are now, one winner where two try at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from mentorlift.matching import services
from mentorlift.matching.models import Publication
from mentorlift.matching.queries.drafts import draft_view
from mentorlift.matching.tests.builders import NOW, Town
from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.people.models import Employment


@pytest.mark.django_db
def test_nothing_reaches_anybody_before_it_is_published_and_then_every_pair_leads_back():
    from mentorlift.notifications.models import Message

    town = Town()
    draft = town.draft()
    assert (Pair.objects.count(), Message.objects.count()) == (0, 0)
    opened = town.publish(draft)
    assert len(opened) == 4
    assert Message.objects.count() == 8
    kept = Publication.objects.select_related("draft_pair__draft__policy").get(pair=opened[0])
    assert kept.draft_pair.draft == draft
    assert kept.draft_pair.draft.policy.digest
    assert kept.draft_pair.draft.pool_digest


@pytest.mark.django_db
def test_a_part_can_be_published_and_the_next_draft_leaves_it_alone():
    town = Town()
    first = town.draft()
    town.publish(first, [town.mei, town.luis])
    second = town.draft()
    assert set(second.pairs.values_list("protege_id", flat=True)) == {town.ana.id, town.dele.id}
    assert not set(second.pairs.values_list("mentor_id", flat=True)) & {town.ruth.id, town.bea.id}
    town.publish(first)
    assert Pair.objects.count() == 4
    assert draft_view(second).all_published  # whoever it proposes has a mentor by now


@pytest.mark.django_db
def test_a_pair_kept_apart_since_the_draft_is_not_published():
    town = Town()
    draft = town.draft()
    services.keep_apart(cohort=town.cohort, protege_id=town.luis.id, mentor_id=town.bea.id, actor=town.manager, now=NOW)
    with pytest.raises(services.UnableToPublish, match="Luis Prado and Bea Boss may not be paired any more"):
        town.publish(draft)
    assert Pair.objects.count() == 0


@pytest.mark.django_db
def test_everybody_who_left_since_the_draft_is_named_and_nobody_is_paired():
    town = Town()
    draft = town.draft()
    Employment.objects.filter(person__in=[town.luis, town.ruth]).update(exited_on=date(2026, 12, 1))
    with pytest.raises(services.UnableToPublish) as refused:
        town.publish(draft)
    assert len(refused.value.faults) == 2
    assert Pair.objects.count() == 0


@pytest.mark.django_db
def test_only_a_programme_manager_matches():
    from mentorlift.mentorships.tests.builders import actor_for, user_of

    town = Town()
    draft = town.draft()
    for role in ("leader", "analyst", "administrator"):
        town.manager = actor_for(user_of(None, role, email=f"{role}@example.test"), role)
        with pytest.raises(services.UnableToPublish):
            town.publish(draft)
        with pytest.raises(services.UnableToWritePolicy):
            town.policy("mode = 'random'\n")


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_published_at_once_each_place_is_given_once():
    town = Town()
    first = town.draft()
    second = town.draft()
    barrier, outcomes = Barrier(2), []

    def run(draft):
        try:
            barrier.wait()
            outcomes.append(town.publish(draft))
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(draft,)) for draft in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["UnableToPublish", "list"], outcomes
    assert Pair.objects.count() == MentorSeat.objects.count() == Publication.objects.count() == 4
