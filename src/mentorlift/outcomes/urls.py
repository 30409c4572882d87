from django.urls import path

from mentorlift.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", views.metrics, name="metrics"),
    path("outcomes/quality/", views.quality, name="quality"),
    path("outcomes/quality/<slug:cause>.csv", views.quality_rows, name="quality_rows"),
    path("outcomes/imports/", views.imports, name="imports"),
    path("outcomes/imports/<uuid:import_id>/", views.one_import, name="import"),
    path("outcomes/imports/<uuid:import_id>/withdrawal/", views.withdrawal, name="withdrawal"),
]
