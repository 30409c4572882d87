"""The ledger of a programme: every draw with its codes, its time line, and who has checked it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.draws.models import Announcement, Check, PublicRule
from mentorlift.draws.outcome import Intake, intakes
from mentorlift.draws.queries import draws_of, public_list
from mentorlift.files.zipped import zipped
from mentorlift.programmes.models import FrozenPlan, Programme
from mentorlift.programmes.queries import plan_of
from mentorlift.programmes.queries.people import actor_names

CHECKS_SHOWN = 5  # of each draw, the newest
README = """\
Every draw of a programme, to be drawn again on a computer of your own where Mentorlift is installed:

{commands}

Each says in one sentence that everybody comes out the same, or names every line that does not. list.csv is the list
that was drawn: codes, no names. draw.json holds secret, public value, seed and what came of them. The rule is short
enough to be programmed anew: SHA-256 and whole numbers (docs/rules/draw.md). SHA256SUMS: sha256sum -c SHA256SUMS
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a draw's time line. `at` is a moment, or for what is due a day; `status` done, now or next."""

    what: str
    at: datetime | date | None
    who: str
    status: str
    detail: str = ""

    @property
    def is_moment(self) -> bool:
        return isinstance(self.at, datetime)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the ledger: one intake. `check` is the newest one, None while nobody has asked."""

    intake: Intake
    events: list[Event]
    check: Check | None
    drawn_by: str


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What was read for all intakes at once."""

    plan: FrozenPlan | None
    told: dict[UUID, Announcement]  # by draw
    checks: dict[UUID, list[Check]]  # by draw, the newest first
    names: dict[str, str]

    def name(self, actor_id: str) -> str:
        return self.names.get(actor_id, "")


def ledger(programme: Programme, *, today: date) -> list[Page]:
    """All intakes in order of their first days; the same few queries however many there are."""
    found, plan = intakes(programme), plan_of(programme)
    told = {one.draw_id: one for one in Announcement.objects.filter(draw__cohort__programme=programme)}
    checks: dict[UUID, list[Check]] = defaultdict(list)
    for check in Check.objects.filter(draw__cohort__programme=programme):
        checks[check.draw_id].append(check)
    by = [plan.frozen_by if plan else "", *(one.cohort.frozen_by for one in found)]
    by += [one.prepared.prepared_by for one in found if one.prepared]
    by += [one.draw.drawn_by for one in found if one.draw]
    by += [announcement.by for announcement in told.values()]
    by += [check.by for several in checks.values() for check in several[:CHECKS_SHOWN]]
    known = _Known(plan=plan, told=told, checks=checks, names=actor_names(by))
    return [_page(one, known, today) for one in found]


def _page(intake: Intake, known: _Known, today: date) -> Page:
    draw = intake.draw
    made = known.checks[draw.id] if draw else []
    events = [*_before(intake, known), *_drawing(intake, known, today)]
    if draw:
        told = known.told.get(draw.id)
        events.append(
            _event(_("Everybody drawn was told"), told.at if told else None, known.name(told.by if told else ""))
        )
        events += [_checked(check, known) for check in reversed(made[:CHECKS_SHOWN])]
    return Page(
        intake=intake,
        events=_with_the_next(events),
        check=made[0] if made else None,
        drawn_by=known.name(draw.drawn_by) if draw else "",
    )


def _before(intake: Intake, known: _Known) -> list[Event]:
    cohort, prepared, plan = intake.cohort, intake.prepared, known.plan
    measured = (plan.frozen_at, plan.frozen_by) if plan else (None, "")
    settled = (prepared.prepared_at, prepared.prepared_by) if prepared else (None, "")
    return [
        _event(_("What is measured was fixed"), measured[0], known.name(measured[1])),
        _event(_("The list was fixed"), cohort.frozen_at, known.name(cohort.frozen_by)),
        _event(_("Numbers, list and locked secret were published"), settled[0], known.name(settled[1])),
    ]


def _drawing(intake: Intake, known: _Known, today: date) -> list[Event]:
    prepared, draw = intake.prepared, intake.draw
    events = []
    if prepared and prepared.public_rule == PublicRule.NUMBER:
        what = _("The number that decides was published: %(source)s") % {"source": prepared.public_source}
        passed = draw is not None or prepared.public_on <= today
        status, detail = "done" if passed else "next", draw.public_value if draw else ""
        events.append(Event(what, prepared.public_on, "", status, detail))
    if draw:
        return [*events, Event(_("Drawn by lot"), draw.drawn_at, known.name(draw.drawn_by), "done")]
    return [*events, Event(_("Drawn by lot"), prepared.public_on if prepared else None, "", "next")]


def _checked(check: Check, known: _Known) -> Event:
    if check.verifies:
        what = _("Drawn again: everybody came out the same")
    elif check.moved:
        what = ngettext(
            "Drawn again: %(n)d line stands elsewhere", "Drawn again: %(n)d lines stand elsewhere", len(check.moved)
        ) % {"n": len(check.moved)}
    else:
        what = _("Drawn again: it does not verify")
    return Event(what, check.at, known.name(check.by), "done" if check.verifies else "wrong")


def _event(what: str, at: datetime | None, who: str) -> Event:
    return Event(what, at, who, "done" if at else "next")


def _with_the_next(events: list[Event]) -> list[Event]:
    """The first point that is still to come is the one it is at."""
    at = next((place for place, event in enumerate(events) if event.status == "next"), None)
    if at is not None:
        event = events[at]
        events[at] = Event(event.what, event.at, event.who, "now", event.detail)
    return events


def draw_files(programme: Programme) -> dict[str, str]:
    """Name -> text of draw.json and list.csv of every draw, in folders numbered by the first days."""
    files: dict[str, str] = {}
    for number, draw in enumerate(draws_of(programme), start=1):
        folder = f"draws/{number:02d}"
        files |= {f"{folder}/draw.json": draw.record, f"{folder}/list.csv": public_list(draw.preparation)}
    return files


def commands_of(files: Iterable[str]) -> str:
    """The lines that draw again what `draw_files` names, for a text that explains them."""
    folders = sorted(name.removesuffix("/draw.json") for name in files if name.endswith("/draw.json"))
    return "\n".join(f"    mentorlift verify-draw {one}/draw.json --roster {one}/list.csv" for one in folders)


def archive(programme: Programme) -> bytes:
    """All draws of a programme as one zip file, the same bytes for the same draws."""
    files = draw_files(programme)
    return zipped({**files, "README.txt": README.format(commands=commands_of(files))})
