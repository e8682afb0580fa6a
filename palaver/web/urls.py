"""Where the pages are."""

from django.urls import include, path

from palaver.web.views import (
    branches,
    chats,
    diagram,
    feedback,
    messages,
    palette,
    search,
    waiting,
)

app_name = "palaver"

urlpatterns = [
    path("", chats.new, name="new_chat"),
    path("chats/", chats.index, name="chats"),
    path("chats/<uuid:chat_id>/", chats.show, name="chat"),
    path("chats/<uuid:chat_id>/messages/", messages.create, name="messages"),
    path("chats/<uuid:chat_id>/title/", chats.rename, name="title"),
    path("chats/<uuid:chat_id>/deletion/", chats.discard, name="deletion"),
    path("chats/<uuid:chat_id>/restoration/", chats.restore, name="restoration"),
    path("messages/<uuid:question_id>/", branches.show, name="message"),
    path("messages/<uuid:message_id>/more/", branches.more, name="more"),
    path("messages/<uuid:question_id>/editing/", branches.edit, name="editing"),
    path("messages/<uuid:message_id>/choice/", branches.choose, name="choice"),
    path("messages/<uuid:message_id>/fork/", branches.fork, name="fork"),
    path("messages/<uuid:message_id>/stop/", messages.stop, name="stop"),
    path("messages/<uuid:message_id>/retry/", messages.retry, name="retry"),
    path("messages/<uuid:message_id>/continuation/", messages.go_on, name="continuation"),
    path("messages/<uuid:message_id>/text/", messages.text, name="text"),
    path("waiting/<uuid:waiting_id>/text/", waiting.reword, name="waiting_text"),
    path("waiting/<uuid:waiting_id>/sending/", waiting.send, name="waiting_sending"),
    path("waiting/<uuid:waiting_id>/removal/", waiting.remove, name="waiting_removal"),
    path("messages/<uuid:message_id>/feedback/", feedback.show, name="feedback"),
    path(
        "messages/<uuid:message_id>/feedback/withdrawal/",
        feedback.withdraw,
        name="feedback_withdrawal",
    ),
    path("palette/", palette.chats, name="palette"),
    path("search/", search.show, name="search"),
    path("attachments/", include("palaver.web.attachment_urls")),
    path("sandbox/diagram/", diagram.frame, name="diagram"),
    path("", include("palaver.web.library_urls")),
    path("", include("palaver.web.model_urls")),
    path("", include("palaver.web.order_urls")),
]
