"""The versions of a programme's policy: what each changed, and what was published under it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min

from mentorlift.matching import difference_words
from mentorlift.matching.models import MatchPolicy, Publication
from mentorlift.matching.rules import content_of, differences
from mentorlift.programmes.models import Programme

VERSIONS = 20  # on a page


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version; `changes` against the one before, `pairs` published under it between two days, None for none."""

    policy: MatchPolicy
    changes: list[str]
    drafts: int
    pairs: int
    first_at: datetime | None
    last_at: datetime | None


def policy_history(programme: Programme, *, page: str | None) -> Page[VersionRow]:
    """The latest first: three queries for any number of versions and pairs."""
    found = MatchPolicy.objects.filter(programme=programme).annotate(made=Count("drafts")).order_by("-version")
    shown: Page[Any] = Paginator(found, VERSIONS).get_page(page)
    versions = list(shown.object_list)
    numbers = [one.version for one in versions]
    before = {
        one.version: one.toml
        for one in MatchPolicy.objects.filter(programme=programme, version__in=[n - 1 for n in numbers])
    }
    published: dict[Any, dict[str, Any]] = {
        row["draft_pair__draft__policy"]: dict(row)
        for row in Publication.objects.filter(draft_pair__draft__policy__in=versions)
        .order_by()
        .values("draft_pair__draft__policy")
        .annotate(pairs=Count("pk"), first=Min("at"), last=Max("at"))
    }
    shown.object_list = [_row(one, before.get(one.version - 1), published.get(one.id)) for one in versions]
    return shown


def _row(policy: Any, before: str | None, published: dict[str, Any] | None) -> VersionRow:
    changes = [] if before is None else differences(content_of(before), content_of(policy.toml))
    told = published or {"pairs": 0, "first": None, "last": None}
    said = [difference_words.difference(one) for one in changes]
    return VersionRow(policy, said, policy.made, told["pairs"], told["first"], told["last"])
