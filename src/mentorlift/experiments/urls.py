from django.urls import path

from mentorlift.experiments import exception_views, views

app_name = "experiments"
urlpatterns = [
    path("programmes/<uuid:programme_id>/measure/", views.measure, name="measure"),
    path("programmes/<uuid:programme_id>/measure/figures/", views.figures, name="figures"),
    path("programmes/<uuid:programme_id>/measure/deviation/", views.deviation, name="deviation"),
    path("programmes/<uuid:programme_id>/exceptions/", exception_views.exceptions, name="exceptions"),
    path("programmes/<uuid:programme_id>/exceptions/aside/", exception_views.aside, name="aside"),
    path(
        "programmes/<uuid:programme_id>/exceptions/<uuid:cohort_id>/early-start/",
        exception_views.early_start,
        name="early_start",
    ),
    path(
        "programmes/<uuid:programme_id>/exceptions/<uuid:cohort_id>/crossover/",
        exception_views.crossover,
        name="crossover",
    ),
    path("programmes/<uuid:programme_id>/harm/", views.harm, name="harm"),
    path("programmes/<uuid:programme_id>/harm/look/", views.look_for_harm, name="look"),
    path("programmes/<uuid:programme_id>/ledger/", views.ledger, name="ledger"),
    path("programmes/<uuid:programme_id>/results/computation/", views.compute, name="compute"),
]
