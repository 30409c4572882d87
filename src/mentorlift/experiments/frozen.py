"""Is the plan still the one that was fixed, and the one each draw was held under?"""

import tomllib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from mentorlift.draws.models import Draw
from mentorlift.experiments.services import UnableToCompute
from mentorlift.programmes.models import FrozenPlan, Programme


def check_plan(programme: Programme, draws: Sequence[Draw]) -> None:
    """Raises UnableToCompute where the text of the plan no longer gives the check code of its day, through any door."""
    from mentorlift.files.faults import Refused
    from mentorlift.files.plan import plan_from, plan_hash

    fixed = FrozenPlan.objects.get(programme=programme)
    try:
        plan = plan_from(tomllib.loads(fixed.plan_toml), file="plan.toml", text=fixed.plan_toml, periods=False)
        present = plan_hash(plan)
    except (Refused, tomllib.TOMLDecodeError):
        present = ""
    if present != fixed.plan_hash:
        raise UnableToCompute(
            _(
                "The plan was changed after it was fixed: it gives another check code. Nothing was computed. Have the "
                "audit record looked at; it holds the code of the plan that was fixed."
            )
        )
    for draw in draws:
        if {draw.plan_hash, draw.preparation.plan_hash} != {fixed.plan_hash}:
            raise UnableToCompute(
                _("The draw of %(intake)s was held under another plan than the one that stands here.")
                % {"intake": draw.cohort.name}
            )
