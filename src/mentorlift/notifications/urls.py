from django.urls import path

from mentorlift.notifications import views

app_name = "notifications"
urlpatterns = [
    path("messages/", views.log, name="log"),
    path("demo/mail/", views.demo_outbox, name="demo_outbox"),
    path("demo/mail/<uuid:message_id>/", views.demo_mail, name="demo_mail"),
]
