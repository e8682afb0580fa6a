"""Where the files are that people attach."""

from django.urls import path

from palaver.web.views import attachments

urlpatterns = [
    path("", attachments.create, name="attachments"),
    path("<uuid:attachment_id>/", attachments.show, name="attachment"),
    path("<uuid:attachment_id>/file/", attachments.file, name="file"),
    path("<uuid:attachment_id>/thumbnail/", attachments.thumbnail, name="thumbnail"),
    path("<uuid:attachment_id>/removal/", attachments.discard, name="removal"),
]
