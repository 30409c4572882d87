"""Unequal chances: everybody's own chance of the first arm, drawn with exact numbers."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from mentorlift.science.lottery.design import UnableToDraw


def chances(weights: Mapping[str, Fraction], places: int | Fraction) -> dict[str, Fraction]:
    """Unit -> its chance, in proportion to its weight, adding up to `places`.

    UnableToDraw where somebody would be in (or out) for certain: what certainty does cannot be compared.
    """
    total = sum(weights.values(), Fraction(0))
    never = sorted(unit for unit, weight in weights.items() if weight <= 0)
    found = {} if never else {unit: places * weight / total for unit, weight in weights.items()}
    always = sorted(unit for unit, chance in found.items() if chance >= 1)
    faults = []
    if never:
        faults.append(f"{', '.join(never[:5])}: a weight above zero is needed, or they are never drawn; leave them out")
    if always:
        faults.append(
            f"{', '.join(always[:5])}: with this weight they are drawn for certain; lower it, or leave them out"
        )
    if faults:
        raise UnableToDraw(*faults)
    return found


def pivotal(chance: Sequence[Fraction], below: Callable[[Fraction], bool]) -> list[bool]:
    """Who is in: each with exactly its chance, as many as the chances add up to (a whole number).

    Two at a time settle one of them; what is left over goes on to the next, so that running totals stay within one of
    the sum of the chances. Deville and Tille (1998), Biometrika 85(1), 89-101, in the order given.
    """
    inside = [False] * len(chance)
    waiting, left = 0, chance[0] if chance else Fraction(0)
    for other in range(1, len(chance)):
        both = left + chance[other]
        if both == 0:
            continue
        if both < 1:
            settled, stays = (waiting, other) if below(chance[other] / both) else (other, waiting)
            waiting, left = stays, both
        else:
            settled, stays = (
                (waiting, other) if both == 2 or below((1 - chance[other]) / (2 - both)) else (other, waiting)
            )
            inside[settled] = True
            waiting, left = stays, both - 1
    if chance:
        inside[waiting] = left == 1
    return inside
