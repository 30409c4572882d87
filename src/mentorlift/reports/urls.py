"""Addresses of what is read: Today and results."""

from django.urls import path

from mentorlift.reports import views

app_name = "reports"
urlpatterns = [
    path("programmes/<uuid:programme_id>/results/", views.results, name="results"),
    path("programmes/<uuid:programme_id>/results/results.json", views.results_json, name="results_json"),
    path("programmes/<uuid:programme_id>/results/report.html", views.report, name="report"),
]
