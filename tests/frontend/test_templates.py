"""What the policy would block must not be in a template in the first place."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory

import palaver

TEMPLATES = sorted(Path(palaver.__file__).parent.glob("*/templates/**/*.html"))
BLOCKED = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)
THEME = Template("{% load palaver %}<html{% theme_attribute %}>")


def html_of_theme(cookie: str | None) -> str:
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["theme"] = cookie
    return THEME.render(Context({"request": request}))


@pytest.mark.parametrize(
    "html",
    ['<p style="color: red">', "<script>1</script>", "<b onclick=x>", "<a href=javascript:1>"],
)
def test_the_pattern_finds_what_the_policy_blocks(html: str) -> None:
    assert BLOCKED.search(html)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    assert not BLOCKED.search(template.read_text())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_there_before_the_first_paint(theme: str) -> None:
    assert html_of_theme(theme) == f'<html data-theme="{theme}">'


@pytest.mark.parametrize("cookie", [None, "system", '"><script>'])
def test_without_a_chosen_theme_the_page_follows_the_system(cookie: str | None) -> None:
    assert html_of_theme(cookie) == "<html>"
