"""Matching of a programme that has ended: all to read, nothing to do."""

import re

import pytest

from mentorlift.matching.models import Draft, MatchPolicy
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import POLICY
from mentorlift.mentorships.models import Pair

pytestmark = pytest.mark.django_db


def ended(town):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.programmes.models import Launch
    from mentorlift.programmes.services import stop

    Launch.objects.get_or_create(programme=town.programme, defaults={"at": NOW, "by": "test"})
    stop(programme=town.programme, reason="Too few mentors.", actor_id="test", now=NOW)


def buttons(response):
    """What a page offers to do beside signing out and the like of the frame."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return re.findall(r"<form[^>]*method=\"post\"[^>]*>", main)


def test_an_ended_programme_without_a_draft_offers_none(town, petra):
    assert "Work out the first draft" in text(get(petra, "matching:matching", town.cohort.id))
    ended(town)
    page = get(petra, "matching:matching", town.cohort.id)
    assert "This programme has ended. Nobody is matched in it any more. No draft was ever made here." in text(page)
    assert "wait for a mentor" not in text(page)
    assert not buttons(page)
    assert "ended" in text(post(petra, "matching:drafts", town.cohort.id, "now"))
    assert not Draft.objects.exists()
    assert not MatchPolicy.objects.exists()


def test_an_ended_programme_shows_its_draft_and_offers_nothing_to_do_with_it(town, petra):
    from mentorlift.matching import services

    draft = town.draft()
    town.publish(draft, [town.mei])
    for name, arguments in (page := {"matching:draft": [draft.id], "matching:publication": [draft.id]}).items():
        assert buttons(get(petra, name, *arguments)), name
    ended(town)
    page |= {
        "matching:policy": [town.cohort.id],
        "matching:policy_file": [town.cohort.id],
        "matching:mentor": [draft.id, town.ana.id],
        "matching:holds": [town.cohort.id],
    }
    for name, arguments in page.items():
        found = get(petra, name, *arguments)
        assert "This programme has ended" in text(found), name
        assert not buttons(found), name
    assert "Publish" not in text(get(petra, "matching:draft", draft.id))
    with pytest.raises(services.UnableToPublish, match="has ended"):
        town.publish(draft, [town.ana])
    with pytest.raises(services.UnableToHold, match="has ended"):
        services.keep_apart(
            cohort=town.cohort, protege_id=town.ana.id, mentor_id=town.tom.id, actor=town.manager, now=draft.asked_at
        )
    with pytest.raises(services.UnableToWritePolicy, match="has ended"):
        town.policy(POLICY + "\n")
    assert Pair.objects.count() == 1


def test_nobody_new_is_put_into_a_pair_of_an_ended_programme(town, petra):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.mentorships.services import UnableToPair, end_pair, re_pair

    pair = town.publish(town.draft(), [town.luis])[0]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    facts = {"pair": pair, "mentor_id": town.tom.id, "starts_on": pair.starts_on, "actor": town.manager, "now": NOW}
    assert "Find another mentor" in text(get(petra, "mentorships:pair", pair.id))
    ended(town)
    assert "Find another mentor" not in text(get(petra, "mentorships:pair", pair.id))
    assert get(petra, "mentorships:successor", pair.id).status_code == 404
    assert get(petra, "matching:successor", pair.id).status_code == 404
    with pytest.raises(UnableToPair, match="has ended"):
        re_pair(**facts)


def test_the_timeline_of_an_ended_programme_asks_nobody_to_match(town, petra):
    from mentorlift.matching.steps import _match
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.programmes.models import Programme

    def step():
        return _match(Programme.objects.get(id=town.programme.id), town.manager, NOW)

    assert step().action == "Match"
    ended(town)
    assert (step().action, step().url) == ("", "")
