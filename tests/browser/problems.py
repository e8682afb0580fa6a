"""What no page may do: report an error, break its policy, run what an answer says, go elsewhere."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

TRAPS = """
addEventListener("securitypolicyviolation", (violation) => {
  console.error(`policy: ${violation.violatedDirective} ${violation.blockedURI}`);
});
globalThis.xss = (what) => console.error(`executed: ${what ?? "xss"}`);
"""
UNREACHABLE = (
    r"Failed to load resource: net::ERR_\w+",
    r"WebSocket connection to .* failed",
    r"TypeError: (Failed to fetch|NetworkError)",
)

# A page that is left in the moment in which it connects.
HARMLESS = "WebSocket is closed before the connection is established"


class Problems:
    """Collects what is wrong in any page of the watched contexts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._expected = [HARMLESS]

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(TRAPS)
        context.on("console", self._hear)
        context.on("weberror", self._fail)
        context.on("dialog", self._dismiss)
        context.on("request", self._follow)

    def expect(self, *patterns: str) -> None:
        """What matches is part of the test: the server is down, a page is refused."""
        self._expected.extend(patterns)

    @property
    def unexpected(self) -> list[str]:
        return [
            problem
            for problem in self.found
            if not any(re.search(pattern, problem) for pattern in self._expected)
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.found.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _fail(self, error: WebError) -> None:
        self.found.append(f"page error: {error.error}")

    def _dismiss(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _follow(self, request: Request) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1:|data:|blob:|about:", request.url):
            self.found.append(f"request: {request.url}")
