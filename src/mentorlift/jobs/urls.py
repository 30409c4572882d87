from django.urls import path

from mentorlift.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<uuid:job_id>/", views.job, name="job"),
    path("jobs/<uuid:job_id>/progress/", views.progress, name="progress"),
    path("jobs/<uuid:job_id>/cancellation/", views.cancellation, name="cancellation"),
]
