"""Template filters of tokens and money."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()

THOUSAND, MILLION = 1_000, 1_000_000
CENT = Decimal("0.01")
SHOWN = 2  # digits of what is less than a cent


@register.filter
def window(number: int) -> str:
    """The size of a window, as people say it: 128k, 1M."""
    if number >= MILLION:
        return _("%(number)sM") % {"number": f"{number / MILLION:.2g}"}
    elif number >= THOUSAND:
        return _("%(number)sk") % {"number": round(number / THOUSAND)}
    else:
        return str(number)


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands set apart."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """An amount in its currency: two digits after the point, or those that say something."""
    digits = SHOWN
    if 0 < amount < CENT:
        digits = -amount.adjusted() + SHOWN - 1
    return f"{number_format(round(amount, digits), decimal_pos=digits)} {currency}"


@register.filter
def price(amount: Decimal, currency: str) -> str:
    """The price of a million tokens, without zeros at its end."""
    exact = f"{amount.normalize():f}"
    digits = max(SHOWN, len(exact.partition(".")[2])) if "." in exact else 0
    return f"{number_format(amount, decimal_pos=digits)} {currency}"
