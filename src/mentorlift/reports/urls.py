"""Addresses of what is read: Today and results."""

from django.urls import path

from mentorlift.reports import views
from mentorlift.reports.today.page import today

app_name = "reports"
urlpatterns = [
    path("", today, name="today"),
    path("programmes/<uuid:programme_id>/outcome/", views.outcome, name="outcome"),
    path("programmes/<uuid:programme_id>/data-sheet/", views.data_sheet, name="data_sheet"),
    path("programmes/<uuid:programme_id>/data-sheet/data-sheet.pdf", views.data_sheet_pdf, name="data_sheet_pdf"),
    path("programmes/<uuid:programme_id>/results/", views.results, name="results"),
    path("programmes/<uuid:programme_id>/results/results.json", views.results_json, name="results_json"),
    path("programmes/<uuid:programme_id>/results/report.html", views.report, name="report"),
    path("programmes/<uuid:programme_id>/results/report.pdf", views.report_pdf, name="report_pdf"),
    path("programmes/<uuid:programme_id>/results/proof.zip", views.proof, name="proof"),
]
