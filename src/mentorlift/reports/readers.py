"""Who reads what in a programme, worked out from the very rules that the pages ask: a part of what is approved."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import Role
from mentorlift.experiments import policies as experiments
from mentorlift.outcomes import policies as outcomes
from mentorlift.people import policies as people
from mentorlift.programmes import policies as programmes
from mentorlift.programmes.models import Programme
from mentorlift.programmes.scope import Content, Part, register_part
from mentorlift.programmes.timeline import Text

Rule = Callable[[Actor], bool]
KINDS: tuple[tuple[str, Text, Rule], ...] = (
    ("set-up", _("How the programme is set up, and its counts"), programmes.may_read_programmes),
    ("lists", _("Who is on a list, who mentors, which pairs there are"), programmes.may_run_programmes),
    ("mentors", _("Who was asked to mentor, and totals of the wishes"), programmes.may_read_participants),
    ("results", _("Results of the whole programme, never of one person"), experiments.may_read_results),
    ("directory", _("Everybody in the directory"), people.may_see_everybody),
    ("figures", _("Whether the files of figures are complete"), outcomes.may_read_quality),
)
BY_NATURE: tuple[tuple[str, Text], ...] = (
    ("sheets", _("Sheets and messages of a pair: the two of the pair, and nobody else")),
    ("wishes", _("An answer to a wish: the person who gave it, and nobody else")),
)


def register() -> None:
    """Called in ReportsConfig.ready."""
    register_part(Part("readers", 50, _("Who reads what"), _readers))


def _readers(programme: Programme) -> Content:
    codes, lines = [], []
    for key, title, rule in KINDS:
        roles = [role for role in Role if rule(Actor(user_id="-", roles=frozenset({role})))]
        codes.append(f"{key}: {' '.join(roles)}")
        lines.append(f"{title}: {', '.join(str(role.label) for role in roles)}")
    return Content([*codes, *(key for key, _line in BY_NATURE)], [*lines, *(line for _key, line in BY_NATURE)])
