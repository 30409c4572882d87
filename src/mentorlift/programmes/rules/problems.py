"""Problems a programme can be meant to relieve (R13)."""

from django.utils.translation import gettext_lazy as _

PROBLEM_AREAS = (
    ("turnover", _("People leave soon after they came")),
    ("slow_start", _("New people take long to find their feet")),
    ("burnout", _("People are worn out")),
    ("isolation", _("People do not know whom to ask")),
    ("uneven_results", _("What the best know does not reach the others")),
    ("succession", _("It is unclear who could follow in important roles")),
)
