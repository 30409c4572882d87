"""One tenure day in one cell: means of those who would stay under either arm, as low and as high as trimming allows."""

from dataclasses import dataclass

import numpy as np

from .data import Bools, Floats


@dataclass(frozen=True, kw_only=True)
class Trimmed:
    """`stay`: share employed that day under both arms. `mean` (3,): trimmed arm low and high, then the other arm.

    `psi` (m, 3) and `stay_psi` (m,): raw influences of the means and of `stay` per person of the cell.
    """

    stay: float
    mean: Floats
    psi: Floats
    stay_psi: Floats


def trim(y: Floats, employed: Bools, longer: Bools, weight: Floats) -> Trimmed | None:
    """Lee (2009) with weights: cut from the arm whose people stay `longer` the share that stays because of it.

    y (m,): nan where the day does not count; `employed`, `longer` (m,); `weight` (m,) sums to 1 within each arm of
    the cell. Nothing is cut where that arm does not stay longer on this day. None without values in both arms.
    Influence of a trimmed mean: Lee (2009), proposition 3, written per person.
    """
    there = np.isfinite(y)
    value = np.where(there, y, 0.0)
    arm, other = np.where(longer, weight, 0.0), np.where(longer, 0.0, weight)
    held, other_held = float(arm @ there), float(other @ there)
    if held <= 0 or other_held <= 0:
        return None
    stay, other_stay = float(arm @ employed), float(other @ employed)
    share = min(1.0, other_stay / stay)
    mass = held * share
    mass_psi = share * arm * there
    if share < 1.0:
        mass_psi = mass_psi + held * (other * employed / stay - other_stay * arm * employed / stay**2)
    psi = np.zeros((len(y), 3))
    mean = np.zeros(3)
    inside = np.flatnonzero(there & longer)
    order = inside[np.argsort(value[inside], kind="stable")]
    for column, ranked in ((0, order), (1, order[::-1])):
        before = np.cumsum(arm[ranked]) - arm[ranked]
        kept = np.clip((mass - before) / arm[ranked], 0.0, 1.0)
        last = value[ranked[np.flatnonzero(kept > 0)[-1]]]
        mean[column] = (arm[ranked] * kept) @ value[ranked] / mass
        psi[ranked, column] = arm[ranked] * kept * (value[ranked] - last) / mass
        psi[:, column] += (last - mean[column]) * mass_psi / mass
    mean[2] = other @ value / other_held
    psi[:, 2] = other * np.where(there, value - mean[2], 0.0) / other_held
    fewer = other if share < 1.0 else arm
    return Trimmed(stay=min(stay, other_stay), mean=mean, psi=psi, stay_psi=fewer * employed)
