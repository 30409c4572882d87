"""The share of this room in what is held on a person."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.own import Part, Whose
from mentorlift.programmes.models import (
    AgainAnswer,
    Aims,
    MentorAbsence,
    MentorOffer,
    MentorPause,
    Objection,
    Outside,
    RosterEntry,
    SeenWell,
    StepAside,
    Wish,
)


def held(whose: Whose, _now: datetime) -> list[Part]:
    """Lists, wishes, what a mentor said, and what this person wrote of others."""
    if whose.person_id is None:
        return []
    mine = Q(person=whose.person_id)
    return [
        _lists(mine),
        _outside(mine),
        _wishes(mine),
        _offers(mine),
        _away(whose),
        _aims(mine),
        _objections(mine),
        _aside(mine),
        _again(mine),
        _seen(whose),
    ]


def _again(mine: Q) -> Part:
    columns = (
        ("programme", _("programme")),
        ("answer", _("you would take part again")),
        ("said", _("when you said so")),
    )
    said = AgainAnswer.objects.filter(mine).select_related("programme")
    rows = [(one.programme.name, one.get_answer_display(), one.at) for one in said]
    return Part("again", _("Whether you would take part again"), columns, rows)


def _lists(mine: Q) -> Part:
    columns = (
        ("programme", _("programme")),
        ("intake", _("intake")),
        ("branch", _("how")),
        ("site", _("site")),
        ("class", _("class")),
        ("first_day", _("first day")),
    )
    rows = [
        (
            one.programme.name,
            one.cohort.name,
            one.get_branch_display() if one.branch else "",
            one.site,
            one.training_class,
            one.started_on,
        )
        for one in RosterEntry.objects.filter(mine).select_related("programme", "cohort").order_by("started_on")
    ]
    return Part("lists", _("Lists you stand on"), columns, rows)


def _outside(mine: Q) -> Part:
    columns = (("programme", _("programme")), ("reason", _("reason")), ("at", _("when")))
    found = Outside.objects.filter(mine).select_related("cohort__programme")
    return Part("outside", _("Left out of a draw"), columns, [(o.cohort.programme.name, o.reason, o.at) for o in found])


def _wishes(mine: Q) -> Part:
    columns = (
        ("programme", _("programme")),
        ("asked", _("asked")),
        ("answer", _("answer")),
        ("answered", _("answered")),
    )
    found = Wish.objects.filter(mine).select_related("cohort__programme")
    rows = [(w.cohort.programme.name, w.asked_at, w.get_answer_display(), w.answered_at) for w in found]
    return Part("wishes", _("Would you like a mentor?"), columns, rows)


def _offers(mine: Q) -> Part:
    columns = (
        ("programme", _("programme")),
        ("accepted", _("said yes")),
        ("places", _("places")),
        ("helps", _("can help with")),
        ("achieved", _("has achieved")),
        ("will_not", _("would rather not")),
        ("willing", _("how gladly")),
        ("helping", _("how helping comes")),
        ("backed", _("backed by the company")),
        ("asks", _("asks for help")),
        ("own_accord", _("came of your own accord")),
        ("guide", _("read the guide")),
    )
    found = MentorOffer.objects.filter(mine).select_related("programme", "profile", "support", "guide")
    rows = []
    for one in found:
        said, load = getattr(one, "profile", None), getattr(one, "support", None)
        own = (said.achieved, said.will_not, said.get_willing_display()) if said else ("", "", "")
        loads = (load.get_helping_display(), load.get_backed_display(), load.asks_for_help) if load else ("", "", None)
        came = (one.volunteered_at, read.at if (read := getattr(one, "guide", None)) else None)
        rows.append((one.programme.name, one.accepted, one.places, one.topics, *own, *loads, *came))
    return Part("mentor", _("What you said as a mentor"), columns, rows)


def _away(whose: Whose) -> Part:
    columns = (("programme", _("programme")), ("from", _("from")), ("back", _("first day back")))
    person = Q(offer__person=whose.person_id)
    rows = [
        (one.offer.programme.name, one.from_on, one.to_on)
        for model in (MentorAbsence, MentorPause)
        for one in model.objects.filter(person).select_related("offer__programme").order_by("from_on")
    ]
    return Part("away", _("Days on which you take no meetings or give no places"), columns, rows)


def _aims(mine: Q) -> Part:
    columns = (("programme", _("programme")), ("wants", _("would like to learn")), ("aims", _("aims for")))
    found = Aims.objects.filter(mine).select_related("programme")
    return Part(
        "aims", _("What you would like"), columns, [(a.programme.name, a.wants_to_learn, a.aims_for) for a in found]
    )


def _objections(mine: Q) -> Part:
    columns = (("programme", _("programme")), ("at", _("when")), ("withdrawn", _("taken back")))
    found = Objection.objects.filter(mine).select_related("programme")
    return Part("objections", _("Your objections"), columns, [(o.programme.name, o.at, o.withdrawn_at) for o in found])


def _aside(mine: Q) -> Part:
    columns = (("programme", _("programme")), ("what", _("what")), ("from", _("from")), ("back", _("back since")))
    found = StepAside.objects.filter(mine).select_related("programme")
    rows = [(one.programme.name, one.get_kind_display(), one.on, one.back_at) for one in found]
    return Part("aside", _("Times in which you took no part"), columns, rows)


def _seen(whose: Whose) -> Part:
    columns = (("at", _("when")), ("text", _("text")))
    written = SeenWell.objects.filter(by=whose.user_id) if whose.user_id else SeenWell.objects.none()
    about = SeenWell.objects.filter(offer__person=whose.person_id, offer__accepted=True)
    rows = [(one.at, one.text) for one in (written | about).order_by("at")]
    return Part("seen_well", _("What you saw others do well, and others saw you do well"), columns, rows)
