"""What every page of this room needs: who asks, which intake, which draft."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching import policies
from mentorlift.matching.forms import PolicyForm
from mentorlift.matching.models import Draft, Group, MatchPolicy
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.kept import kept
from mentorlift.matching.queries.pool import columns_here
from mentorlift.matching.rules import Content, content_of, first_policy
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries import has_ended, runnable_programmes
from mentorlift.programmes.role_words import shape_of

COLUMNS_CHANGE_WITH = ("people.", "programmes.", "draws.", "mentorships.open", "mentorships.end", "mentorships.re_pair")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def own_programme(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, or 404 for everybody who may not match in it."""
    actor = actor_of(request)
    if not policies.may_match(actor):
        raise Http404
    return get_object_or_404(runnable_programmes(actor), id=programme_id)


def own_cohort(request: HttpRequest, cohort_id: UUID) -> Cohort:
    """The intake, or 404."""
    cohort = get_object_or_404(Cohort, id=cohort_id)
    cohort.programme = own_programme(request, cohort.programme_id)
    return cohort


def own_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """The draft, or 404."""
    draft = get_object_or_404(Draft.objects.select_related("policy").defer("prices"), id=draft_id)
    draft.cohort = own_cohort(request, draft.cohort_id)
    return draft


def present_content(cohort: Cohort, group: str) -> tuple[MatchPolicy | None, Content, set[str]]:
    """The policy in force, its content (a first one where there is none), and the columns people have."""
    version = latest_policy(cohort.programme)
    key = ("columns", cohort.id, group, cohort.starts_on)
    columns = kept(key, COLUMNS_CHANGE_WITH, lambda: columns_here(cohort, group, on=cohort.starts_on))
    if version:
        return version, content_of(version.toml), columns
    programme = cohort.programme
    shape, lottery = shape_of(programme.template), f"{cohort.starts_on:%Y-%m-%d}"
    return None, first_policy(columns, lottery=lottery, shape=shape, weeks=programme.weeks), columns


def policy_form(cohort: Cohort, content: Content, columns: set[str], data: Any = None) -> PolicyForm:
    """The form of a policy, with what belongs to the form of the programme."""
    programme = cohort.programme
    shape = shape_of(programme.template)
    return PolicyForm(data, content=content, columns=columns, shape=shape, weeks=programme.weeks)


def surroundings(cohort: Cohort, group: str) -> dict[str, object]:
    """What every template of this room shows around its content."""
    return {
        "section": "programmes",
        "programme": cohort.programme,
        "cohort": cohort,
        "group": group,
        "group_words": Group(group).label,
        "groups": [(value, label) for value, label in Group.choices] if cohort.serves_on else [],
        "today": timezone.localdate(),
        "ended": has_ended(cohort.programme),
        "step": _("Match"),
        "shape": shape_of(cohort.programme.template),
    }
