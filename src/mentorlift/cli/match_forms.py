"""What `mentorlift match` does where the policy asks for circles or for rotating peer pairs."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool
    from mentorlift.science.assignment.rotation import Rotation


def match_form(policy: "Policy", pool: "Pool", *, out: Path, certificate: Path) -> list[str]:
    """Writes the files and returns what to say. Raises NotWorkedOut where there is no answer."""
    if policy.weeks is not None:
        return rotate(policy, pool, policy.weeks, out=out, certificate=certificate)
    from mentorlift.files.forms import write_circles
    from mentorlift.science.assignment.circles import circles
    from mentorlift.science.assignment.limits import NotWorkedOut

    assert policy.circle is not None
    found = circles(policy, pool, policy.circle)
    if found is None:
        raise NotWorkedOut("the pins cannot be kept under the rules of a circle; drop a pin, or change [circle]")
    unmatched = write_circles(found, policy, pool, policy.circle, pairs=out, certificate=certificate)
    proof = "no better circles exist under these rules" if found.optimal else "the best found; the bound is proved"
    return [
        f"circles         {len(found.circles)}, {found.placed} of {len(pool.proteges)} protégés  {out}",
        f"without circle  {len(found.without)}  {unmatched}",
        f"score           {found.primal} of at most {found.dual}",
        f"proof           {proof}  {certificate}",
    ]


def rotate(policy: "Policy", pool: "Pool", weeks: int, *, out: Path, certificate: Path) -> list[str]:
    """The same for weekly pairs among peers."""
    from mentorlift.files.forms import write_rotation
    from mentorlift.science.assignment.limits import NotWorkedOut
    from mentorlift.science.assignment.rotation import rotation

    if pool.proteges.ids != pool.mentors.ids:
        raise NotWorkedOut("rotating pairs are among the same people; give one file for --proteges and --mentors")
    found = rotation(policy, pool, weeks)
    unmatched = write_rotation(found, pairs=out, certificate=certificate)
    return [
        f"pairs           {found.pairs} in {weeks} weeks, no two people twice  {out}",
        f"sitting out     {sum(len(week.out) for week in found.weeks)}  {unmatched}",
        f"proof           {proof_of(found)}  {certificate}",
    ]


def proof_of(found: "Rotation") -> str:
    """What is known of the weeks."""
    if found.way == "table":
        return "from a table in which all meet once"
    best = sum(week.best for week in found.weeks)
    text = f"{best} of {len(found.weeks)} weeks proved best after those before"
    if found.short:
        text += f", no week could score more than {100 * found.short:.2g} % more"
    return text if best or found.short is not None else "not proved best"
