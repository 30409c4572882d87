"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime, time
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.mentorships.hours_condition import days_in_words
from mentorlift.mentorships.models import (
    Away,
    FeltSupport,
    GoingOnWord,
    HoursAgreement,
    HoursRequest,
    InformalPair,
    InformalTalk,
    Pair,
    Report,
    Session,
    SessionMove,
    Sheet,
)
from mentorlift.mentorships.queries.sheets import sheet_of
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.ended import earliest_end, ended_programmes


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_kind(
        Kind(
            key="sheets",
            position=10,
            title=_("What people wrote in their sheets"),
            starts=_("the end of the programme"),
            stays=_("that there was a sheet, and when"),
            default=365,
            least=30,
            most=1095,
            oldest=lambda: earliest_end(_with_texts()),
            remove=_remove_texts,
        )
    )
    register_kind(
        Kind(
            key="talks",
            position=15,
            title=_("Notes of two people that they talked"),
            starts=_("the day they talked"),
            stays=_("nothing"),
            default=365,
            least=30,
            most=1095,
            oldest=_oldest_talk,
            remove=lambda before, _now: InformalTalk.objects.filter(on__lt=organisation_day(before)).delete()[0],
        )
    )
    register_kind(
        Kind(
            key="hours",
            position=16,
            title=_("What sales managers said of the hours, and whether pairs go on talking"),
            starts=_("the end of the programme"),
            stays=_("nothing"),
            default=180,
            least=90,
            most=730,
            oldest=lambda: earliest_end(_with_hours()),
            remove=_remove_hours,
        )
    )
    register_kind(
        Kind(
            key="felt_support",
            position=17,
            title=_("Whether people feel supported, asked once half-way"),
            starts=_("the end of the programme"),
            stays=_("how often each answer was given"),
            default=90,
            least=30,
            most=365,
            oldest=lambda: earliest_end(_with_felt_support()),
            remove=_remove_felt_support,
        )
    )
    register_kind(
        Kind(
            key="days_away",
            position=26,
            title=_("Days on which one of two said they are away"),
            starts=_("the last of these days"),
            stays=_("that a meeting was moved, and when"),
            default=180,
            least=30,
            most=730,
            oldest=_oldest_away,
            remove=lambda before, _now: Away.objects.filter(to_on__lt=organisation_day(before)).delete()[0],
        )
    )
    register_gatherer(Gatherer("mentorships", 15, _held))


def _with_texts() -> QuerySet[Programme]:
    texts = Sheet.objects.filter(session__pair__programme=OuterRef("pk")).exclude(sealed=b"")
    return Programme.objects.filter(Exists(texts)).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove_texts(before: datetime, _now: datetime) -> int:
    due = Sheet.objects.filter(session__pair__programme__in=ended_programmes(before=before)).exclude(sealed=b"")
    return due.update(sealed=b"", advised=None, told=None)


def _with_hours() -> QuerySet[Programme]:
    hours = Exists(HoursRequest.objects.filter(cohort__programme=OuterRef("pk")))
    said = Exists(HoursAgreement.objects.filter(cohort__programme=OuterRef("pk")))
    going_on = Exists(GoingOnWord.objects.filter(pair__programme=OuterRef("pk")))
    return Programme.objects.filter(hours | said | going_on).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove_hours(before: datetime, _now: datetime) -> int:
    over = ended_programmes(before=before)
    counts = [
        HoursRequest.objects.filter(cohort__programme__in=over).delete()[0],
        HoursAgreement.objects.filter(cohort__programme__in=over).delete()[0],
        GoingOnWord.objects.filter(pair__programme__in=over).delete()[0],
    ]
    return sum(counts)


def _with_felt_support() -> QuerySet[Programme]:
    said = Exists(FeltSupport.objects.filter(programme=OuterRef("pk")))
    return Programme.objects.filter(said).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove_felt_support(before: datetime, _now: datetime) -> int:
    return FeltSupport.objects.filter(programme__in=ended_programmes(before=before)).delete()[0]


def _hours_said(person_id: UUID) -> Part:
    columns = (("programme", _("programme")), ("days", _("impossible days")), ("said", _("when you said so")))
    said = HoursAgreement.objects.filter(manager=person_id).select_related("cohort__programme")
    rows = [(one.cohort.programme.name, days_in_words(one.days_off), one.at) for one in said]
    return Part("hours", _("What you said of the hours of your team"), columns, rows)


def _going_on(person_id: UUID) -> Part:
    columns = (("programme", _("programme")), ("wants", _("you want to go on")), ("said", _("when you said so")))
    said = GoingOnWord.objects.filter(person=person_id).select_related("pair__programme")
    rows = [(one.pair.programme.name, one.wants, one.at) for one in said]
    return Part("going_on", _("Whether you go on talking"), columns, rows)


def _felt_support(person_id: UUID) -> Part:
    columns = (("programme", _("programme")), ("answer", _("you feel supported")), ("said", _("when you said so")))
    said = FeltSupport.objects.filter(person=person_id).select_related("programme")
    rows = [(one.programme.name, one.get_answer_display(), one.at) for one in said]
    return Part("felt_support", _("Whether you feel supported"), columns, rows)


def _oldest_talk() -> datetime | None:
    first = InformalTalk.objects.aggregate(first=Min("on"))["first"]
    return timezone.make_aware(datetime.combine(first, time())) if first else None


def _oldest_away() -> datetime | None:
    first = Away.objects.aggregate(first=Min("to_on"))["first"]
    return timezone.make_aware(datetime.combine(first, time())) if first else None


def _held(whose: Whose, _now: datetime) -> list[Part]:
    if whose.person_id is None:
        return []
    me = whose.person_id
    pairs = Pair.objects.filter(Q(protege=me) | Q(mentor=me)).select_related("programme").order_by("created_at")
    of_pairs = (("programme", _("programme")), ("side", _("you are")), ("from", _("from")), ("until", _("until")))
    rows = [
        (one.programme.name, _("mentor") if one.mentor_id == me else _("protégé"), one.starts_on, one.ended_at)
        for one in pairs
    ]
    of_words = (
        ("meeting", _("meeting")),
        ("met", _("you say you met")),
        ("on", _("on")),
        ("said", _("when you said so")),
    )
    said = Report.objects.filter(person=me).select_related("session")
    words = [(one.session.starts_at, one.took_place, one.met_on, one.at) for one in said]
    of_days = (("from", _("from")), ("until", _("until")), ("said", _("when you said so")))
    days = [(one.from_on, one.last_on, one.said_at) for one in Away.objects.filter(person=me)]
    of_talks = (("on", _("on")), ("good", _("did it do you good")))
    talks = InformalTalk.objects.filter(noted_by=me)
    moves = SessionMove.objects.filter(moved_by=me).values_list("from_at", "to_at", "moved_at")
    two = InformalPair.objects.filter(Q(asked_by=me) | Q(asked=me)).values_list("asked_at", "accepted_at", "ended_at")
    return [
        Part("moves", _("Meetings you moved"), (("from", _("from")), ("to", _("to")), ("at", _("when"))), list(moves)),
        Part(
            "informal",
            _("Colleagues you talk with"),
            (("asked", _("asked")), ("since", _("since")), ("until", _("until"))),
            list(two),
        ),
        Part("pairs", _("Pairs you are one of"), of_pairs, rows),
        Part("meetings", _("What you said about meetings"), of_words, words),
        _sheets(Actor(user_id=whose.user_id, person_id=me), list(pairs)),
        _hours_said(me),
        _going_on(me),
        _felt_support(me),
        Part("days_away", _("Days on which you said you are away"), of_days, days),
        Part("talks", _("Talks you noted"), of_talks, [(one.on, one.get_good_display()) for one in talks]),
    ]


def _sheets(actor: Actor, pairs: list[Pair]) -> Part:
    """By the rule of the page: one's own sheets, and the partner's where they are open."""
    columns = (
        ("programme", _("programme")),
        ("week", _("week")),
        ("whose", _("whose sheet")),
        ("question", _("question")),
        ("text", _("text")),
    )
    rows = []
    weekly = Session.objects.filter(pair__in=pairs, week__isnull=False, sheets__isnull=False).distinct()
    for session in weekly.select_related("pair__programme").prefetch_related("sheets").order_by("starts_at", "id"):
        view = sheet_of(actor, session)
        for whose, fields in ((_("yours"), view.mine), (_("your partner’s, open to you"), view.theirs or [])):
            name = session.pair.programme.name
            rows += [(name, session.week, str(whose), field.question, field.text) for field in fields if field.text]
    return Part("sheets", _("Sheets"), columns, rows)
