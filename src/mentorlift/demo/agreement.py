"""Who agreed before anybody was asked: the works council and the leader themselves, data protection on paper."""

from datetime import date, datetime, timedelta

from mentorlift.accounts.actors import Actor, actor_of
from mentorlift.accounts.models import Role, User
from mentorlift.programmes import services as programmes
from mentorlift.programmes.models import Approver, Programme


def agree(programme: Programme, *, manager: Actor, now: datetime) -> None:
    """Everything that the start of a programme waits for, an hour apart."""
    programmes.decide(
        approver=Approver.WORKS_COUNCIL,
        approves=True,
        comment="Under the agreement on mentoring: no figure of one person is shown to anybody.",
        actor=_holder(Role.REVIEWER),
        now=now,
        programme=programme,
    )
    programmes.keep_approval(
        approver=Approver.DATA_PROTECTION,
        signed_by="Data protection office",
        decided_on=now.date(),
        scope_text="Fields and readers as listed",
        reference="Register of processing, no. 2026-14",
        actor=manager,
        now=now + timedelta(hours=1),
        programme=programme,
    )
    programmes.decide(
        approver=Approver.LEADERSHIP,
        approves=True,
        actor=_holder(Role.LEADER),
        now=now + timedelta(hours=2),
        programme=programme,
    )
    programmes.close_date(
        programme=programme,
        on=date(now.year, 12, 31),
        reason="Stocktaking",
        actor_id=manager.user_id,
        now=now + timedelta(hours=3),
    )
    programmes.waive(
        condition="sign-ins",
        reason="New colleagues get their account on the first day; mentors answer by the link in their letter",
        actor=manager,
        now=now + timedelta(hours=3),
        programme=programme,
    )


def _holder(role: Role) -> Actor:
    return actor_of(User.objects.get(granted_roles__role=role, granted_roles__revoked_at=None))
