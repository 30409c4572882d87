from django.urls import path

from mentorlift.people.views import imports, people, teams

app_name = "people"
urlpatterns = [
    path("people/", people.directory, name="directory"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/imports/", imports.imports, name="imports"),
    path("people/imports/<uuid:upload_id>/", imports.one_import, name="import"),
    path("people/imports/<uuid:upload_id>/columns/", imports.columns, name="columns"),
    path("people/imports/<uuid:upload_id>/preview/", imports.preview, name="preview"),
    path("people/imports/<uuid:upload_id>/taking-over/", imports.taking_over, name="taking_over"),
    path("people/imports/<uuid:upload_id>/discarding/", imports.discarding, name="discarding"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/invitation/", people.invitation, name="invitation"),
    path("people/<uuid:person_id>/erasure/", people.erasure, name="erasure"),
]
