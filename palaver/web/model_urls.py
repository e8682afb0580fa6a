"""Where models are picked, tuned and paid for."""

from django.urls import path

from palaver.web.views import costs, models, parameters

urlpatterns = [
    path("models/", models.index, name="models"),
    path("models/favourites/", models.favour, name="favourites"),
    path("parameters/", parameters.new, name="new_parameters"),
    path("chats/<uuid:chat_id>/parameters/", parameters.edit, name="parameters"),
    path("chats/<uuid:chat_id>/costs/", costs.of_chat, name="chat_costs"),
    path("messages/<uuid:message_id>/costs/", costs.of_message, name="message_costs"),
]
