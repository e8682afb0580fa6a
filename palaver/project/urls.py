"""Where everything is."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("palaver.accounts.urls")),
    path("", include("palaver.web.urls")),
]
