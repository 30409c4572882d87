"""Deliveries and their log: what came, what was refused with its reasons, when nothing came."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import GrantedRole, Role, User
from mentorlift.outcomes import policies
from mentorlift.outcomes.models import Delivery, Look, OutcomeImport

LOG_PAGE = 30
REASONS_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log: a look, or a file that came of one."""

    at: datetime
    look: Look | None = None
    upload: OutcomeImport | None = None
    reasons: list[Any] = field(default_factory=list)  # the first mistakes as kept, for those who keep codes


def visible_deliveries(actor: Actor) -> QuerySet[Delivery]:
    """All of them with the time of the last look, for those who may read the quality of figures."""
    found = Delivery.objects.annotate(looked_at=Max("looks__at"))
    return found if policies.may_read_quality(actor) else found.none()


def possible_readers() -> QuerySet[User]:
    """Accounts whose roles let them read about figures."""
    roles = [Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, Role.ANALYST]
    able = GrantedRole.objects.filter(role__in=roles, revoked_at=None).values("user")
    return User.objects.filter(id__in=able, is_active=True).order_by("email")


def told(delivery: Delivery) -> list[str]:
    """Addresses of those who are told."""
    return list(delivery.told.order_by("email").values_list("email", flat=True))


def log(actor: Actor, delivery: Delivery) -> list[Line]:
    """Looks and files of a delivery, the newest first: the last thousand of each."""
    shows = REASONS_SHOWN if policies.may_see_codes(actor) else 0
    looks = [Line(at=look.at, look=look) for look in delivery.looks.all()[:1000]]
    files = [
        Line(at=upload.uploaded_at, upload=upload, reasons=upload.faults[:shows])
        for upload in delivery.imports.order_by("-uploaded_at")[:1000]
    ]
    return sorted([*looks, *files], key=lambda line: line.at, reverse=True)
