from django.urls import path

from mentorlift.accounts import demo, views

app_name = "accounts"
urlpatterns = [
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("access/", views.users, name="users"),
    path("access/invitations/", views.invitations, name="invitations"),
    path("access/invitations/<uuid:invitation_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("access/words/", views.words, name="words"),
    path("access/<uuid:user_id>/", views.user, name="user"),
    path("access/<uuid:user_id>/roles/", views.roles, name="roles"),
    path("access/<uuid:user_id>/closure/", views.closure, name="closure"),
    path("demo/", demo.doors, name="demo"),
    path("demo/entry/", demo.entry, name="demo_entry"),
]
