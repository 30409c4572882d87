"""A room without pages."""

urlpatterns: list[object] = []
