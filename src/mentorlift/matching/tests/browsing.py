"""Pages of this room as a test asks for them and reads them."""

import re

from django.urls import reverse

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def text(response):
    """The page as one reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def post(client, name, *arguments, **data):
    return client.post(reverse(name, args=arguments), data, follow=True)


def get(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query, follow=True)
