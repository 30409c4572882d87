"""What a reviewer can open, link by link through the whole demo: how it is done, and nobody in it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mentorlift.accounts.models import DemoDoor
from mentorlift.demo.talk import SAID
from mentorlift.matching.models import MentorRequest
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Identity
from mentorlift.programmes.models import Programme, Wish
from tests.contracts.people_of_the_demo import clients, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LINK = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/accounts/2fa/", "/accounts/logout/", "/demo/")  # what everybody has


@pytest.fixture(scope="module")
def pages(demo: None) -> dict[str, str]:
    """Address -> text of everything that can be reached from Today, files included."""
    client = signed_in(DemoDoor.objects.get(role="reviewer").user)
    return dict(reached(client))


def reached(client: Client) -> Iterator[tuple[str, str]]:
    waiting, known = ["/"], {"/"}
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"a link leads nowhere: {address}"
        text = answer.content.decode("utf-8", errors="replace")
        yield address, text
        if "html" in answer["Content-Type"]:
            found = {link.replace("&amp;", "&") for link in LINK.findall(text)}
            fresh = {one for one in found - known if not one.startswith(ELSEWHERE) and "page=" not in one}
            known |= fresh
            waiting += sorted(fresh)


def test_a_reviewer_reaches_set_up_approvals_draw_and_audit_of_every_programme(pages: dict[str, str]) -> None:
    for programme in Programme.objects.all():
        for name in ("programme", "charter", "ready", "approvals"):
            assert reverse(f"programmes:{name}", args=[programme.id]) in pages
        assert reverse("experiments:measure", args=[programme.id]) in pages
    assert reverse("audit:records") in pages
    assert any("/draws/" in address for address in pages)
    assert not any(word in address for address in pages for word in ("results", "ledger/costs", "mentors/", "pairs/p"))


def test_nobody_who_takes_part_or_mentors_is_named_on_any_of_them(pages: dict[str, str]) -> None:
    taking_part = Identity.objects.filter(person__roster_entries__isnull=False) | Identity.objects.filter(
        person__mentor_offers__isnull=False
    )
    names = set(taking_part.values_list("name", flat=True))
    assert len(names) > 600
    told = {address: [name for name in names if name in text] for address, text in pages.items()}
    assert {address: found for address, found in told.items() if found} == {}


def test_nothing_that_two_people_wrote_stands_on_any_of_them(pages: dict[str, str]) -> None:
    written = [text for side in SAID.values() for voices in side.values() for text in voices if text]
    written += [line for line in MentorRequest.objects.values_list("line", flat=True) if line]
    assert len(written) > 20
    told = {address: [text for text in written if text in page] for address, page in pages.items()}
    assert {address: found for address, found in told.items() if found} == {}


def test_no_page_or_file_joins_a_person_to_a_wish(pages: dict[str, str]) -> None:
    asked = {str(wish.person_id) for wish in Wish.objects.all()}
    where = {address for address, text in pages.items() if any(person in text for person in asked)}
    # the audit record says that somebody answered or was left out, by a random id, and never what
    assert {address.partition("?")[0] for address in where} <= {reverse("audit:records")}
    assert not re.search(r"answer_wish.{0,400}\b(yes|no)\b", pages[reverse("audit:records")], re.DOTALL)


def test_the_other_doors_stay_shut(demo: None) -> None:
    client: Any = clients()["reviewer"]
    programme = Pair.objects.order_by("id")[0].programme_id
    for name in ("reports:results", "reports:report", "reports:results_json", "reports:proof", "experiments:harm"):
        assert client.get(reverse(name, args=[programme])).status_code == 404, name
