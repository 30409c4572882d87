"""mentorlift match: the best pairs under a policy, each with its reason, and the proof."""

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlift.cli.bars import bar
from mentorlift.cli.match_forms import match_form

if TYPE_CHECKING:
    from mentorlift.science.assignment.result import Matching

FILE = click.Path(path_type=Path)
UNDECIDED = {
    "random": "drawn at random within the rules",
    "near-optimal": "drawn by lot near the best",
    "stable": "stable: nobody would both rather swap",
}


@click.command(
    epilog="Example: mentorlift match --proteges p.csv --mentors m.csv --policy policy.toml"
    " --out pairs.csv --certificate cert.json"
)
@click.option("--proteges", type=FILE, required=True, help="Who shall get a mentor: person_id and any attributes.")
@click.option("--mentors", type=FILE, required=True, help="Who gives places: person_id, capacity, attributes.")
@click.option("--policy", type=FILE, help="policy.toml: rules, criteria, objective. Without it all may pair.")
@click.option("--preferences", type=FILE, help="Wishes: person_id, choice_id, rank.")
@click.option(
    "--out", type=FILE, required=True, help="Where pairs.csv goes; unmatched.csv and fairness.csv are put beside it."
)
@click.option("--certificate", type=FILE, required=True, help="Where the proof goes.")
@click.option(
    "--costs",
    is_flag=True,
    help="In pools of millions of pairs too: what the next best would cost everybody, and the smallest change for"
    " whoever is left. Takes several times as long; in smaller pools it is always told.",
)
def command(
    *,
    proteges: Path,
    mentors: Path,
    policy: Path | None,
    preferences: Path | None,
    out: Path,
    certificate: Path,
    costs: bool,
) -> None:
    """Match protégés with mentors: the best set of pairs there is under the policy, proved and explained."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # small sums in many steps: more threads only wait for each other
    from mentorlift.files.faults import Refused
    from mentorlift.files.pairs import write_matching
    from mentorlift.files.pool import read_matching
    from mentorlift.science.assignment.fairness import fairness
    from mentorlift.science.assignment.limits import NotWorkedOut
    from mentorlift.science.assignment.matching import match

    start = time.monotonic()
    try:
        with bar("match") as shown, uncollected():
            shown.at("reading people and policy", 0, 3)
            settled, pool, notes = read_matching(proteges, mentors, policy, preferences)
            shown.at("finding the best pairs", 1, 3)
            if settled.circle or settled.weeks:
                lines = match_form(settled, pool, out=out, certificate=certificate)
            else:
                found = match(settled, pool, costs=costs)
                shown.at("writing pairs and proof", 2, 3)
                fair = fairness(settled, pool, found)
                unmatched, sheet = write_matching(found, settled, fair=fair, pairs=out, certificate=certificate)
                groups = f"{len(fair.lines)} groups of {', '.join(settled.groups or ()) or 'no column'}  {sheet}"
                lines = [*said(found, out, unmatched, certificate), f"by group        {groups}"]
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    except NotWorkedOut as error:
        click.echo(f"{policy.name if policy else proteges.name}::: {error}", err=True)
        sys.exit(1)
    except OverflowError as too_far:  # only weights of a policy can be
        click.echo(f"{policy.name if policy else ''}::weight: {too_far}", err=True)
        sys.exit(1)
    for note in notes:
        click.echo(f"note: {note}", err=True)
    for line in lines:
        click.echo(line)
    click.echo(f"time            {time.monotonic() - start:.2f} s")


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of facts, none of them in a circle: the collector would search them all again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def said(found: "Matching", out: Path, unmatched: Path, certificate: Path) -> list[str]:
    """What a matching comes to, for people."""
    proof = found.certificate
    alone = [one for one in found.unplaced if one.role == "protege"]
    settled_how = "no better set exists under these rules" if proof.optimal else UNDECIDED.get(proof.mode, "")
    if proof.short:
        settled_how = f"no set scores more than {proof.short:.4%} better"
    lines = [
        f"pairs           {proof.coverage} of {proof.proteges} protégés, {proof.places} places  {out}",
        f"without mentor  {len(alone)}  {unmatched}",
        f"score           {proof.primal} of at most {proof.dual}, gap {proof.gap}",
        f"proof           {settled_how}, {proof.blocking_pairs} blocking pairs  {certificate}",
    ]
    if proof.expected is not None:
        told = f"expected score {proof.expected:.10g}, no pair more likely than {proof.largest_probability:g}"
        lines.append(f"lot             {told}")
    elif proof.log10_sets is not None:
        sets = proof.sets or f"about 10^{proof.log10_sets:.0f}"
        lines.append(f"lot             {sets} largest sets, each as likely")
    return lines
