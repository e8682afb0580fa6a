"""Somebody in a browser of their own."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import APIResponse, Browser, BrowserContext

from tests.browser.problems import Problems
from tests.browser.tab import Tab
from tests.running import MODEL, Palaver
from tests.visitor import CSRF_TOKEN


class Person:
    """A browser with its own cookies and cache, signed in to a Palaver."""

    def __init__(self, palaver: Palaver, session: str, context: BrowserContext) -> None:
        self.palaver = palaver
        self.session = session
        self.context = context

    @classmethod
    def with_browser(
        cls,
        palaver: Palaver,
        session: str,
        browser: Browser,
        problems: Problems,
        **options: Any,
    ) -> "Person":
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(**{"base_url": palaver.address, **options})
        cookies = {"sessionid": session, "csrftoken": CSRF_TOKEN}
        context.add_cookies(
            [{"name": n, "value": v, "url": palaver.address} for n, v in cookies.items() if v]
        )
        problems.watch(context)
        return cls(palaver, session, context)

    def tab(self, path: str = "/") -> Tab:
        return Tab(self.context.new_page(), self.palaver).open(path)

    def ask(
        self, text: str = "Hello?", *, model: str = MODEL, client_id: str = "", **more: str
    ) -> str:
        """Sends the first message of a new chat, past the page; returns the chat's path."""
        fields = {"text": text, "model": model, "client_id": client_id or str(uuid4()), **more}
        return self.post("/chats/", **fields).headers["location"]

    def ask_and_wait(self, text: str = "Hello?", *, model: str = MODEL) -> Tab:
        """A tab with the whole answer of a new chat."""
        tab = self.tab(self.ask(text, model=model))
        tab.expect_status("done")
        return tab

    def post(self, path: str, **fields: str) -> APIResponse:
        headers = {"X-CSRFToken": CSRF_TOKEN}
        return self.context.request.post(
            path, form={**fields}, headers=headers, max_redirects=0, fail_on_status_code=False
        )
