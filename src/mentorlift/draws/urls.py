"""Addresses are nouns. The public pages need the link and nothing else."""

from django.urls import path

from mentorlift.draws.views import ledger, own, public, running

app_name = "draws"
_ONE = "programmes/<uuid:programme_id>/"

urlpatterns = [
    path(_ONE + "draws/", running.draw_list, name="list"),
    path(_ONE + "draws/ledger/", ledger.ledger, name="ledger"),
    path(_ONE + "draws/draws.zip", ledger.archive, name="archive"),
    path(_ONE + "draws/<uuid:cohort_id>/checking/", ledger.checking, name="checking"),
    path(_ONE + "draws/<uuid:cohort_id>/", running.cohort, name="cohort"),
    path(_ONE + "draws/<uuid:cohort_id>/preparation/", running.preparation, name="preparation"),
    path(_ONE + "draws/<uuid:cohort_id>/drawing/", running.drawing, name="drawing"),
    path(_ONE + "draws/<uuid:cohort_id>/letters/", running.letters, name="letters"),
    path(_ONE + "my-draw/", own.own, name="own"),
    path("draw/<uuid:preparation_id>/", public.page, name="public"),
    path("draw/<uuid:preparation_id>/draw.json", public.record, name="record"),
    path("draw/<uuid:preparation_id>/list.csv", public.listing, name="listing"),
]
