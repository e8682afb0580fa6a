"""Markdown to sanitised HTML, whole or while it is being written. Knows nothing of Django."""

from palaver.markdown.difference import Ops, difference
from palaver.markdown.stream import Stream, render
from palaver.markdown.view import View

VERSION = 1  # to be raised whenever the same text may render to other HTML

__all__ = ["VERSION", "Ops", "Stream", "View", "difference", "render"]
