"""What a page must know of the limits of attachments before anything is sent."""

from django import template

from palaver.accounts.limits import limit, too_large

register = template.Library()


@register.simple_tag
def largest_attachment() -> int:
    """Bytes."""
    return limit("ATTACHMENT_SIZE")


@register.simple_tag
def attachment_is_too_large() -> str:
    return too_large()
