"""The picker of models, and whose favourites they are."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import Favourite
from palaver.generation.catalogue import catalogue
from palaver.web.offered import groups


class FavouriteForm(forms.Form):
    model = forms.CharField(max_length=200)
    favourite = forms.BooleanField(required=False)

    def clean_model(self) -> str:
        model: str = self.cleaned_data["model"]
        if all(offered.id != model for offered in catalogue.models):
            raise forms.ValidationError(_("This model is not offered any more."))
        return model


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every model that is offered, with what it can do and what it costs."""
    chosen = request.GET.get("chosen", "")
    found = groups(Favourite.objects.of(request.user), chosen)
    number = sum(len(group.models) for group in found)
    return render(request, "palaver/models.html", {"groups": found, "number": number})


@require_POST
def favour(request: HttpRequest) -> HttpResponse:
    """Makes a model a favourite, or lets it be one no more."""
    form = FavouriteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    model = form.cleaned_data["model"]
    if not form.cleaned_data["favourite"]:
        Favourite.objects.unmark(request.user, model)
        return HttpResponse(status=204)
    try:
        Favourite.objects.mark(request.user, model)
    except LimitReached as reached:
        return HttpResponse(reached.sentence, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
