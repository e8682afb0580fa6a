"""What axe-core says of a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.tab import Tab


def serious(axe: Axe, tab: Tab) -> list[str]:
    tab.rest()
    found = axe.run(tab.page).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:99]} {_reason(violation)}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def _reason(violation: dict[str, Any]) -> str:
    return str(violation["nodes"][0]["failureSummary"])
