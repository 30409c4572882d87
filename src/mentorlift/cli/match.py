"""mentorlift match: the best pairs under a policy, each with its reason, and the proof."""

import sys
import time
from pathlib import Path

import click

from mentorlift.cli.bars import bar

FILE = click.Path(path_type=Path)
UNDECIDED = {
    "random": "drawn at random within the rules",
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
@click.option("--out", type=FILE, required=True, help="Where pairs.csv goes; unmatched.csv is put beside it.")
@click.option("--certificate", type=FILE, required=True, help="Where the proof goes.")
def command(
    *, proteges: Path, mentors: Path, policy: Path | None, preferences: Path | None, out: Path, certificate: Path
) -> None:
    """Match protégés with mentors: the best set of pairs there is under the policy, proved and explained."""
    from mentorlift.files.faults import Refused
    from mentorlift.files.pairs import write_matching
    from mentorlift.files.pool import read_matching
    from mentorlift.science.assignment.matching import match
    from mentorlift.science.assignment.result import TooLarge

    start = time.monotonic()
    try:
        with bar("match") as shown:
            shown.at("reading people and policy", 0, 3)
            settled, pool, notes = read_matching(proteges, mentors, policy, preferences)
            shown.at("finding the best pairs", 1, 3)
            found = match(settled, pool)
            shown.at("writing pairs and proof", 2, 3)
            unmatched = write_matching(found, settled, pairs=out, certificate=certificate)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    except TooLarge as too_large:
        click.echo(f"{policy.name if policy else proteges.name}::: {too_large}", err=True)
        sys.exit(1)
    except OverflowError as too_far:  # only weights of a policy can be
        click.echo(f"{policy.name if policy else ''}::weight: {too_far}", err=True)
        sys.exit(1)
    proof = found.certificate
    for note in notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"pairs           {proof.coverage} of {proof.proteges} protégés, {proof.places} places  {out}")
    alone = [one for one in found.unplaced if one.role == "protege"]
    click.echo(f"without mentor  {len(alone)}  {unmatched}")
    click.echo(f"score           {proof.primal} of at most {proof.dual}, gap {proof.gap}")
    settled_how = "no better set exists under these rules" if proof.optimal else UNDECIDED.get(proof.mode, "")
    if proof.short:
        settled_how = f"no set scores more than {proof.short:.4%} better"
    click.echo(f"proof           {settled_how}, {proof.blocking_pairs} blocking pairs  {certificate}")
    click.echo(f"time            {time.monotonic() - start:.2f} s")
