"""Why a pair, and why nobody, in plain English for files and terminals."""

from mentorlift.science.assignment.changes import Change
from mentorlift.science.assignment.criteria import Fact
from mentorlift.science.assignment.result import Pair
from mentorlift.science.assignment.rules import Ahead, Apart, Different, NotInLine, OverlapHours, Rule, SharesAny
from mentorlift.science.assignment.runners_up import RunnerUp
from mentorlift.science.assignment.unplaced import Unplaced


def reason(pair: Pair, scale: int) -> str:
    """One line: what speaks for the pair, and the next best mentor with the cost of taking them."""
    good = [sentence for fact in pair.parts if (sentence := in_favour(fact))]
    start = "kept by hand" if pair.pinned else ""
    parts = [start] if start else []
    parts += good or ([] if start else ["allowed by the rules; no criterion speaks for it"])
    if pair.runner_up is not None:
        parts.append(next_best(pair, scale))
    if pair.mentors_next is not None:
        parts.append(f"for {pair.mentor}: {instead(pair.mentors_next, scale)}")
    return "; ".join(parts)


def in_favour(fact: Fact) -> str:
    """What one criterion found good about a pair, empty if nothing."""
    if fact.value <= 0:
        return ""
    field = fact.name.split("_", 1)[-1].replace("_", " ")
    ahead = fact.amount or 0.0
    told = {
        "covers": f"offers {len(fact.items)} of {fact.wanted} wanted in {field}: {', '.join(fact.items)}",
        "same": f"same {field}: {fact.text}",
        "differs": f"other {field}: {fact.text}",
        "preference": "chosen by the mentor" if fact.amount is None else f"choice number {ahead:g}",
        "level": f"{field} {ahead:g}",
        "band": f"{field}: {abs(ahead):g} {'more' if ahead >= 0 else 'less'}",
        "near": f"{field}: {abs(ahead):g} apart",
    }
    return told[fact.kind]


def next_best(pair: Pair, scale: int) -> str:
    """The runner-up of the protégé and what taking it would cost."""
    assert pair.runner_up is not None
    second = RunnerUp(
        person=pair.runner_up,
        less=pair.runner_up_less or 0,
        cost=pair.runner_up_cost,
        unplaces=pair.runner_up_unplaces,
        at_least=pair.runner_up_at_least,
    )
    return instead(second, scale)


def instead(one: RunnerUp, scale: int) -> str:
    """A runner-up and what taking it would cost."""
    if one.less == 0:
        text = f"{one.person} would be as good here"
    elif one.less > 0:
        text = f"next best {one.person}, {one.less / scale:.3g} less here"
    else:
        text = f"{one.person} would give {-one.less / scale:.3g} more here"
    if one.cost is None:
        return text
    bound = "at least " if one.at_least else ""
    if one.unplaces:
        return f"{text}, but {bound}{people(one.unplaces, 'protégé')} fewer would have a mentor"
    if one.at_least and one.cost <= 0:
        return f"{text}; what it would cost in all is not worked out"
    if one.cost == 0:
        return f"{text} and no less in all"
    return f"{text}, {bound}{one.cost / scale:.3g} less in all"


def why_nobody(one: Unplaced, scale: int = 0) -> str:
    """One line: the rule or the shortage that leaves this person without, and what would change it; worths in weights
    where `scale` is given."""
    other = "mentor" if one.role == "protege" else "protégé"
    bars = "; ".join(f"{people(b.people, other)} {broken(b.rule)}" for b in one.barred)
    if one.role == "mentor" and not one.places:
        return "offers no place"
    if one.others == 0:
        return f"there is no {other} in the pool"
    if one.allowed == 0:
        text = f"the rules allow none of {people(one.others, other)}: {bars}"
    elif one.role == "protege":
        full = f"{people(one.allowed, 'mentor')} allowed by the rules, all full ({people(one.places, 'place')})"
        text = f"{full}; {bars}" if bars else full
    else:
        text = f"{people(one.allowed, 'protégé')} allowed by the rules, all have another mentor"
    opens = [b for b in one.barred if b.free_but_for_this]
    if one.changes:
        return "; ".join([text, *(changed(change, one.role, scale) for change in one.changes)])
    if opens:
        word = "with a free place" if one.role == "protege" else "without a mentor"
        text += "; " + "; ".join(
            f"dropping the rule {named(b.rule)} would open {b.free_but_for_this} {word}" for b in opens
        )
    return text


def changed(change: Change, role: str, scale: int) -> str:
    """One change that would give somebody a pair, and what the best set would gain by it."""
    if change.rule is not None:
        text = f"without the rule {named(change.rule)} between the two they would have {change.partner}"
    elif change.places > 1:
        return f"others come first for a place; {change.places} more places with {change.partner} would do"
    else:
        others = f", or with one of {change.ways - 1} others," if change.ways > 1 else ""
        text = f"one more place with {change.partner}{others} would give them one"
    return f"{text} ({gained(change, scale)})" if scale else text


def gained(change: Change, scale: int) -> str:
    """What the best set gains."""
    more = [f"{people(change.pairs, 'pair')} more"] if change.pairs else []
    score = (change.points or 0) / scale
    if score:
        more.append(f"{abs(score):.3g} {'more' if score > 0 else 'less'} in score")
    return ", ".join(more) or "nothing else in all"


def broken(rule: Rule) -> str:
    """What is so about the people whom a rule bars."""
    if isinstance(rule, Different):
        return f"with the same {rule.field.replace('_', ' ')}"
    if isinstance(rule, NotInLine):
        return "in the reporting line"
    if isinstance(rule, OverlapHours):
        return f"with fewer than {rule.at_least:g} working hours in common"
    if isinstance(rule, SharesAny):
        return f"with no {rule.field.replace('_', ' ')} in common"
    return too_near_or_far(rule) if isinstance(rule, Ahead | Apart) else "set apart by hand"


def too_near_or_far(rule: Ahead | Apart) -> str:
    """The difference that is asked for and not there."""
    field = rule.field.replace("_", " ")
    if isinstance(rule, Ahead):
        return f"not {rule.low:g} to {rule.high:g} {field} ahead"
    return f"less than {rule.at_least:g} {field} apart"


def named(rule: Rule) -> str:
    """A rule as the policy file names it."""
    field = getattr(rule, "field", "") or getattr(rule, "manager", "")
    return f"{rule.kind} {field}".strip()


def people(count: int, word: str) -> str:
    """A count with its word in the right number."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
