"""All that proves an answer without a single person's figures, as one zip file.

Why the figures themselves are not in it: docs/decisions/proof-of-an-answer.md.
"""

from uuid import UUID

from django.http import Http404

from mentorlift.accounts.actors import Actor
from mentorlift.draws.ledger import commands_of, draw_files
from mentorlift.experiments import queries
from mentorlift.experiments.models import Analysis
from mentorlift.files.recompute import NAME, SCRIPT
from mentorlift.files.report import report_page
from mentorlift.files.results import results_text
from mentorlift.files.zipped import zipped
from mentorlift.programmes.models import Programme
from mentorlift.reports.results.page import readable

README = """\
This answer, and what proves it. No person's figures are in this folder, under whatever id.

plan.toml       what was to be measured, fixed before the draw. Its check code stands in results.json as plan_hash.
results.json    every figure that whoever fetched this may read, computed by mentorlift {version}
                on data with the check code {data}
report.html     the same to read and print
draws/          of each intake the list under codes and the draw
recompute.py    checks all of it with the installed package and says so in a sentence, or names the file that differs:

    python recompute.py

It draws every intake again, compares the plan with the one of the answer and writes the report anew. Draw by draw:

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
    return zipped(_files(programme, analysis))


def _files(programme: Programme, analysis: Analysis) -> dict[str, str]:
    draws, results = draw_files(programme), analysis.results
    told = {"version": results["code_version"], "data": results["data_hash"], "commands": commands_of(draws)}
    return {
        "plan.toml": programme.frozen_plan.plan_toml,
        "results.json": results_text(results),
        "report.html": report_page(results),
        NAME: SCRIPT,
        **draws,
        "README.txt": README.format(**told),
    }
