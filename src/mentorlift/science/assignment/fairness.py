"""How pairs serve the groups among the protégés: who has a mentor, how well they fit, how strong the mentors are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.criteria import Level, between_extremes
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Floats, Pool
from mentorlift.science.assignment.result import Matching
from mentorlift.science.assignment.solver import NONE
from mentorlift.science.small_groups import Hidden, hidden_groups

FEW_VALUES = 8  # a column of more different numbers is cut into three bands


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group of protégés. `hidden`: "" or why nothing is said ("small", "beside"); `means_hidden` the same for the
    two means, which are over those who have a mentor. `mean_score` is the share of the most a pair can have,
    `mentor_strength` 0 to 1 by the policy's own levels of mentors; None where hidden, or where there is none to say.
    """

    field: str
    group: str
    people: int | None
    matched: int | None
    mean_score: float | None
    mentor_strength: float | None
    hidden: str = ""
    means_hidden: str = ""

    @property
    def rate(self) -> float | None:
        return None if self.people is None or self.matched is None else self.matched / self.people


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everybody in one line (field and group empty), then each group, fields in the order of the policy."""

    everybody: Line
    lines: tuple[Line, ...]
    strength: tuple[str, ...]  # the columns by which mentors are strong; none where the policy weighs none


def fairness(policy: Policy, pool: Pool, found: Matching) -> Sheet:
    """The sheet over `policy.groups`; each must be a text column of the protégés."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    best = sum(criterion.weight for criterion in policy.criteria) * found.certificate.scale
    mentor = np.full(len(rows), NONE)
    score = np.full(len(rows), np.nan)
    for pair in found.pairs:
        mentor[rows[pair.protege]] = cols[pair.mentor]
        score[rows[pair.protege]] = pair.score / best if best else np.nan
    fields, levels = strength(policy, pool)
    strong = np.where(mentor == NONE, np.nan, levels[mentor]) if fields else np.full(len(rows), np.nan)
    groups = {field: labels(pool.proteges.texts[field]) for field in policy.groups or ()}
    return sheet(groups, mentor != NONE, score, strong, fields)


def sheet(
    groups: Mapping[str, Sequence[str]], matched: Bools, score: Floats, strong: Floats, strength: tuple[str, ...]
) -> Sheet:
    """The same from each protégé's groups, whether they are matched, and the two figures of their pair."""
    by_people = hidden_groups(groups, np.ones(len(matched), dtype=bool))
    by_matched = hidden_groups(groups, matched, given=by_people.all)
    lines = []
    for field, values in groups.items():
        names, at = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
        for k, members in enumerate(np.split(np.argsort(at, kind="stable"), np.cumsum(np.bincount(at))[:-1])):
            group = str(names[k])
            why = [reason((field, group), found) for found in (by_people, by_matched)]
            lines.append(line(field, group, (matched[members], score[members], strong[members]), why))
    everybody = line("", "", (matched, score, strong), ["", ""])
    return Sheet(everybody=everybody, lines=tuple(lines), strength=strength)


def reason(group: tuple[str, str], found: Hidden) -> str:
    """Why a group is hidden; "" where it is not."""
    return "small" if group in found.small else "beside" if group in found.beside else ""


def line(field: str, group: str, figures: tuple[Bools, Floats, Floats], why: Sequence[str]) -> Line:
    """One line from the figures of its people; `why` hides all of it, or the means."""
    matched, score, strong = figures
    told, means = not why[0], not why[0] and not why[1]
    return Line(
        field=field,
        group=group,
        people=len(matched) if told else None,
        matched=int(matched.sum()) if told else None,
        mean_score=mean(score[matched]) if means else None,
        mentor_strength=mean(strong[matched]) if means else None,
        hidden=why[0],
        means_hidden=why[0] or why[1],
    )


def mean(values: Floats) -> float | None:
    """The mean of what is known, None where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def strength(policy: Policy, pool: Pool) -> tuple[tuple[str, ...], Floats]:
    """The columns by which the policy levels mentors, and each mentor's level over them, by weight, 0 to 1."""
    own = [one for one in policy.criteria if isinstance(one, Level) and one.of == "mentor" and one.weight]
    if not own:
        return (), np.full(len(pool.mentors), np.nan)
    levels = [one.weight * between_extremes(pool.mentors.numbers[one.field]) for one in own]
    return tuple(one.field for one in own), np.sum(levels, axis=0) / sum(one.weight for one in own)


def labels(values: Sequence[str]) -> tuple[str, ...]:
    """The values as they are; many different numbers as three bands of about as many people each."""
    known = sorted({value for value in values if value})
    try:
        numbers = {value: float(value) for value in known}
    except ValueError:
        return tuple(values)
    if len(known) <= FEW_VALUES or not np.isfinite(list(numbers.values())).all():
        return tuple(values)
    low, high = np.quantile([numbers[value] for value in values if value], [1 / 3, 2 / 3], method="inverted_cdf")
    bands = {value: band(number, low, high) for value, number in numbers.items()}
    return tuple(bands[value] if value else "" for value in values)


def band(number: float, low: float, high: float) -> str:
    """Which third a number is of."""
    if number <= low:
        return f"up to {low:g}"
    return f"above {low:g}, up to {high:g}" if number <= high else f"above {high:g}"
