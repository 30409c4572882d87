"""All that proves an answer without a single person's figures, as one zip file.

Why the figures themselves are not in it: docs/decisions/proof-of-an-answer.md.
"""

import hashlib
import io
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import Http404

from mentorlift.accounts.actors import Actor
from mentorlift.draws.queries import draws_of, public_list
from mentorlift.experiments import queries
from mentorlift.experiments.models import Analysis
from mentorlift.files.report import report_page
from mentorlift.files.results import results_text
from mentorlift.programmes.models import Programme
from mentorlift.reports.results.page import readable

README = """\
This answer, and what proves it. No person's figures are in this folder, under whatever id.

plan.toml       what was to be measured, fixed before the draw. Its check code stands in results.json as plan_hash.
results.json    every figure that whoever fetched this may read, computed by mentorlift {version}
                on data with the check code {data}
report.html     the same to read and print
draws/          of each intake the list under codes and the draw. Draw it again yourself:

{commands}

SHA256SUMS      check codes of these files: sha256sum -c SHA256SUMS

Whoever holds the organisation's own lists and figures can compute the answer from them again:

    mentorlift analyse --roster ROSTER --outcomes OUTCOMES --plan plan.toml --out again.json
"""


def proof_of(actor: Actor, programme_id: UUID) -> bytes:
    """A zip file, the same bytes for the same analysis and readable rows. Http404 without an answer to read."""
    programme = readable(actor, programme_id)
    analysis = queries.latest_analysis(actor, programme)
    if analysis is None:
        raise Http404
    return _zipped(_files(programme, analysis))


def _files(programme: Programme, analysis: Analysis) -> dict[str, str]:
    draws: dict[str, str] = {}
    commands = []
    for number, draw in enumerate(draws_of(programme), start=1):
        folder = f"draws/{number:02d}"
        draws |= {f"{folder}/draw.json": draw.record, f"{folder}/list.csv": public_list(draw.preparation)}
        commands.append(f"    mentorlift verify-draw {folder}/draw.json --roster {folder}/list.csv")
    results = analysis.results
    files = {
        "plan.toml": programme.frozen_plan.plan_toml,
        "results.json": results_text(results),
        "report.html": report_page(results),
        **draws,
        "README.txt": README.format(
            version=results["code_version"], data=results["data_hash"], commands="\n".join(commands)
        ),
    }
    sums = "".join(f"{hashlib.sha256(files[name].encode()).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, "SHA256SUMS": sums}


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            # without a time: same files, same bytes
            archive.writestr(ZipInfo(name), files[name].encode(), ZIP_DEFLATED)
    return out.getvalue()
