"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.matching.models import MentorRequest


def register() -> None:
    """Called in MatchingConfig.ready."""
    register_kind(
        Kind(
            key="request_lines",
            position=18,
            title=_("What people wrote when they asked a mentor, and the answers"),
            starts=_("the day the request was settled"),
            stays=_("who asked whom and how it ended"),
            default=180,
            least=30,
            most=730,
            oldest=lambda: _worded().aggregate(first=Min("settled_at"))["first"],
            remove=_remove,
        )
    )
    register_gatherer(Gatherer("requests", 18, _requests))


def _worded() -> QuerySet[MentorRequest]:
    return MentorRequest.objects.filter(settled_at__isnull=False).exclude(line="", answer_line="")


def _remove(before: datetime, _now: datetime) -> int:
    return _worded().filter(settled_at__lt=before).update(line="", answer_line="")


def _requests(whose: Whose, _now: datetime) -> list[Part]:
    """Both lines are open to both who write them to each other; nobody is named."""
    if whose.person_id is None:
        return []
    me = whose.person_id
    columns = (
        ("programme", _("programme")),
        ("asked", _("asked")),
        ("side", _("you were")),
        ("line", _("line with the request")),
        ("outcome", _("how it ended")),
        ("answer", _("line with the answer")),
    )
    found = MentorRequest.objects.filter(Q(protege=me) | Q(mentor=me)).select_related("programme").order_by("asked_at")
    rows = [
        (
            one.programme.name,
            one.asked_at,
            _("the one who asked") if one.protege_id == me else _("the one who was asked"),
            one.line,
            one.get_outcome_display(),
            one.answer_line,
        )
        for one in found
    ]
    return [Part("requests", _("Asking a mentor"), columns, rows)]
