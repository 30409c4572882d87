"""The programme manager lets the protégés of an intake choose, and ends it."""

import pytest

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Choosing, Draft, MatchPolicy
from mentorlift.matching.tests.builders import NOW, Town, somebody
from mentorlift.matching.tests.choosing import MONDAY, ChoosingTown, fresh, letters
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.tests.builders import actor_for, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return ChoosingTown()


def test_an_intake_is_turned_before_anything_is_published_and_everybody_drawn_now_is_written_to():
    town = Town()
    facts = {"cohort": town.cohort, "shown": 5, "days": 5, "now": NOW}
    stranger = actor_for(user_of(somebody("Lia Lead"), "leader"), "leader")
    with pytest.raises(services.UnableToOpenChoosing, match="Only a programme manager"):
        services.open_choosing(**facts, actor=stranger)
    with pytest.raises(services.UnableToOpenChoosing, match="1 to 20"):
        services.open_choosing(**facts | {"shown": 21}, actor=town.manager)
    opened = services.open_choosing(**facts, actor=town.manager)
    assert services.open_choosing(**facts, actor=town.manager) == opened
    assert MatchPolicy.objects.count() == 1
    drain()
    told = Message.objects.filter(subject="Choose your mentor").values_list("to", flat=True)
    proteges = (town.ana, town.dele, town.mei, town.luis)
    assert set(told) == {Identity.objects.get(person=one).email for one in proteges}


def test_once_pairs_are_published_the_intake_stays_with_drafts():
    town = Town()
    town.publish(town.draft(), [town.mei])
    with pytest.raises(services.UnableToOpenChoosing, match="published already"):
        services.open_choosing(cohort=town.cohort, shown=5, days=5, actor=town.manager, now=NOW)


def test_before_the_draw_nobody_chooses():
    from mentorlift.mentorships.tests.builders import cohort

    town = Town()
    other = cohort(town.programme, name="April")
    with pytest.raises(services.UnableToOpenChoosing, match="draw comes first"):
        services.open_choosing(cohort=other, shown=5, days=5, actor=town.manager, now=NOW)


def test_no_draft_is_made_or_published_beside_a_choosing_and_those_who_are_left_get_one_after_it():
    town = Town()
    draft = town.draft()
    services.open_choosing(cohort=town.cohort, shown=5, days=5, actor=town.manager, now=NOW)
    with pytest.raises(services.UnableToPublish, match="choose their mentors themselves"):
        town.publish(draft)
    with pytest.raises(services.UnableToDraft, match="choose their mentors themselves"):
        town.draft()
    assert Draft.objects.count() == 1


def test_ending_it_ends_the_open_requests_tells_both_and_leaves_the_pairs(town):
    pair = town.accept(town.ask(town.mei, town.ruth))
    asked = town.ask(town.luis, town.tom)
    assert services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW) == 1
    assert services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW) == 0
    assert fresh(asked).outcome == "closed"
    assert letters(town.luis, 1) == ["Your request has ended"]
    assert letters(town.tom, 1) == ["A request to you has ended"]
    draft = town.draft()
    assert set(draft.pairs.values_list("protege_id", flat=True)) == {town.ana.id, town.dele.id, town.luis.id}
    assert Pair.objects.get() == pair
    again = services.open_choosing(cohort=town.cohort, shown=3, days=2, actor=town.manager, now=NOW)
    assert again.id != town.choosing.id
    assert Choosing.objects.filter(closed_at=None).get() == again


def test_the_audit_record_tells_neither_who_was_asked_nor_what_came_of_it(town):
    town.decline(town.ask(town.luis, town.tom, line="Hello"), line="No")
    town.accept(town.ask(town.luis, town.bea))
    found = AuditRecord.objects.filter(subject__startswith="request:")
    assert set(found.values_list("action", flat=True)) == {"matching.ask_mentor", "matching.settle_request"}
    for entry in found:
        assert set(entry.ids) == {"choosing"}


def test_a_mentor_opens_no_pair_but_their_own_with_somebody_who_asked(town):
    from mentorlift.mentorships.services import UnableToPair, open_pairs

    facts = {"cohort": town.cohort, "starts_on": MONDAY, "actor": town.actor(town.tom), "now": NOW}
    for two, source in (((town.luis.id, town.bea.id), "choice"), ((town.luis.id, town.tom.id), "draft")):
        with pytest.raises(UnableToPair, match="Only a programme manager"):
            open_pairs(**facts, pairs=[two], source=source)
