"""The teams: a tree where it fits on a page, else a level at a time, and a search over all levels."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mentorlift.accounts.actors import ActorRequest
from mentorlift.people.queries.teams import Tree
from mentorlift.people.queries.teams import teams as tree_of
from mentorlift.people.rules.teams import Team, matching_teams

PER_PAGE = 50
MOST_AT_ONCE = 100  # with the teams below those of one page; beyond, each level opens on a page of its own


@require_GET
def teams(request: ActorRequest) -> HttpResponse:
    tree = tree_of(request.actor, day=timezone.localdate())
    words = request.GET.get("words", "").strip()[:100]
    branch = None if words else _branch(tree, request.GET.get("under", ""))
    listed = matching_teams(tree.tops, words) if words else branch.below if branch else tree.tops
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tree": tree,
        "branch": branch,
        "above": tree.above(branch) if branch else [],
        "page": page,
        "nested": not words and sum(team.teams for team in page.object_list) <= MOST_AT_ONCE,
        "words": words,
        "searchable": words or len(tree.led_by) > PER_PAGE,
        "section": "people",
    }
    return render(request, "people/teams.html", context)


def _branch(tree: Tree, leader: str) -> Team | None:
    """The team whose level is shown; a single one at the top opens by itself where all does not fit on a page."""
    if not leader:
        alone = tree.tops[0] if len(tree.tops) == 1 else None
        return alone if alone and alone.teams > MOST_AT_ONCE else None
    try:
        return tree.led_by[UUID(leader)]
    except (ValueError, KeyError):
        raise Http404 from None
