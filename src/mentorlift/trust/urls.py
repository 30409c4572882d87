from django.urls import path

from mentorlift.trust import views

app_name = "trust"
urlpatterns = [
    path("programmes/<uuid:programme_id>/trusted-contact/", views.contacts, name="contacts"),
    path("programmes/<uuid:programme_id>/trusted-contact/deputy/ending/", views.deputy_ending, name="deputy_ending"),
    path("programmes/<uuid:programme_id>/something-is-wrong/", views.door, name="door"),
    path("in-confidence/", views.inbox, name="inbox"),
    path("in-confidence/<uuid:matter_id>/", views.matter, name="matter"),
    path("in-confidence/<uuid:matter_id>/settlement/", views.settlement, name="settlement"),
    path("in-confidence/<uuid:matter_id>/deletion/", views.deletion, name="deletion"),
]
