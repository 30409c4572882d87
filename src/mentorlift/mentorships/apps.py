from django.apps import AppConfig


class MentorshipsConfig(AppConfig):
    name = "mentorlift.mentorships"
    label = "mentorships"
