"""The share of this room in what is held on a person."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mentorlift.experiments.models import Crossover
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_gatherer(Gatherer("experiments", 60, _crossed))


def _crossed(whose: Whose, _now: datetime) -> list[Part]:
    """Drawn for later and mentored all the same."""
    if whose.person_id is None:
        return []
    found = Crossover.objects.filter(person=whose.person_id).select_related("cohort__programme")
    columns = (("programme", _("programme")), ("from", _("from")), ("reason", _("reason")), ("at", _("when")))
    rows = [(one.cohort.programme.name, one.starts_on, one.reason, one.at) for one in found]
    return [Part("crossed", _("A mentor earlier than drawn"), columns, rows)]
