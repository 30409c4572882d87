"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime, time

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.mentorships.models import InformalTalk, Pair, Report, Session, Sheet
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
    register_gatherer(Gatherer("mentorships", 15, _held))


def _with_texts() -> QuerySet[Programme]:
    texts = Sheet.objects.filter(session__pair__programme=OuterRef("pk")).exclude(sealed=b"")
    return Programme.objects.filter(Exists(texts)).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove_texts(before: datetime, _now: datetime) -> int:
    due = Sheet.objects.filter(session__pair__programme__in=ended_programmes(before=before)).exclude(sealed=b"")
    return due.update(sealed=b"")


def _oldest_talk() -> datetime | None:
    first = InformalTalk.objects.aggregate(first=Min("on"))["first"]
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
    of_talks = (("on", _("on")), ("good", _("did it do you good")))
    talks = InformalTalk.objects.filter(noted_by=me)
    return [
        Part("pairs", _("Pairs you are one of"), of_pairs, rows),
        Part("meetings", _("What you said about meetings"), of_words, words),
        _sheets(Actor(user_id=whose.user_id, person_id=me), list(pairs)),
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
