"""Where assistants and prompts are."""

from django.urls import path

from palaver.web.views import assistants, prompts

urlpatterns = [
    path("assistants/", assistants.index, name="assistants"),
    path("assistants/new/", assistants.new, name="new_assistant"),
    path("assistants/<uuid:assistant_id>/", assistants.edit, name="assistant"),
    path("assistants/<uuid:assistant_id>/copy/", assistants.copy, name="assistant_copy"),
    path("assistants/<uuid:assistant_id>/removal/", assistants.discard, name="assistant_removal"),
    path("chats/<uuid:chat_id>/assistant/", assistants.of_chat, name="told"),
    path("prompts/", prompts.index, name="prompts"),
    path("prompts/new/", prompts.new, name="new_prompt"),
    path("prompts/offer/", prompts.offer, name="prompt_offer"),
    path("prompts/<uuid:prompt_id>/", prompts.edit, name="prompt"),
    path("prompts/<uuid:prompt_id>/text/", prompts.text, name="prompt_text"),
    path("prompts/<uuid:prompt_id>/copy/", prompts.copy, name="prompt_copy"),
    path("prompts/<uuid:prompt_id>/removal/", prompts.discard, name="prompt_removal"),
]
