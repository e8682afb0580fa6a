"""What the tests in a browser share: one server, one browser, a new person for each test.

Playwright's event loop occupies the thread while it runs, so that no asynchronous test may run
beside it: the browser lives as long as this package's tests and no longer.
"""

from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser

from tests.browser.frontend import build_if_stale
from tests.browser.people import Crowd
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.chromium import chromium
from tests.running import Palaver

Welcome = Callable[..., Person]


@pytest.fixture(scope="session", autouse=True)
def _front_end() -> None:
    build_if_stale()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def crowds() -> WeakKeyDictionary[Palaver, Crowd]:
    return WeakKeyDictionary()


@pytest.fixture
def problems() -> Iterator[Problems]:
    """What the pages report; a test fails on whatever it does not expect."""
    problems = Problems()
    yield problems
    assert problems.unexpected == []


@pytest.fixture
def welcome(
    palaver: Palaver,
    browser: Browser,
    crowds: WeakKeyDictionary[Palaver, Crowd],
    problems: Problems,
) -> Iterator[Welcome]:
    """Makes somebody new, or with `session` gives somebody another browser."""
    people: list[Person] = []

    def welcome(session: str | None = None, **options: Any) -> Person:
        if session is None:
            session = crowds.setdefault(palaver, Crowd(palaver)).next()
        people.append(Person.with_browser(palaver, session, browser, problems, **options))
        return people[-1]

    yield welcome
    for person in people:
        person.context.close()


@pytest.fixture
def owner(welcome: Welcome) -> Person:
    return welcome()
