"""Tests in Chromium, of a whole Palaver that asks the scripted provider."""

import pytest

pytest.register_assert_rewrite("tests.browser.proof")
