from django.urls import path

from mentorlift.keeping import views

app_name = "keeping"
urlpatterns = [
    path("keeping/", views.periods, name="periods"),
    path("my-data/", views.own, name="own"),
    path("my-data/data.zip", views.download, name="download"),
]
