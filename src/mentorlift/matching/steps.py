"""The step of the programme's timeline that this room knows."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Count, Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.matching import policies
from mentorlift.matching.models import Choosing, Draft, MentorRequest, Publication
from mentorlift.mentorships.models import Pair
from mentorlift.programmes import role_words
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import stage
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in MatchingConfig.ready."""
    register_step(Step("match", 50, gettext_lazy("Match"), _match))
    for parameter, model in (("draft_id", Draft), ("choosing_id", Choosing)):
        role_words.register(parameter, partial(_template_of, model, "cohort__programme__template"))
    role_words.register("request_id", partial(_template_of, MentorRequest, "programme__template"))


def _template_of(model: type[Model], path: str, one: UUID) -> str | None:
    """The template of the programme that a row of this room belongs to."""
    found: str | None = model._default_manager.filter(pk=one).values_list(path, flat=True).first()
    return found


def _match(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    counted = Count("pk") if role_words.shape_of(programme.template).rotates else Count("protege", distinct=True)
    pairs = Pair.objects.filter(programme=programme).aggregate(n=counted)["n"]
    last = Publication.objects.filter(pair__programme=programme).order_by("-at").first()
    draft = Draft.objects.filter(cohort__programme=programme, computed_at__isnull=False, faults=[]).first()
    goes_on = stage(programme) in ("set_up", "launched")
    may = policies.may_match(actor) and (bool(pairs) or draft is not None or goes_on)
    line = ngettext("%(n)d pair", "%(n)d pairs", pairs) % {"n": pairs} if pairs else _("no pairs yet")
    if Choosing.objects.filter(cohort__programme=programme, closed_at=None).exists():
        line = _("%(line)s; protégés choose themselves") % {"line": line}
    elif not pairs and draft is not None:
        line = _("a draft waits")
    return StepFacts(
        done=bool(pairs),
        line=line,
        text=_(
            "A draft with a reason for every pair and for everybody left without. Nobody is told before you publish."
        ),
        by=last.by if last and pairs else "",
        at=last.at if last and pairs else None,
        url=reverse("matching:programme", args=[programme.id]) if may else "",
        action=(_("See the pairs") if pairs or not goes_on else _("Match")) if may else "",
    )
