"""Circle: one mentor, and two or three who meet together."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.rules import Forms
from mentorlift.programmes.rules.shapes.shape import Shape, Word

CIRCLE = Shape(
    key="circle",
    name=_("Circle"),
    reason=_(
        "Where mentors are few, one can meet several people at once, and these learn from each other’s questions. "
        "Nothing is known of its effect on revenue that was measured with a lot."
    ),
    sides=_(
        "One mentor with two or three members, none of them above another, and no more than places given; the rules "
        "and weights are those of the classic form. Members read each other’s names and meet together; a sheet stays "
        "between its member and the mentor. Who comes later joins at the next meeting; a mentor with one member left "
        "is a circle that others can join."
    ),
    mentor=Word("mentor", "mentors", Forms("Mentor", "Mentoren", "m")),
    protege=Word("member", "members", Forms("Mitglied", "Mitglieder", "n")),
    circle={"least": 2, "most": 3, "not_in_line": "manager_id"},
)
