"""A mentor takes a break, and comes back."""

from datetime import timedelta

import pytest

from mentorlift.programmes import queries, services
from mentorlift.programmes.models import (
    MentorPause,
)
from mentorlift.programmes.tests.builders import TODAY, WHO
from mentorlift.programmes.tests.profiles import body, by_link, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]


def test_a_pause_holds_from_its_first_to_its_last_day_and_until_it_is_lifted():
    offer = mentor()
    services.pause(offer=offer, from_on=TODAY + timedelta(days=2), to_on=TODAY + timedelta(days=5), **WHO)
    held = [queries.paused_mentors(offer.programme, on=TODAY + timedelta(days=n)) for n in range(1, 6)]
    assert [bool(one) for one in held] == [False, True, True, True, False]
    services.pause(offer=offer, from_on=TODAY, to_on=None, **WHO)
    assert MentorPause.objects.filter(lifted_at=None).count() == 1
    assert queries.paused_mentors(offer.programme, on=TODAY + timedelta(days=900)) == {offer.person_id}
    services.end_pause(offer=offer, **WHO)
    assert not queries.paused_mentors(offer.programme, on=TODAY)
    with pytest.raises(services.UnableToKeep, match="no pause"):
        services.end_pause(offer=offer, **WHO)
    with pytest.raises(services.UnableToKeep, match="after it begins"):
        services.pause(offer=offer, from_on=TODAY, to_on=TODAY, **WHO)


def test_a_mentor_pauses_and_comes_back_on_the_page(client, enter):
    offer = mentor()
    url = by_link(offer)
    text = body(client.get(url))
    assert "Whoever is paired with you stays with you" in text
    client.post(url, {"act": "pause", "from_on": "2026-03-05", "last_on": "2026-03-20"})
    assert str(offer.pauses.get().to_on) == "2026-03-21"
    assert "paused from 5 March 2026 to 20 March 2026" in body(client.get(url))
    manager = enter("programme_manager")
    assert "paused 5 Mar – 20 Mar 2026" in body(manager.get(page("mentors", offer.programme_id)))
    client.post(url, {"act": "end_pause"})
    assert "paused from" not in body(client.get(url))
    assert "paused 5 Mar" not in body(manager.get(page("mentors", offer.programme_id)))
