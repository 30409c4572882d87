"""One pair of a draft: lock it, forbid it, choose another mentor; and somebody new for a pair that ended."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.matching import policies, services
from mentorlift.matching.models import DraftPair, Hold
from mentorlift.matching.queries.choices import choices
from mentorlift.matching.queries.draft_pairs import rows_of
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import Unmatchable, holds_of, matched_on
from mentorlift.matching.queries.rematch import Rematch, group_of, others_waiting, rematch
from mentorlift.matching.queries.somebody import people
from mentorlift.matching.views.surroundings import actor_of, own_cohort, own_draft, surroundings
from mentorlift.mentorships.queries.pairs import visible_pairs
from mentorlift.people.queries import names


class HoldForm(forms.Form):
    """What to do with two people."""

    act = forms.ChoiceField(choices=[(word, word) for word in ("lock", "forbid", "lift")])
    mentor = forms.UUIDField()


@require_POST
def holds(request: HttpRequest, draft_id: UUID, protege_id: UUID) -> HttpResponse:
    """Keep two people together or apart from now on, or take that back."""
    draft = own_draft(request, draft_id)
    cohort = draft.cohort
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise Http404
    act, mentor_id = form.cleaned_data["act"], form.cleaned_data["mentor"]
    facts = {"cohort": cohort, "protege_id": protege_id, "mentor_id": mentor_id}
    actor, now = actor_of(request), timezone.now()
    known = names([protege_id, mentor_id])
    if protege_id not in known or mentor_id not in known:
        raise Http404
    who = {"protege": known[protege_id], "mentor": known[mentor_id]}
    try:
        if act == "lock":
            services.keep_together(**facts, actor=actor, now=now)
            messages.success(request, _("%(protege)s and %(mentor)s stay together in every later draft.") % who)
        elif act == "forbid":
            services.keep_apart(**facts, actor=actor, now=now)
            messages.success(request, _("%(protege)s and %(mentor)s are kept apart from the next draft on.") % who)
        else:
            services.lift_pair(**facts, actor=actor, now=now)
            messages.success(request, _("%(protege)s and %(mentor)s: nothing by hand any more.") % who)
    except services.UnableToHold as error:
        messages.error(request, str(error))
    return redirect("matching:draft", draft_id)


@require_http_methods(["GET", "POST"])
def mentor(request: HttpRequest, draft_id: UUID, protege_id: UUID) -> HttpResponse:
    """Another mentor for one protégé: whom the rules allow, at what cost to all. Choosing makes a new draft."""
    draft = own_draft(request, draft_id)
    if draft.rotates:
        raise Http404
    cohort, group = draft.cohort, draft.group
    on = matched_on(cohort, group, today=timezone.localdate())
    if request.method == "POST":
        try:
            made = services.choose_mentor(
                draft=draft,
                protege_id=protege_id,
                mentor_id=mentor_named(request),
                on=on,
                actor=actor_of(request),
                now=timezone.now(),
            )
            return redirect("matching:draft", made.id)
        except (services.UnableToChoose, services.UnableToHold, services.UnableToDraft) as error:
            messages.error(request, str(error))
    search = request.GET.get("q", "").strip()
    try:
        found = choices(draft, protege_id, on=on, search=search, page=request.GET.get("page"))
    except KeyError:
        name = names([protege_id]).get(protege_id)
        if name is None:
            raise Http404 from None
        messages.error(request, _("%(name)s has a mentor already, or is not to be matched.") % {"name": name})
        return redirect("matching:draft", draft_id)
    except Unmatchable as error:
        messages.error(request, str(error))
        return redirect("matching:draft", draft_id)
    pair = DraftPair.objects.filter(draft=draft, protege_id=protege_id).select_related("publication").first()
    context = surroundings(cohort, group) | {
        "draft": draft,
        "somebody": people(draft, [protege_id])[protege_id],
        "row": rows_of(draft, [pair])[0] if pair else None,
        "found": found,
        "page": found.allowed,
        "q": search,
    }
    return render(request, "matching/mentor.html", context)


def mentor_named(request: HttpRequest) -> UUID | None:
    """The mentor that a form sent; None for anything else."""
    try:
        return UUID(request.POST.get("mentor", ""))
    except ValueError:
        return None


@require_POST
def hold_lifting(request: HttpRequest, cohort_id: UUID, hold_id: int) -> HttpResponse:
    """Take one lock or ban off."""
    cohort = own_cohort(request, cohort_id)
    hold = get_object_or_404(Hold, id=hold_id, cohort=cohort)
    services.lift(hold=hold, actor=actor_of(request), now=timezone.now())
    return redirect("matching:holds", cohort_id)


@require_http_methods(["GET"])
def hold_list(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """Everybody kept together or apart by hand."""
    cohort = own_cohort(request, cohort_id)
    found = holds_of(cohort)
    known = names([person for hold in found for person in (hold.protege_id, hold.mentor_id)])
    rows = [{"hold": h, "protege": known.get(h.protege_id, ""), "mentor": known.get(h.mentor_id, "")} for h in found]
    return render(request, "matching/holds.html", surroundings(cohort, "now") | {"rows": rows})


@require_http_methods(["GET", "POST"])
def successor(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Somebody new for the protégé of a pair: the next best under the policy in one step, and who else could be."""
    actor, today = actor_of(request), timezone.localdate()
    pair = get_object_or_404(visible_pairs(actor).select_related("cohort__programme"), id=pair_id)
    if not policies.may_replace_mentor(actor, pair):
        raise Http404
    on = max(today, pair.starts_on)
    if request.method == "POST":
        try:
            opened = services.replace_mentor(
                pair=pair, mentor_id=mentor_named(request), on=on, actor=actor, now=timezone.now()
            )
            messages.success(request, _("Both have been told. The meetings that were left are planned anew."))
            return redirect("mentorships:pair", pair_id=opened.id)
        except services.UnableToChoose as error:
            for fault in error.faults:
                messages.error(request, fault)
    search = request.GET.get("q", "").strip()
    try:
        found = rematch(pair, latest_policy(pair.programme), on=on, search=search, page=request.GET.get("page"))
    except Unmatchable as error:
        if request.method == "GET":  # else it has just been said
            messages.error(request, str(error))
        found = Rematch()
    known = names([pair.protege_id, pair.mentor_id])
    context = {
        "section": "programmes",
        "pair": pair,
        "programme": pair.programme,
        "protege": known.get(pair.protege_id, ""),
        "mentor": known.get(pair.mentor_id, ""),
        "found": found,
        "page": found.others,
        "q": search,
        "others_waiting": others_waiting(pair, on=on),
        "group": group_of(pair),
        "has_policy": latest_policy(pair.programme) is not None,
    }
    return render(request, "matching/successor.html", context)
