"""The only pages of accounts there are; django-allauth's own URLs are not included."""

from allauth.account.views import LogoutView
from django.urls import include, path

from palaver.accounts.views import entrance, invitations

invitation_urls = [
    path("", invitations.index, name="invitations"),
    path("<int:pk>/withdrawal/", invitations.withdraw, name="invitation_withdrawal"),
    path("<str:token>/", entrance.InvitedSignUp.as_view(), name="invitation"),
]

# django-allauth finds its pages by these names.
urlpatterns = [
    path("login/", entrance.SignIn.as_view(), name="account_login"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("signup/", entrance.FirstSignUp.as_view(), name="account_signup"),
    path("password/change/", entrance.PasswordChange.as_view(), name="account_change_password"),
    path("invitations/", include((invitation_urls, "accounts"))),
]
