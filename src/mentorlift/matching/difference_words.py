"""What was changed from one policy to another, in the reader's language."""

from django.utils.translation import gettext as _

from mentorlift.matching import words
from mentorlift.matching.rules import Difference


def difference(one: Difference) -> str:
    """One thing that was changed in a policy."""
    if one.section == "top":
        return _top(one)
    if one.section == "circle":
        return _("people placed one by one") if one.after is None else words.circle_rules(one.after)
    label = words.rule_label if one.section == "rule" else words.criterion_label
    if one.after is None:
        name = label(one.before)
        return (_("the rule “%(name)s” dropped") if one.section == "rule" else _("“%(name)s” not counted")) % {
            "name": name
        }
    name = label(one.after)
    if one.before is None:
        new = _("a new rule: %(name)s") if one.section == "rule" else _("“%(name)s” counted, with weight %(weight)s")
        return new % {"name": name, "weight": words.number(one.after.get("weight"))}
    if one.key == "weight":
        told = {"name": name, "before": words.number(one.before["weight"]), "after": words.number(one.after["weight"])}
        return _("“%(name)s” from weight %(before)s to %(after)s") % told
    return _("now “%(name)s”") % {"name": name}


def _top(one: Difference) -> str:
    if one.key == "weeks":
        return _("%(n)d weeks") % {"n": one.after or 0}
    if one.key == "lottery":
        return _("another lottery text")
    if one.key == "groups":
        return _("counted by other groups")
    return _("what comes first") if one.key == "objective" else _("how pairs are found")
