from django.urls import path

from mentorlift.mentorships.views import away, felt_support, hours, informal, pairs, sessions, sheets, stepping_aside

app_name = "mentorships"
urlpatterns = [
    path("pairs/", pairs.pair_list, name="pairs"),
    path("pairs/<uuid:pair_id>/", pairs.pair_page, name="pair"),
    path("pairs/<uuid:pair_id>/mentoring.ics", pairs.pair_calendar_file, name="pair_calendar"),
    path("pairs/<uuid:pair_id>/ending/", pairs.ending, name="ending"),
    path("pairs/<uuid:pair_id>/successor/", pairs.successor, name="successor"),
    path("pairs/<uuid:pair_id>/going-on/", informal.going_on, name="going_on"),
    path("pairs/<uuid:pair_id>/extra/", sessions.extra, name="extra"),
    path("meetings/<uuid:session_id>/", sessions.session_page, name="session"),
    path("meetings/<uuid:session_id>/mentoring.ics", sessions.session_calendar_file, name="session_calendar"),
    path("meetings/<uuid:session_id>/log/", sessions.log, name="log"),
    path("meetings/<uuid:session_id>/word/", sessions.word, name="word"),
    path("meetings/<uuid:session_id>/move/", sessions.move, name="move"),
    path("meetings/<uuid:session_id>/sheet/", sheets.sheet, name="sheet"),
    path("meetings/<uuid:session_id>/sheet/<int:number>/", sheets.step, name="sheet_step"),
    path("meetings/<uuid:session_id>/sheet/answered/", sheets.answered, name="sheet_answered"),
    path("meetings/<uuid:session_id>/sheet/opening/", sheets.opening, name="sheet_opening"),
    path("meetings/<uuid:session_id>/missed/", sessions.missed, name="missed"),
    path("away/", away.away, name="away"),
    path("away/<int:away_id>/end/", away.away_end, name="away_end"),
    path("team/hours/", hours.team, name="team_hours"),
    path("team/hours/<uuid:cohort_id>/", hours.hours, name="hours"),
    path("programmes/<uuid:programme_id>/hours/", hours.managers, name="managers"),
    path("programmes/<uuid:programme_id>/hours/asking/", hours.ask_managers, name="ask_managers"),
    path("talks/", informal.talks, name="talks"),
    path("talks/<uuid:talk_id>/yes/", informal.talk_yes, name="talk_yes"),
    path("talks/<uuid:talk_id>/end/", informal.talk_end, name="talk_end"),
    path("talks/<uuid:talk_id>/note/", informal.talk_note, name="talk_note"),
    path("programmes/<uuid:programme_id>/felt-support/", felt_support.felt_support, name="felt_support"),
    path(
        "programmes/<uuid:programme_id>/stepping-aside/",
        stepping_aside.stepping_aside,
        name="stepping_aside",
    ),
    path("who-can-read/", sheets.confidence, name="confidence"),
]
