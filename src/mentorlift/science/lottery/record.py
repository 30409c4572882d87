"""The draw as a plain record (draw.json), and back: everything anybody needs to draw again."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from mentorlift.science.lottery.balance import balance
from mentorlift.science.lottery.design import MANDATORY, VOLUNTARY, Acceptance, Design, Draw, Row, UnableToDraw
from mentorlift.science.lottery.tickets import digest

FORMAT = "mentorlift-draw-1"
ROUNDING = "unbiased controlled rounding: exact in total, within one of the share in each stratum"
PIVOTAL = "ordered pivotal sampling: exact in total, each person with the own chance, in proportion to the weight"
ACCEPTANCE = "the first draw stands"
ACCEPTED = (
    'drawn again, with seed sha256(seed, "try", k) for the k-th try from the second on, until no arm is further from '
    "the last than the threshold (Mahalanobis distance of the columns, strata by their units)"
)
TICKETS = "sha256(seed, lottery, unit) joined by line feeds; in each stratum the lowest tickets take the first arm"


def as_record(
    draw: Draw,
    roster: Sequence[Row],
    *,
    arms_before: str = "",
    origin: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What is written to draw.json.

    `origin`: secret, commitment, public_value and public_on, where the seed was made of them.
    `arms_before`: digest of the arms that the roster file carried before this draw, "" if none.
    """
    design = draw.design
    return {
        "format": FORMAT,
        "unit": "cluster" if design.clusters else "person",
        "roster_hash": draw.roster_hash,
        "roster_columns": list(design.columns),
        "arms_before": arms_before,
        "seed": design.seed,
        "seed_hash": digest(design.seed),
        "origin": dict(origin or {}),
        "strata_columns": list(design.strata),
        "branches": dict(design.branches),
        "only": dict(design.only),
        "arms": list(design.arms),
        "allocation": dict(design.allocation),
        "by_branch": {name: dict(arms) for name, arms in design.by_branch.items()},
        "tickets": TICKETS,
        "rounding": PIVOTAL if design.weight else ROUNDING,
        **({"weight": design.weight} if design.weight else {}),
        "acceptance": ACCEPTED if design.rerandomise else ACCEPTANCE,
        **({"rerandomised": rerandomised(design, roster)} if design.rerandomise else {}),
        "balance": [row.as_dict() for row in balance(draw, roster)],
        **drawn_part(draw),
        "assignments": assignments_of(draw),
    }


def drawn_part(draw: Draw) -> dict[str, Any]:
    """What follows from list and seed alone, beside the assignments."""
    return {
        "people": draw.people,
        "units": len({a.unit for a in draw.assignments}),
        "probabilities": probabilities(draw),
        "strata": [
            {
                "lottery": s.lottery,
                "name": s.name,
                "merged_from": list(s.cells),
                "units": s.units,
                "expected": {arm: round(value, 6) for arm, value in s.expected.items()},
                "counts": s.counts,
            }
            for s in draw.strata
        ],
        "reserve": list(draw.reserve),
        **({"tries": dict(draw.tries)} if draw.design.rerandomise else {}),
    }


def rerandomised(design: Design, roster: Sequence[Row]) -> dict[str, Any]:
    """The rule of acceptance, and the cells it looks at by person, so that redraws can obey it."""
    rule = design.rerandomise
    assert rule is not None
    return {
        "columns": list(rule.columns),
        "share": rule.share,
        "threshold": rule.threshold,
        "values": {row["person_id"]: [row[column] for column in rule.columns] for row in roster},
    }


def assignments_of(draw: Draw) -> list[dict[str, Any]]:
    """One entry a person, by person_id; with the chance of the first arm where chances differ."""
    return [
        {"person_id": a.person_id, "arm": a.arm, "branch": a.branch, "stratum": a.stratum, "unit": a.unit}
        | ({} if a.chance is None else {"chance": a.chance})
        for a in draw.assignments
    ]


def probabilities(draw: Draw) -> dict[str, dict[str, float]]:
    """Lottery -> arm -> chance of every unit in it (the mean, where chances differ).

    The same in all strata, because the rounding is unbiased.
    """
    out: dict[str, dict[str, float]] = {}
    for lottery in dict.fromkeys(s.lottery for s in draw.strata):
        strata = [s for s in draw.strata if s.lottery == lottery]
        units = sum(s.units for s in strata)
        out[lottery] = {arm: round(sum(s.counts[arm] for s in strata) / units, 10) for arm in strata[0].counts}
    return out


def design_of(record: Mapping[str, Any]) -> Design:
    """The design that a record says was drawn. UnableToDraw where it is not a record of this kind."""
    if record.get("format") != FORMAT:
        raise UnableToDraw(f"this is not a draw file (format {FORMAT} expected, {record.get('format')!r} found)")
    try:
        return Design(
            seed=str(record["seed"]),
            allocation=_numbers(record["allocation"], record["arms"]),
            by_branch={name: _numbers(arms, record["arms"]) for name, arms in sorted(record["by_branch"].items())},
            strata=tuple(record["strata_columns"]),
            branches=_numbers(record["branches"], (MANDATORY, VOLUNTARY)),
            only={str(column): str(value) for column, value in record["only"].items()},
            clusters=record["unit"] == "cluster",
            weight=str(record.get("weight", "")),
            rerandomise=_rule(record.get("rerandomised")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnableToDraw(f"the draw file is damaged: {error!r}") from error


def _rule(found: Mapping[str, Any] | None) -> Acceptance | None:
    if found is None:
        return None
    Fraction(found["threshold"])  # a ValueError where it is no number
    return Acceptance(columns=tuple(found["columns"]), share=str(found["share"]), threshold=str(found["threshold"]))


def _numbers(counts: Mapping[str, Any], order: Sequence[str]) -> dict[str, int]:
    """In the order that the tickets are given out in, whatever a JSON writer made of it."""
    if not set(counts) <= set(order):
        raise ValueError(f"{', '.join(counts)} where {', '.join(order)} was expected")
    return {str(name): int(counts[name]) for name in order if name in counts}
