"""What people are told when the database takes nothing."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from palaver.chats.models import Chat
from palaver.lib import database
from palaver.web import composer

logger = logging.getLogger(__name__)


class DatabaseRefusalMiddleware(MiddlewareMixin):
    """A full disk or a locked database is a sentence, and what was typed comes back with it."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Chat.DoesNotExist):  # it ended while something was done with it
            return page_not_found(request, error)
        if not database.is_passing(error):
            return None
        logger.error("The database refused %s %s: %s", request.method, request.path, error)
        typed = request.POST if "text" in request.POST else None
        back = _chat(request)
        return composer.refuse(request, _sentence(error), typed=typed, back=back, status=503)


def _chat(request: HttpRequest) -> Chat | None:
    place = request.resolver_match
    chat_id = place.kwargs.get("chat_id") if place else None
    return Chat.objects.visible_to(request.user).filter(pk=chat_id).first() if chat_id else None


def _sentence(error: Exception) -> str:
    if database.is_full(error):
        return _("The server’s disk is full, so nothing can be stored now. Try again later.")
    return _("The server’s database takes nothing at the moment. Try again soon.")
