"""The matching page: a draft with its reasons, a new draft, another beside it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorlift.matching import services, words
from mentorlift.matching.models import Draft, Group, HoldKind
from mentorlift.matching.queries import drafts as reads
from mentorlift.matching.queries.choosing import may_begin, open_choosing_of
from mentorlift.matching.queries.circles import circle_rows
from mentorlift.matching.queries.comparison import compare
from mentorlift.matching.queries.draft_pairs import pair_rows
from mentorlift.matching.queries.fairness import sheet_of
from mentorlift.matching.queries.pool import before_first_draft, holds_of, matched_on
from mentorlift.matching.queries.pool_lists import pool_lists
from mentorlift.matching.queries.rematch import since
from mentorlift.matching.queries.unplaced import unplaced_page
from mentorlift.matching.rules import content_of, toml_of
from mentorlift.matching.views.rotation import plan_page
from mentorlift.matching.views.surroundings import (
    actor_of,
    own_cohort,
    own_draft,
    own_programme,
    policy_form,
    present_content,
    surroundings,
)
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.queries import has_ended
from mentorlift.programmes.role_words import shape_of


@require_GET
def programme(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """The intakes of a programme to match; leads straight on where there is one."""
    found = own_programme(request, programme_id)
    rows = reads.intakes_to_match(found)
    if len(rows) == 1:
        return redirect("matching:matching", rows[0].cohort.id)
    context = {"section": "programmes", "programme": found, "rows": rows, "ended": has_ended(found)}
    return render(request, "matching/intakes.html", context)


@require_GET
def matching(request: HttpRequest, cohort_id: UUID, group: str = Group.NOW) -> HttpResponse:
    """The newest draft of an intake; before there is one, the pool and the way to the first."""
    cohort = own_cohort(request, cohort_id)
    if group not in Group.values:
        raise Http404
    if group == Group.NOW and open_choosing_of(cohort) is not None:
        return redirect("matching:choosing", cohort_id)
    draft = reads.shown_draft(cohort, group, None)
    if draft is not None:
        return draft_page(request, cohort, draft)
    found = before_first_draft(cohort, group, today=timezone.localdate())
    context = surroundings(cohort, group) | vars(found) | policy_panel(cohort, group)
    return render(request, "matching/empty.html", context)


@require_GET
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One draft."""
    shown = own_draft(request, draft_id)
    return draft_page(request, shown.cohort, shown)


def draft_page(request: HttpRequest, cohort: Cohort, shown: Draft) -> HttpResponse:
    """The page of a draft: waiting, refused, or worked out."""
    search = request.GET.get("q", "").strip()
    in_circles = shape_of(cohort.programme.template).shared
    read = circle_rows if in_circles else pair_rows
    if shown.is_computed and not shown.rotates and request.headers.get("HX-Target") == "pairs":
        rows, page = read(shown, search=search, page=request.GET.get("page"))
        context = surroundings(cohort, shown.group) | {"draft": shown, "rows": rows, "page": page, "q": search}
        return render(request, "matching/circles.html" if in_circles else "matching/pairs.html", context)
    context = surroundings(cohort, shown.group) | {"draft": shown, **policy_panel(cohort, shown.group)}
    beside = reads.newest_beside(shown)
    context |= {"newest": beside.newest, "newest_job": beside.newest_job}
    if shown.computed_at is None:
        return render(request, "matching/waiting.html", context | {"job": reads.job_of(shown)})
    if shown.faults:
        return render(request, "matching/refused.html", context | {"faults": reads.refusal(shown)})
    holds, content = holds_of(cohort), content_of(shown.policy.toml)
    context |= {
        "others": reads.computed_drafts(cohort, shown.group).exclude(id=shown.id),
        "changed": reads.changed_since(shown, holds),
        "apart": sum(hold.kind == HoldKind.FORBID for hold in holds),
        "never": [words.rule_label(entry) for entry in content.rules],
    }
    if shown.rotates:
        return plan_page(request, shown, context)
    rows, page = read(shown, search=search, page=request.GET.get("page"))
    view, on = reads.draft_view(shown), matched_on(cohort, shown.group, today=timezone.localdate())
    context |= {
        "view": view,
        "rows": rows,
        "page": page,
        "q": search,
        "sheet": sheet_of(shown),
        "since": since(shown, on=on) if view.all_published else None,  # asked for thousands only where it is said
        "circle_words": words.circle_rules(content.circle) if content.circle else "",
    }
    return render(request, "matching/matching.html", context)


def policy_panel(cohort: Cohort, group: str) -> dict[str, object]:
    """The form of the policy beside a draft."""
    version, content, columns = present_content(cohort, group)
    form = policy_form(cohort, content, columns)
    return {"policy": version, "form": form, "may_choose": may_begin(cohort, group)}


@require_GET
def pool(request: HttpRequest, cohort_id: UUID, group: str) -> HttpResponse:
    """Who is to be matched and which places are free, as lists to read."""
    cohort = own_cohort(request, cohort_id)
    if group not in Group.values:
        raise Http404
    search = request.GET.get("q", "").strip()
    shown = pool_lists(
        cohort,
        group,
        on=matched_on(cohort, group, today=timezone.localdate()),
        search=search,
        proteges_page=request.GET.get("page"),
        mentors_page=request.GET.get("mentors"),
    )
    return render(request, "matching/pool.html", surroundings(cohort, group) | {"pool": shown, "q": search})


@require_GET
def unplaced(request: HttpRequest, draft_id: UUID, role: str) -> HttpResponse:
    """Everybody of one side whom a draft leaves without a pair, with what binds and what would change it."""
    shown = own_draft(request, draft_id)
    if role not in ("protege", "mentor") or not shown.is_computed or shown.rotates:
        raise Http404
    search = request.GET.get("q", "").strip()
    page = unplaced_page(shown, role, search=search, page=request.GET.get("page"))
    context = {"draft": shown, "role": role, "page": page, "q": search}
    return render(request, "matching/unplaced.html", surroundings(shown.cohort, shown.group) | context)


@require_POST
def drafts(request: HttpRequest, cohort_id: UUID, group: str) -> HttpResponse:
    """Ask for a draft, under the policy of the form where one was sent."""
    cohort = own_cohort(request, cohort_id)
    if group not in Group.values:
        raise Http404
    actor, now = actor_of(request), timezone.now()
    version, content, columns = present_content(cohort, group)
    try:
        if "lottery" in request.POST or version is None:
            form = policy_form(cohort, content, columns, request.POST if "lottery" in request.POST else None)
            if "lottery" in request.POST and not form.is_valid():
                context = surroundings(cohort, group) | {"form": form, "policy": version}
                return render(request, "matching/policy.html", context, status=422)
            chosen = form.content() if "lottery" in request.POST else content
            version = services.write_policy(programme=cohort.programme, toml=toml_of(chosen), actor=actor, now=now)
        made = services.ask_for_draft(cohort=cohort, group=group, policy=version, actor=actor, now=now)
    except (services.UnableToDraft, services.UnableToWritePolicy) as error:
        for fault in error.faults:
            messages.error(request, fault)
        return redirect("matching:group", cohort_id, group)
    return redirect("matching:draft", made.id)


@require_GET
def comparison(request: HttpRequest, draft_id: UUID, other_id: UUID) -> HttpResponse:
    """Two drafts side by side: who moves."""
    after, before = own_draft(request, draft_id), own_draft(request, other_id)
    if not (after.is_computed and before.is_computed and after.cohort_id == before.cohort_id) or after.rotates:
        raise Http404
    search = request.GET.get("q", "").strip()
    found = compare(before, after, search=search, page=request.GET.get("page"))
    context = surroundings(after.cohort, after.group) | {
        "found": found,
        "draft": after,
        "page": found.moves,
        "q": search,
    }
    return render(request, "matching/comparison.html", context)
