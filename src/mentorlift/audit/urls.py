from django.urls import path

from mentorlift.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.records, name="records"),
    path("audit/verification/", views.verification, name="verification"),
]
