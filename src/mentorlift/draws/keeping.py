"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.rules import LATER, MENTORED
from mentorlift.draws.services.checking import check_draw
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.programmes.models import Cohort, Programme, Wish
from mentorlift.programmes.queries.ended import earliest_end, ended_programmes
from mentorlift.programmes.services.old_wishes import remove_wishes

BY = "job:keeping.sweep"
ARMS = {MENTORED: _("mentored now"), LATER: _("starting later")}


def register() -> None:
    """Called in DrawsConfig.ready."""
    register_kind(
        Kind(
            key="wishes",
            position=30,
            title=_("Answers to “Would you like a mentor?”"),
            starts=_("the end of the programme"),
            stays=_("a last check of the draw with these answers; from then on the published list is drawn again"),
            default=1095,
            least=365,
            most=3650,
            oldest=lambda: earliest_end(_asked()),
            remove=_remove,
        )
    )
    register_gatherer(Gatherer("draws", 12, _drawn))


def _asked() -> QuerySet[Programme]:
    asked = Exists(Wish.objects.filter(cohort__programme=OuterRef("pk")))
    return Programme.objects.filter(asked).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove(before: datetime, now: datetime) -> int:
    """The draw is held once more with the answers that are to go, and what came out is kept."""
    count = 0
    asked = Exists(Wish.objects.filter(cohort=OuterRef("pk")))
    for cohort in Cohort.objects.filter(asked, programme__in=ended_programmes(before=before)):
        draw = Draw.objects.filter(cohort=cohort).first()
        if draw is not None:
            check_draw(draw=draw, actor_id=BY, now=now)
        count += remove_wishes(cohort=cohort, now=now)
    return count


def _drawn(whose: Whose, _now: datetime) -> list[Part]:
    if whose.person_id is None:
        return []
    found = Assignment.objects.filter(person=whose.person_id).select_related("draw__cohort__programme")
    columns = (
        ("programme", _("programme")),
        ("at", _("when")),
        ("place", _("came out")),
        ("code", _("line of the list")),
    )
    rows = [
        (one.draw.cohort.programme.name, one.draw.drawn_at, str(ARMS.get(one.arm, one.arm)), one.code) for one in found
    ]
    return [Part("draws", _("Draws"), columns, rows)]
