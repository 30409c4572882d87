"""That nobody but a programme manager finds the pages of matching, and what they are made of."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from mentorlift.matching.tests.browsing import get

pytestmark = pytest.mark.django_db


def addresses(town, draft, pair):
    one, two = town.cohort.id, draft.id
    return [
        ("matching:programme", [town.programme.id]),
        ("matching:policy_download", [town.programme.id, 1]),
        ("matching:matching", [one]),
        ("matching:policy", [one]),
        ("matching:policy_file", [one]),
        ("matching:holds", [one]),
        ("matching:group", [one, "now"]),
        ("matching:pool", [one, "now"]),
        ("matching:draft", [two]),
        ("matching:publication", [two]),
        ("matching:comparison", [two, two]),
        ("matching:mentor", [two, town.dele.id]),
        ("matching:unplaced", [two, "protege"]),
        ("matching:unplaced", [two, "mentor"]),
        ("matching:successor", [pair.id]),
    ]


def test_to_everybody_but_a_programme_manager_these_pages_do_not_exist(town, petra, enter):
    draft = town.draft()
    pair = town.publish(draft, [town.mei])[0]
    everybody = [enter("leader"), enter("analyst"), enter("administrator"), enter(person_id=town.ruth.id)]
    for name, arguments in addresses(town, draft, pair):
        address = reverse(name, args=arguments)
        assert petra.get(address, follow=True).status_code == 200, name
        assert Client().get(address).status_code == 302, name
        for client in everybody:
            assert client.get(address).status_code == 404, name
    for name, arguments in (
        ("matching:drafts", [town.cohort.id, "now"]),
        ("matching:hold", [draft.id, town.dele.id]),
        ("matching:publication", [draft.id]),
    ):
        for client in everybody:
            assert client.post(reverse(name, args=arguments), {}).status_code == 404, name


def test_unknown_addresses_are_404(town, petra):
    for name, arguments in (("matching:draft", [uuid4()]), ("matching:group", [town.cohort.id, "never"])):
        assert petra.get(reverse(name, args=arguments)).status_code == 404


def test_pages_need_no_inline_style_or_script(town, petra):
    draft = town.draft()
    for name, arguments in addresses(town, draft, town.publish(draft, [town.mei])[0]):
        page = get(petra, name, *arguments).content.decode()
        assert " style=" not in page, name
        assert not re.search(r"<script(?![^>]*src=)", page), name
        assert not re.search(r"\son[a-z]+=", page), name
