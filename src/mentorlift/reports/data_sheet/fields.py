"""Which fields a programme uses and for what: read off the imports, the policy and the plan in force."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.experiments.rules import settled
from mentorlift.matching.models import MatchPolicy
from mentorlift.people.models import PeopleImport
from mentorlift.programmes.models import FrozenPlan, Programme
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.science.effects.phrases import ramp_of

Text = str | Promise

USED_FOR: Mapping[str, Text] = {
    "person_id": gettext_lazy("joins the files of people and of figures; deleted with the name"),
    "name": gettext_lazy("pages and letters between people"),
    "first_name": gettext_lazy("put together to the name"),
    "last_name": gettext_lazy("put together to the name"),
    "email": gettext_lazy("sign-in and letters"),
    "hired_on": gettext_lazy("who can take part; the day from which days here are counted"),
    "exited_on": gettext_lazy("who stays; closes the pairs of whoever leaves"),
    "team": gettext_lazy("who can take part; the sales manager’s page"),
    "site": gettext_lazy("who can take part; groups of the draw; closed dates"),
    "role": gettext_lazy("who can take part; whom mentors’ own sales are compared with"),
    "manager_id": gettext_lazy(
        "nobody mentors their own line; the sales manager’s page; who can be the trusted contact"
    ),
    "working_share": gettext_lazy("the directory"),
    "languages": gettext_lazy("matching, where the policy names it"),
    "working_hours": gettext_lazy("times of meetings"),
}
NAMES_OF_FIELDS = ("field", "needs", "offers", "manager", "of_field")


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the name it has in the files, and what this programme uses it for."""

    name: str
    used_for: Text


def fields_of(programme: Programme) -> list[Field]:
    """Columns of the last file of people that was taken over, and the figures of the plan."""
    taken = PeopleImport.objects.filter(kind=PeopleImport.PEOPLE, taken_over_at__isnull=False)
    last = taken.order_by("-taken_over_at").first()
    columns = [name for name in USED_FOR if last is None or name in last.mapping]
    policy = MatchPolicy.objects.filter(programme=programme).first()
    matched = _named(tomllib.loads(policy.toml)) if policy else set()
    found = [Field(name, _purposes(name, programme, matched)) for name in columns]
    for name in last.kept if last else ():
        used = _("matching") if name in matched else _("kept with the person, not used in this programme")
        found.append(Field(name, used))
    return found


def figures_of(programme: Programme) -> list[Field]:
    """What the fixed plan measures; empty before it is fixed."""
    plan = FrozenPlan.objects.filter(programme=programme).first()
    if plan is None:
        return []
    choices = settled(plan.plan_toml)
    days = {"early": choices["early_days"], "from": choices["late_from"], "until": choices["late_days"]}
    main = _("the main figure: the first %(early)d days, and days %(from)d to %(until)d") % days
    rest = _("a further figure of the same days")
    used = {choices["metric"]: main, **dict.fromkeys(choices["secondary"], rest)}
    for text in choices["ratios"]:
        for name in text.split("/"):
            used.setdefault(name, _("what one call or one sale brings"))
    for text in choices["ramp"]:
        used.setdefault(ramp_of(text).metric, _("how soon people are up to speed"))
    return [Field(name, what) for name, what in used.items()]


def eligible(programme: Programme) -> str:
    """Whom it is for, in the fields that say so."""
    asked = Eligibility.from_json(programme.eligibility)
    said = []
    if asked.hired_within_days is not None:
        said.append(_("hired within %(n)d days") % {"n": asked.hired_within_days})
    for words, values in ((_("team"), asked.teams), (_("site"), asked.sites), (_("job"), asked.roles)):
        if values:
            said.append(f"{words}: {', '.join(values)}")
    return "; ".join(said) or _("everybody employed")


def _purposes(name: str, programme: Programme, matched: Iterable[str]) -> str:
    known = str(USED_FOR[name])
    return f"{known}; {_('matching')}" if name in matched and name != "languages" else known


def _named(policy: Mapping[str, Any]) -> set[str]:
    """Every field that a rule or criterion of a policy names."""
    rows = [*policy.get("rule", ()), *policy.get("criterion", ())]
    return {str(row[key]) for row in rows for key in NAMES_OF_FIELDS if key in row}
