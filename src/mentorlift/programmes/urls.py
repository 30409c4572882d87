"""Addresses are nouns: closing a programme is making its ending."""

from django.urls import path

from mentorlift.programmes.views import (
    approvals,
    calendar,
    changing,
    cohorts,
    legal_basis,
    mentors,
    objections,
    profiles,
    programmes,
    ready,
    setting_up,
    volunteers,
    wishes,
)

app_name = "programmes"
_ONE = "programmes/<uuid:programme_id>/"
_INTAKE = _ONE + "intakes/<uuid:cohort_id>/"

urlpatterns = [
    path("programmes/", programmes.programme_list, name="list"),
    path("programmes/new/", setting_up.templates, name="templates"),
    path("programmes/new/<slug:template>/", setting_up.new, name="new"),
    path("programmes/volunteering/", volunteers.places, name="volunteering_list"),
    path("programmes/people-found/", setting_up.people_found, name="people_found"),
    path(_ONE, programmes.programme, name="programme"),
    path(_ONE + "about/", programmes.about, name="about"),
    path(_ONE + "launch/", programmes.launch, name="launch"),
    path(_ONE + "again/", programmes.again, name="again"),
    path(_ONE + "change/", changing.change, name="change"),
    path(_ONE + "change/<slug:what>/", changing.change, name="change_what"),
    path(_ONE + "events/", changing.events, name="events"),
    path(_ONE + "events/<int:event_id>/withdrawal/", changing.event_withdrawal, name="event_withdrawal"),
    path(_ONE + "handover/", changing.handover, name="handover"),
    path(_ONE + "ending/", programmes.ending, name="ending"),
    path(_ONE + "charter/", ready.charter, name="charter"),
    path(_ONE + "ready/", ready.ready, name="ready"),
    path(_ONE + "ready/<slug:condition>/waiver/", ready.waiver, name="waiver"),
    path(_ONE + "approvals/", approvals.approvals, name="approvals"),
    path(_ONE + "approvals/papers/<uuid:document_id>/", approvals.paper, name="paper"),
    path(_ONE + "approvals/<slug:approver>/", approvals.approval, name="approval"),
    path(_ONE + "set-up/people/count/", setting_up.count, name="count"),
    path(_ONE + "set-up/later/price/", setting_up.price, name="price"),
    path(_ONE + "set-up/weeks/<int:number>/", calendar.guide, name="guide"),
    path(_ONE + "set-up/<slug:step>/", setting_up.set_up, name="set_up"),
    path(_ONE + "closed-dates/", calendar.closed_dates, name="closed_dates"),
    path(_ONE + "closed-dates/month-end/", calendar.month_end, name="month_end"),
    path(_ONE + "closed-dates/holidays/", calendar.holidays, name="holidays"),
    path(_ONE + "closed-dates/<int:closed_date_id>/opening/", calendar.opened_date, name="opened_date"),
    path(_ONE + "intakes/", cohorts.intake_list, name="intakes"),
    path(_INTAKE, cohorts.intake, name="intake"),
    *[
        path(f"{_INTAKE}{what}/", cohorts.change, {"what": what}, name=what)
        for what in ("filling", "absence", "presence", "branches", "asking", "closing", "fixing", "first-day")
    ],
    path(_INTAKE + "people.csv", cohorts.split_list, name="split_list"),
    path(_ONE + "wish/", wishes.own, name="own_wish"),
    path("wish/<str:token>/", wishes.by_link, name="wish"),
    path(_ONE + "mentors/", mentors.mentor_list, name="mentors"),
    path(_ONE + "mentors/nominations/", mentors.nominations, name="nominations"),
    path(_ONE + "mentors/team/", mentors.team_nominations, name="team_nominations"),
    path(_ONE + "mentors/invitations/", mentors.invitations, name="invitations"),
    path(_ONE + "mentors/guide-reminders/", volunteers.guide_reminders, name="guide_reminders"),
    path(_ONE + "mentors/reserve/", volunteers.reserve, name="reserve"),
    path(_ONE + "mentors/<uuid:offer_id>/", profiles.managed, name="mentor"),
    path(_ONE + "mentor/", mentors.own, name="own_offer"),
    path(_ONE + "mentor/profile/", profiles.own, name="own_profile"),
    path("mentor/<str:token>/", mentors.by_link, name="offer"),
    path(_ONE + "mentor/guide/", volunteers.own_guide, name="own_guide"),
    path(_ONE + "volunteering/", volunteers.volunteering, name="volunteering"),
    path("mentor/<str:token>/guide/", volunteers.guide_by_link, name="guide_by_link"),
    path("mentor/<str:token>/profile/", profiles.by_link, name="profile"),
    path(_ONE + "aims/", profiles.aims, name="aims"),
    path(_ONE + "legal-basis/", legal_basis.legal_basis, name="legal_basis"),
    path("my-data/objection/", objections.objections, name="objections"),
    path("my-data/objection/<uuid:programme_id>/", objections.objection, name="objection"),
]
