"""Whom a draft leaves without a pair, with what binds and what would change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftUnplaced
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, people
from mentorlift.matching.rules import content_of

BY_NAME = (Lower(Coalesce("person__identity__name", Value(""))), "person_id")


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """One person without a pair, with what binds and what would change it."""

    who: Somebody
    why: str
    changes: list[str]


def unplaced_page(draft: Draft, role: str, *, search: str, page: str | None) -> Page[Any]:
    """One page of those a draft leaves without a pair, by name; `search` looks into the names."""
    found = DraftUnplaced.objects.filter(draft=draft, role=role)
    for word in search.split():
        found = found.filter(person__identity__name__icontains=word)
    shown: Page[Any] = Paginator(found.order_by(*BY_NAME), A_PAGE).get_page(page)
    shown.object_list = unplaced_rows(draft, shown.object_list)
    return shown


def unplaced_rows(draft: Draft, left: Iterable[DraftUnplaced]) -> list[UnplacedRow]:
    """With names, what binds, and the smallest changes."""
    found = list(left)
    partners = [UUID(change["partner"]) for one in found for change in one.facts.get("changes", ())]
    known = people(draft, [*(one.person_id for one in found), *partners])
    scale = draft.certificate.get("scale", 0)
    content = content_of(draft.policy.toml)
    best = float(sum(entry["weight"] for entry in content.criteria)) * scale
    return [
        UnplacedRow(
            known[one.person_id],
            words.why_nobody(one.facts, one.role, content.circle),
            [
                words.change(change, name, one.role, best)
                for change in one.facts.get("changes", ())
                if (name := known[UUID(change["partner"])].name)
            ],
        )
        for one in found
    ]
