"""What a data protection officer and a careful colleague do in the demo."""

from datetime import timedelta

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import at
from mentorlift.demo.stage import Stage
from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import LATER
from mentorlift.programmes.models import Basis, Programme
from mentorlift.programmes.services.legal_basis import state_legal_basis
from mentorlift.programmes.services.objections import object_to_measuring


def sign_legal_basis(stage: Stage, programme: Programme) -> None:
    """Before the class began."""
    signed_on = stage.days.running_start - timedelta(days=35)
    state_legal_basis(
        programme=programme,
        chosen=[Basis.EMPLOYMENT, Basis.AGREEMENT],
        text="Works agreement on mentoring programmes, sections 3 to 6: figures of groups only, nobody's alone.",
        officer="Dr. Renate Vogt",
        office="data protection officer",
        signed_on=signed_on,
        actor_id=stage.actor.user_id,
        now=at(signed_on),
        today=signed_on,
    )


def object_once(stage: Stage, programme: Programme) -> None:
    """Somebody who starts later does not want their figures to count."""
    drawn = Assignment.objects.filter(draw__cohort__programme=programme, arm=LATER).order_by("code")[0]
    actor = Actor(user_id=str(drawn.person_id), person_id=drawn.person_id)
    object_to_measuring(programme=programme, actor=actor, now=at(stage.days.today - timedelta(days=1)))
