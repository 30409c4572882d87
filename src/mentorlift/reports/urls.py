"""Addresses of what is read: Today and results."""

from django.urls import path

from mentorlift.reports import views

app_name = "reports"
urlpatterns = [
    path("programmes/<uuid:programme_id>/results/", views.results, name="results"),
]
