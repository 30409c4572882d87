"""Everything the results page shows, gathered once."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies, queries
from mentorlift.experiments.events import events_of
from mentorlift.experiments.exception_page import counted
from mentorlift.experiments.models import Analysis
from mentorlift.experiments.rules import settled
from mentorlift.mentorships.queries.missed import missed_by_site
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.programmes import list_programmes
from mentorlift.reports.results import sections, titles
from mentorlift.reports.results.doubts import doubts
from mentorlift.reports.results.figures import Figures
from mentorlift.reports.results.money import money_section
from mentorlift.reports.results.ramp import ramp, ramp_title
from mentorlift.reports.results.words import Headline, headline, plain_reason

_notes: list[Callable[[Analysis], str]] = []


def add_note(say: Callable[[Analysis], str]) -> None:
    """Something more to say under a result, from above this room; "" says nothing."""
    _notes.append(say)


def results_page(actor: Actor, programme_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The template's context; Http404 for whoever may not read figures of this programme."""
    programme = readable(actor, programme_id)
    analysis = queries.latest_analysis(actor, programme)
    running = queries.running(actor, programme, now=now)
    page: dict[str, Any] = {
        "programme": programme,
        "now": now,  # the rail beside it shares what was counted
        "running": running,
        "shows_methods": actor.is_analyst,
        "events": events_of(programme),
        "exceptions": counted(programme),
        "may_compute": policies.may_compute(actor) and running.may_be_computed,
        "missed": missed_by_site(actor, programme.id),
        "may_enter_costs": policies.may_enter_costs(actor),
    }
    if analysis is None:
        return {**page, "headline": _waiting(programme, running)}
    return {**page, **_answer(programme, analysis, running)}


def results_of(actor: Actor, programme_id: UUID) -> dict[str, Any]:
    """results.json of the newest analysis, with the rows that this actor may read; Http404 where there is none."""
    analysis = queries.latest_analysis(actor, readable(actor, programme_id))
    if analysis is None:
        raise Http404
    found: dict[str, Any] = analysis.results
    return found


def readable(actor: Actor, programme_id: UUID) -> Programme:
    """The programme, or Http404 for whoever may not read its figures."""
    programme = list_programmes(actor).filter(id=programme_id).first()
    if programme is None or not policies.may_read_results(actor):
        raise Http404
    return programme


def _waiting(programme: Programme, running: queries.Running) -> Headline:
    kind = "stopped" if running.stopped_on else "too_early"
    return headline(
        kind,
        Figures([], "EUR"),
        branch="",
        answer_due_on=running.answer_due_on,
        stopped_on=running.stopped_on,
    )


def sentence(analysis: Analysis, programme: Programme) -> Headline:
    """The headline of an answer alone."""
    figures = figures_of(analysis, programme)
    return headline(analysis.headline, figures, branch=figures.branches[0], answer_due_on=None, stopped_on=None)


def figures_of(analysis: Analysis, programme: Programme) -> Figures:
    """The estimates with the windows of the plan they were made under."""
    plan = settled(programme.frozen_plan.plan_toml)
    return Figures(
        analysis.results["estimates"],
        analysis.results.get("currency") or "EUR",
        early_days=plan["early_days"],
        late=(plan["late_from"], plan["late_days"]),
    )


def _answer(programme: Programme, analysis: Analysis, running: queries.Running) -> dict[str, Any]:
    figures = figures_of(analysis, programme)
    currency = figures.currency
    branch = figures.branches[0]
    staying = sections.staying(figures, branch)
    all_stayed = sections.everybody_stayed(figures, branch, staying)
    levels = ramp(figures, branch)
    return {
        "analysis": analysis,
        "currency": currency,
        "windows": {"early": figures.early_words, "late": figures.late_words},
        "headline": headline(
            analysis.headline,
            figures,
            branch=branch,
            answer_due_on=running.answer_due_on,
            stopped_on=running.stopped_on,
        ),
        "grade_words": GRADES[analysis.grade](),
        "grade_reasons": [plain_reason(text, figures) for text in analysis.results.get("grade_reasons", [])],
        "counts": sections.counts(figures, branch),
        "dropped": sections.dropped(analysis.results.get("dropped", [])),
        "dropped_share": sections.dropped_share(analysis.results),
        "weeks": sections.weeks(figures, branch),
        "weeks_title": titles.weeks_title(analysis.headline, figures, branch),
        "kept": sections.kept(figures, branch),
        "secondary": sections.secondary(figures, branch),
        "staying": staying,
        "staying_title": _("Everybody stayed") if all_stayed else titles.staying_title(staying),
        "all_stayed": all_stayed,
        "staying_same": sections.same_reason(staying),
        "ramp": levels,
        "ramp_title": ramp_title(levels) if levels else "",
        "selection": sections.selection(figures),
        "usual": sections.usual(figures, branch),
        "doubts": doubts(analysis.results, figures, branch),
        "attrition": sections.attrition(figures, branch),
        "money": money_section(
            analysis.money,
            currency,
            grade=analysis.grade,
            last_start_on=_last_start(programme),
            limited=bool(settled(programme.frozen_plan.plan_toml)["winsorise"]),
        ),
        "every_estimate": sections.every_estimate(figures),
        "notes": [text for say in _notes if (text := say(analysis))],
        "pictures": analysis.pictures_here,
        "branch_note": _("of those who were not asked first") if branch == "mandatory" else "",
    }


def _last_start(programme: Programme) -> date | None:
    found: date | None = programme.cohorts.filter(draw__isnull=False).aggregate(last=Max("starts_on"))["last"]
    return found


GRADES = {
    "A": lambda: _("Drawn by lot and done as planned"),
    "B": lambda: _("Drawn by lot, with a reservation"),
    "C": lambda: _("Compared with others, without a draw"),
    "D": lambda: _("No fair comparison: this is no effect"),
}
