from django.urls import path

from mentorlift.outcomes import delivery_views, views

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", views.metrics, name="metrics"),
    path("outcomes/quality/", views.quality, name="quality"),
    path("outcomes/quality/<slug:cause>.csv", views.quality_rows, name="quality_rows"),
    path("outcomes/imports/", views.imports, name="imports"),
    path("outcomes/imports/<uuid:import_id>/", views.one_import, name="import"),
    path("outcomes/imports/<uuid:import_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("outcomes/figures/<path:metric>/unit/", views.unit, name="unit"),
    path("outcomes/deliveries/", delivery_views.deliveries, name="deliveries"),
    path("outcomes/deliveries/<uuid:delivery_id>/", delivery_views.delivery, name="delivery"),
    path("outcomes/deliveries/<uuid:delivery_id>/token/", delivery_views.token, name="token"),
    path("outcomes/deliveries/<uuid:delivery_id>/look/", delivery_views.look, name="look"),
    path("outcomes/deliveries/<uuid:delivery_id>/closing/", delivery_views.delivery_closing, name="delivery_closing"),
    path(
        "outcomes/deliveries/<uuid:delivery_id>/files/<str:file_name>",
        delivery_views.delivered_file,
        name="delivered_file",
    ),
]
