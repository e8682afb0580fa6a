import pytest

from tools.licences import is_usable


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "BSD-3-Clause AND MPL-2.0",
        "(MPL-2.0 OR Apache-2.0)",
        "LGPL-3.0-or-later",
        "GPL-2.0 OR MIT",
        "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
    ],
)
def test_what_only_has_to_be_named_is_fine(licence: str) -> None:
    assert is_usable(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "",
        "AGPL-3.0-only",
        "GPL-3.0-or-later",
        "MIT AND GPL-2.0",
        "License :: OSI Approved :: GNU Affero General Public License v3",
        "SSPL-1.0",
    ],
)
def test_what_binds_palavers_users_is_not(licence: str) -> None:
    assert not is_usable(licence)
