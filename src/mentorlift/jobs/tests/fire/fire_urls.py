"""Letters of invitation name a page."""

from django.urls import include, path

urlpatterns = [path("", include("mentorlift.accounts.urls"))]
