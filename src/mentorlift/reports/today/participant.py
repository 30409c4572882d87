"""Today of protégés and mentors: the next meeting, what waits, and what is good to know."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching.queries.requests import to_answer, to_choose
from mentorlift.mentorships.models import Ending, Felt
from mentorlift.mentorships.queries.felt_support import own_answers, unanswered
from mentorlift.mentorships.queries.informal import whom_i_talk_with
from mentorlift.mentorships.queries.overview import Overview, own_overviews
from mentorlift.mentorships.queries.sessions import Meeting
from mentorlift.mentorships.queries.sheets import Advice, advice_between
from mentorlift.mentorships.queries.weekly import weeks_of
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme, Wish
from mentorlift.programmes.queries import open_wishes, own_offers
from mentorlift.programmes.queries.volunteers import guides_to_read
from mentorlift.programmes.role_words import in_words_of
from mentorlift.reports.today import drawn, over
from mentorlift.reports.today.part import Item, Part

NEWS_LASTS = timedelta(days=14)
_GOING_ON = {"programme__closing": None, "programme__stop": None}


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for somebody without a pair and without a question to answer."""
    views = own_overviews(actor, now=now)
    asked = _questions(actor, now)
    active = [view for view in views if view.is_open and _matters(view, now)]
    today = organisation_day(now)
    weeks = weeks_of((view for view in views if view.is_open), today=today)
    choices, requests = to_choose(actor, today=today), to_answer(actor, today=today)
    stands = drawn.items(
        actor,
        paired_in={view.pair.programme_id for view in active},
        choosing_in={one.choosing.cohort.programme_id for one in choices},
    )
    closed = over.items(actor, now=now)
    if not (views or asked or stands or choices or requests or closed):
        return None
    first = min((view for view in active if view.next), key=_next_at, default=None)
    lasting = [view for view in active if view.pair.week is None]
    advice = {view.pair.id: advice_between(actor, view.pair) for view in active}
    context = {
        "first": first,
        "several": len(active) > 1,
        "asking": sorted(((v, m) for v in active for m in v.asking), key=lambda pair: pair[1].starts_at),
        "half_way": list(unanswered(actor, now=now)) if active else [],
        "felt": Felt.choices,
        "said": own_answers(actor) if views else [],
        "waiting": asked + [item for view in active for item in _waiting(view, first, advice[view.pair.id], now)],
        "proteges_words": _heading([view.pair.programme for view in lasting if view.i_am_mentor]),
        "proteges": [(view, state_of(view)) for view in lasting if view.i_am_mentor],
        "news": closed + [item for view in views for item in _news(view, now)] + stands,
        "quiet": [view for view in lasting if view is not first and not view.i_am_mentor],
        "weeks": weeks,
        "views": views,
        "choices": choices,
        "requests": requests,
    }
    return Part("reports/today/participant.html", context, line=_line(first or next(iter(active), None)))


def _matters(view: Overview, now: datetime) -> bool:
    """Of pairs that meet in one week alone, those whose week is ahead, asks me something or has just passed."""
    if view.pair.week is None or view.next or view.asking:
        return True
    return any(now - meeting.starts_at < NEWS_LASTS for meeting in view.meetings)


def _heading(programmes: list[Programme]) -> str:
    """In the words of the programmes, where they all use the same."""
    if len({programme.template for programme in programmes}) != 1:
        return _("Whom I meet")
    with in_words_of(programmes[0]):
        return _("My protégés")


def state_of(view: Overview) -> str:
    """How a pair stands, in a sentence or two: never a score."""
    if view.next is None:
        return _("All meetings have passed.")
    when = _day(view.next)
    if view.next.session.is_extra:
        return _("You added a talk on %(when)s.") % {"when": when}
    begin = _("Week %(week)s of %(weeks)s, you meet on %(when)s.") % {
        "week": view.next.session.week,
        "weeks": view.weeks,
        "when": when,
    }
    return f"{begin} {_sheets_of(view.next, view.partner)}"


def _sheets_of(meeting: Meeting, partner: str) -> str:
    if meeting.sheets_open:
        return _("Both sheets are open.")
    if meeting.theirs.answered_at:
        return _("%(name)s has answered; your sheet is missing.") % {"name": partner}
    if meeting.mine.answered_at:
        return _("Your sheet is done; %(name)s’s is not yet.") % {"name": partner}
    return _("No sheet is done yet.")


def _questions(actor: Actor, now: datetime) -> list[Item]:
    """Would you like a mentor, would you like to be one: as long as it can be answered."""
    found: list[Item] = []
    for row in whom_i_talk_with(actor):
        if row.asks_me:
            text = _("%(name)s would like to note that you two talk") % {"name": row.name}
            found.append(Item(row.name, text, "", reverse("mentorships:talks"), _("Answer")))
    for wish in open_wishes(actor, now=now):
        with in_words_of(wish.cohort.programme):
            found.append(_wish(wish))
    for offer in own_offers(actor).filter(accepted=None):
        with in_words_of(offer.programme):
            text, url = _("Would you like to be a mentor?"), reverse("programmes:own_offer", args=[offer.programme_id])
            found.append(Item(offer.programme.name, text, offer.programme.name, url, _("Answer")))
    for offer in own_offers(actor).filter(accepted=True, profile=None, **_GOING_ON):
        with in_words_of(offer.programme):
            text = _("Tell whoever you will mentor a little about yourself")
            url = reverse("programmes:own_profile", args=[offer.programme_id])
            found.append(Item(offer.programme.name, text, offer.programme.name, url, _("Write my profile")))
    for offer in guides_to_read(actor):
        with in_words_of(offer.programme):
            text = _("Read the guide for mentors: ten minutes before you begin")
            url = reverse("programmes:own_guide", args=[offer.programme_id])
            found.append(Item(offer.programme.name, text, offer.programme.name, url, _("Read it")))
    return found


def _wish(wish: Wish) -> Item:
    return Item(
        wish.question.asked_in_name_of,
        _("Would you like a mentor?"),
        _("%(programme)s; you can answer until %(until)s")
        % {"programme": wish.cohort.programme.name, "until": _last_day(wish)},
        reverse("programmes:own_wish", args=[wish.cohort.programme_id]),
        _("Answer") if wish.answered_at is None else _("Change my answer"),
    )


def _waiting(view: Overview, first: Overview | None, advice: list[Advice], now: datetime) -> list[Item]:
    return _sheets(view, first, now) + _untold(view, advice)


def _sheets(view: Overview, first: Overview | None, now: datetime) -> list[Item]:
    """Sheets that opened in the last days, beside the one on the card; and the partner's that waits for mine."""
    found = []
    for meeting in view.weekly:
        on_card = first is view and meeting is view.next
        url = reverse("mentorships:sheet", args=[meeting.session.id])
        week = _("Week %(week)s") % {"week": meeting.session.week}
        if meeting.is_dropped or on_card:
            continue
        if meeting.sheets_open and now - _opened_at(meeting) < timedelta(days=7):
            found.append(Item(view.partner_name, _("The sheets with %(name)s are open") % {"name": view.partner}, week,
                              url, _("Read")))  # fmt: skip
        elif meeting.theirs.answered_at and not meeting.mine.answered_at:
            text = _("%(name)s has answered; both sheets open when yours is done") % {"name": view.partner}
            found.append(Item(view.partner_name, text, week, url, _("Fill in")))
    return found


def _opened_at(meeting: Meeting) -> datetime:
    assert meeting.mine.answered_at
    assert meeting.theirs.answered_at
    return max(meeting.mine.answered_at, meeting.theirs.answered_at)


def _untold(view: Overview, advice: list[Advice]) -> list[Item]:
    """Advice whose result is still to be told, by me or to me."""
    found = []
    upcoming = next((m for m in view.weekly if not m.is_dropped and not m.mine.answered_at and not m.is_past), None)
    latest = {piece.to_id: piece for piece in advice}  # of several, the last one
    for piece in latest.values():
        if piece.result:
            continue
        text = piece.text if len(piece.text) <= 120 else piece.text[:119].rstrip() + "…"
        week = _("Week %(week)s") % {"week": piece.session.week}
        if piece.to_id == view.me:
            said = _("%(name)s advised: “%(text)s”") % {"name": view.partner, "text": text}
            later = upcoming and (upcoming.session.week or 0) > (piece.session.week or 0)
            url = reverse("mentorships:sheet", args=[piece.session.id])
            if upcoming and later:
                url = reverse("mentorships:sheet_step", args=[upcoming.session.id, 1])
            elif not _is_last(view, piece):
                continue  # the sheet that asks about it is done already, or its meeting has passed
            found.append(Item(view.partner_name, said, _("%(week)s. Did you try it?") % {"week": week}, url,
                              _("Tell %(name)s") % {"name": view.partner}))  # fmt: skip
        else:
            said = _("You advised %(name)s: “%(text)s”") % {"name": view.partner, "text": text}
            small = _("%(week)s. Ask how it went.") % {"week": week}
            found.append(Item(view.partner_name, said, small, reverse("mentorships:pair", args=[view.pair.id]),
                              _("See")))  # fmt: skip
    return found


def _is_last(view: Overview, piece: Advice) -> bool:
    """The sheet of the last week asks about its own advice."""
    return piece.session.week == max(m.session.week or 0 for m in view.weekly if not m.is_dropped)


def _news(view: Overview, now: datetime) -> list[Item]:
    """What the mentor gave beyond the plan, and pairings that ended of late."""
    found = []
    if view.is_open and not view.i_am_mentor:
        for meeting in view.extra:
            if now - meeting.session.added_at < NEWS_LASTS and not meeting.is_dropped:
                url = reverse("mentorships:session", args=[meeting.session.id])
                found.append(Item(view.partner_name, view.told_of(meeting), _day(meeting), url, _("See")))
    if view.pair.ended_at and now - view.pair.ended_at < NEWS_LASTS:
        text = _ended(view)
        found.append(Item(view.partner_name, text, _("What you both wrote stays between you."),
                          reverse("mentorships:pair", args=[view.pair.id]), _("See")))  # fmt: skip
    return found


def _ended(view: Overview) -> str:
    facts = {"name": view.partner_name, "programme": view.pair.programme.name}
    if view.pair.ending.kind == Ending.CLOSED:
        return _("“%(programme)s” with %(name)s is complete") % facts
    return _("Your pairing with %(name)s has ended") % facts


def _next_at(view: Overview) -> datetime:
    assert view.next
    return view.next.starts_at


def _day(meeting: Meeting) -> str:
    return date_format(timezone.localtime(meeting.starts_at), "l, j F, H:i")


def _line(view: Overview | None) -> str:
    if view is None or view.week_now is None:
        return ""
    return _("Week %(week)s of %(weeks)s with %(name)s") % {
        "week": view.week_now,
        "weeks": view.weeks,
        "name": view.partner,
    }


def _last_day(wish: Wish) -> str:
    """The day that the letter names too, whatever day it is already where the reader lives."""
    closes_at = wish.cohort.wish_closes_at
    return date_format(organisation_day(closes_at), "j F") if closes_at else ""
