"""What is held on a person is gathered from every table that points to one, or it says why not."""

from django.apps import apps

from mentorlift.people.models import Person

# Every table that points to a person: what everybody finds under "What is held about me", or why not.
GATHERED = {
    "people": {"Identity", "Employment", "Post", "Leave"},
    "programmes": {"RosterEntry", "Outside", "Wish", "MentorOffer", "Aims", "Objection", "StepAside", "AgainAnswer"},
    "draws": {"Assignment"},
    "mentorships": {
        "Pair",
        "Report",
        "Sheet",
        "SessionMove",
        "InformalPair",
        "InformalTalk",
        "GoingOnWord",
        "FeltSupport",
    },
    "trust": {"Matter", "Text", "TrustedContact"},
    "matching": {"MentorRequest"},
    "experiments": {"Crossover"},
}
GATHERED["mentorships"] |= {"Away", "HoursAgreement"}
NOT_GATHERED = {
    "programmes.Programme": "who is in charge stands on its page",
    "programmes.Handover": "who was in charge stands on its page",
    "programmes.ManagerBriefing": "that a letter went to a line manager, which is listed among the letters",
    "mentorships.MentorSeat": "a place of a pair that is listed",
    "mentorships.HoursRequest": "a letter that is listed",
    "matching.DraftPair": "a proposal about two people, which becomes a pair or nothing",
    "matching.DraftUnplaced": "a proposal about nobody",
    "matching.Trial": "a question about two people, answered and left",
    "matching.Hold": "a programme manager's note about two people",
}


def test_every_table_that_points_to_a_person_is_gathered_or_says_why_not():
    pointing = {
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Person
    }
    gathered = {f"{room}.{name}" for room, names in GATHERED.items() for name in names}
    assert pointing == gathered | set(NOT_GATHERED)
