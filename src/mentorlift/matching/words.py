"""Reasons in the reader's language: why a pair, why nobody, what a rule or a criterion is called."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.matching.models import DraftPair
from mentorlift.people.words import column_word

Entry = Mapping[str, Any]
FAR = 40  # years beyond which a bound says "any number"


def rule_label(entry: Entry) -> str:
    """A rule of the policy, as what must never be."""
    kind, field = entry["kind"], column_word(entry.get("field", ""))
    plain = {
        "not-in-line": _("up or down the reporting line"),
        "forbid": _("by hand"),
        "parted": _("were a pair before"),
        "of-circle": _("does not go with somebody of the circle"),
    }
    if kind in plain:
        return plain[kind]
    if kind == "shares-any":
        return _("no %(field)s in common") % {"field": field}
    if kind == "overlap-hours":
        return _("fewer than %(hours)s working hours a day in common") % {"hours": number(entry["at_least"])}
    if kind in ("ahead", "apart"):
        return distance_label(entry, field)
    if entry.get("field") == "manager_id":
        return _("under the same manager")
    return _("the same %(field)s") % {"field": field}


def distance_label(entry: Entry, field: str) -> str:
    """What a rule about a difference forbids, by which side may have more."""
    if entry["kind"] == "apart":
        return _("less than %(n)s apart in %(field)s") % {"n": number(entry["at_least"]), "field": field}
    low, high = entry["difference"]
    told = {"low": number(low), "high": number(high), "field": field, "behind": number(-high)}
    if low == -high:
        return _("more than %(high)s apart in %(field)s") % told
    if low >= 0 and high >= FAR:
        return _("a mentor not at least %(low)s ahead in %(field)s") % told
    if high <= 0 and low <= -FAR:
        return _("a mentor not at least %(behind)s behind in %(field)s") % told
    return _("a mentor not %(low)s to %(high)s ahead in %(field)s") % told


def criterion_label(entry: Entry) -> str:
    """A criterion of the policy beside its weight."""
    field = column_word(entry.get("field", ""))
    low, high = entry.get("difference", (0, 0))
    of_mentor = entry.get("of") == "mentor"
    covers = {
        "topics": _("Says they can help with what is wanted"),
        "achieved": _("Has achieved what is aimed for"),
    }
    labels = {
        "covers": covers.get(entry.get("offers", ""), _("Strong in what is wanted")),
        "band": _("%(low)s to %(high)s more %(field)s") % {"low": number(low), "high": number(high), "field": field},
        "same": _("Same %(field)s") % {"field": field},
        "differs": _("Another %(field)s") % {"field": field},
        "near": _("Alike in %(field)s") % {"field": field},
        "level": (_("Mentor's own %(field)s") if of_mentor else _("Protégé's own %(field)s")) % {"field": field},
    }
    return labels[entry["kind"]]


def reasons(parts: list[dict[str, Any]]) -> list[str]:
    """What speaks for a pair, the weightiest first."""
    told = [(part["points"], reason(part)) for part in parts if part["value"] > 0]
    return [text for _points, text in sorted(told, key=lambda entry: -entry[0]) if text]


def reason(part: dict[str, Any]) -> str:
    """One criterion's good word for a pair."""
    if part["kind"] == "covers":
        return _strong(part)
    field, text = column_word(part["name"].split("_", 1)[-1]), part["text"]
    told = {"field": field, "text": text, "amount": number(abs(part["amount"] or 0))}
    patterns = {
        "band": _("%(amount)s more %(field)s") if (part["amount"] or 0) >= 0 else _("%(amount)s fewer %(field)s"),
        "same": _("same %(field)s: %(text)s"),
        "differs": _("another %(field)s: %(text)s"),
        "near": _("%(amount)s apart in %(field)s"),
        # in words only: beside a name, a figure of theirs has no place
        "level": _("%(field)s in the upper half") if part["value"] >= 0.5 else "",
    }
    return patterns[part["kind"]] % told


def _strong(part: dict[str, Any]) -> str:
    items = ", ".join(part["items"])
    if part["name"] == "covers_aims_for":
        return _achieved(part, items)
    if part.get("text") == "topics":  # their own words, beside what others have seen
        return _("says they can help with %(items)s") % {"items": items}
    if len(part["items"]) == part["wanted"]:
        return _("strong in all that is wanted: %(items)s") % {"items": items}
    words = {"have": len(part["items"]), "wanted": part["wanted"], "items": items}
    return _("strong in %(have)d of %(wanted)d wanted: %(items)s") % words


def _achieved(part: dict[str, Any], items: str) -> str:
    if len(part["items"]) == part["wanted"]:
        return _("has achieved all that is aimed for: %(items)s") % {"items": items}
    words = {"have": len(part["items"]), "wanted": part["wanted"], "items": items}
    return _("has achieved %(have)d of %(wanted)d aimed for: %(items)s") % words


def amount(points: int, best: int) -> str:
    """A difference in fit, in words: against the most a pair can have."""
    share = abs(points) / best if best else 0.0
    if points == 0 or share < 0.02:
        return _("as good")
    if points < 0:
        return _("a better fit by itself")
    for most, word in ((0.15, _("a little less")), (0.4, _("less"))):
        if share <= most:
            return word
    return _("much less")


def next_best(pair: DraftPair, name: str) -> str:
    """The runner-up for the protégé, and what stands against taking them."""
    if pair.runner_up_less is None:
        return ""
    exact = not pair.runner_up_at_least
    if exact and pair.runner_up_cost == 0 and not pair.runner_up_unplaces:
        return _("%(name)s would do as well in all; told apart by lot") % {"name": name}
    words = amount(pair.runner_up_less, pair.best)
    text = _("next best: %(name)s, %(amount)s") % {"name": name, "amount": words}
    return _beside(text, pair.runner_up_less, pair.runner_up_cost, pair.runner_up_unplaces, exact=exact)


def mentors_next(pair: DraftPair, name: str) -> str:
    """The runner-up for the mentor, and what stands against taking them."""
    if pair.mentors_next_less is None:
        return ""
    exact = not pair.mentors_next_at_least
    if exact and pair.mentors_next_cost == 0 and not pair.mentors_next_unplaces:
        return _("for the mentor %(name)s would do as well in all; told apart by lot") % {"name": name}
    said = {"name": name, "amount": amount(pair.mentors_next_less, pair.best)}
    text = _("next best for the mentor: %(name)s, %(amount)s") % said
    return _beside(text, pair.mentors_next_less, pair.mentors_next_cost, pair.mentors_next_unplaces, exact=exact)


def _beside(text: str, less: int, cost: int | None, unplaces: int | None, *, exact: bool) -> str:
    """What others would lose by a runner-up; `cost` and `unplaces` are bounds where they are not `exact`."""
    if unplaces and exact:
        return f"{text}, {_fewer(unplaces)}"
    if cost and cost > max(less, 0):
        return _("%(text)s, and others would lose by it") % {"text": text}
    return text if exact else _("%(text)s; what others would lose is not worked out") % {"text": text}


def _fewer(people: int) -> str:
    return ngettext(
        "but %(n)d person fewer would have a mentor", "but %(n)d people fewer would have a mentor", people
    ) % {"n": people}


def all_together(before: int, after: int) -> str:
    """What all pairs together would gain or lose, against what they have now."""
    if before == after:
        return _("as well as now")
    share = 100 * abs(after - before) / before if before else 100.0
    told = {"percent": number_format(round(share, 1) if share >= 0.1 else 0.1)}
    if after > before:
        return _("%(percent)s %% better than now") % told
    return _("%(percent)s %% less well than now") % told


def circle_rules(rules: Entry) -> str:
    """What holds among the members of a circle."""
    text = _("circles of %(least)d to %(most)d") % rules
    if rules["least"] == rules["most"]:
        text = _("circles of %(most)d") % rules
    apart = [_("no two of the same %(field)s") % {"field": column_word(name)} for name in rules.get("apart", ())]
    line = [_("nobody above another")] if rules.get("not_in_line") else []
    return ", ".join([text, *apart, *line])


def why_nobody(facts: dict[str, Any], role: str, circle: Entry | None = None) -> str:
    """What leaves somebody without a pair: a shortage, or the rules one by one; `circle` where it has own rules."""
    if role == "mentor":
        return _why_no_protege(facts, circle)
    bars = [_bar(bar) for bar in facts["barred"]]
    if not facts["others"]:
        return _("There is no mentor to choose from.")
    if facts["allowed"] and circle is not None:
        return ngettext(
            "%(n)d mentor is allowed, but no circle with them works out: %(circles)s.",
            "%(n)d mentors are allowed, but no circle with them works out: %(circles)s.",
            facts["allowed"],
        ) % {"n": facts["allowed"], "circles": circle_rules(circle)}
    if facts["allowed"]:
        return ngettext(
            "%(n)d mentor is allowed, and all places are taken.",
            "%(n)d mentors are allowed, and all their places are taken.",
            facts["allowed"],
        ) % {"n": facts["allowed"]}
    opens = [bar for bar in facts["barred"] if bar["opens"]]
    text = _("Nobody is allowed: %(bars)s.") % {"bars": ", ".join(bars)}
    if not opens or facts.get("changes"):
        return text
    hint = _("Without the rule “%(rule)s” %(n)d with a free place could be chosen.") % {
        "rule": rule_label(opens[0]),
        "n": opens[0]["opens"],
    }
    return f"{text} {hint}"


def change(facts: dict[str, Any], name: str, role: str, best: float) -> str:
    """One change that would give somebody a pair, and what all pairs together would gain; `best` in points."""
    if facts["places"] > 1:
        told = {"n": facts["places"], "name": name}
        return _("Others come first for a place; %(n)d more places with %(name)s would do.") % told
    if facts["rule"]:
        told = {"rule": rule_label(facts["rule"]), "name": name}
        text = _("Without the rule “%(rule)s” between these two they would have %(name)s.") % told
    elif facts["ways"] > 1:
        told = {"name": name, "n": facts["ways"] - 1}
        text = (
            ngettext(
                "One more place would do: with %(name)s, or %(n)d other mentor.",
                "One more place would do: with %(name)s, or any of %(n)d other mentors.",
                facts["ways"] - 1,
            )
            % told
        )
    else:
        text = _("One more place with %(name)s would do.") % {"name": name}
    return f"{text} {_worth(facts, best)}".strip()


def _worth(facts: dict[str, Any], best: float) -> str:
    """What everybody together would gain by a change."""
    share = facts["points"] / best if best else 0.0
    if facts["pairs"]:
        if share <= -0.02:
            return ngettext(
                "%(n)d pair more, at a weaker fit of others.",
                "%(n)d pairs more, at a weaker fit of others.",
                facts["pairs"],
            ) % {"n": facts["pairs"]}
        return ngettext("%(n)d pair more.", "%(n)d pairs more.", facts["pairs"]) % {"n": facts["pairs"]}
    return _("A better fit in all.") if share >= 0.02 else _("As many pairs, as good.")


def _why_no_protege(facts: dict[str, Any], circle: Entry | None) -> str:
    if not facts["places"]:
        return _("All places given are taken already.")
    if not facts["others"]:
        return _("There is nobody to be mentored.")
    if facts["allowed"] and circle is not None and facts["places"] < circle["least"]:
        return _("Too few places for a circle: %(places)d, and a circle has %(least)d members at least.") % {
            "places": facts["places"],
            "least": circle["least"],
        }
    if facts["allowed"]:
        return _("Everybody who may be paired with them has somebody else.")
    return _("Nobody is allowed: %(bars)s.") % {"bars": ", ".join(_bar(bar) for bar in facts["barred"])}


def _bar(bar: Entry) -> str:
    return _("%(reason)s (%(n)d)") % {"n": bar["people"], "reason": rule_label(bar)}


def number(value: float | None) -> str:
    if value is None:
        return ""
    return number_format(int(value) if float(value).is_integer() else round(float(value), 2))
