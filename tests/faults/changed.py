"""A running Palaver whose constants are other than those it ships with."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.running import Palaver

LEASE = "palaver.generation.fence:LEASE"
HEARTBEAT = "palaver.generation.ticks:HEARTBEAT"
REAPER_PERIOD = "palaver.generation.reaper:PERIOD"
ACKNOWLEDGEMENT_TIMEOUT = "palaver.web.live.socket:ACKNOWLEDGEMENT_TIMEOUT"
PULSE = "palaver.accounts.sockets.registry:PULSE"
LINGER = "palaver.cli.websocket:LINGER"
HANDOVER_TIMEOUT = "palaver.generation.runners.inline:HANDOVER_TIMEOUT"
OPEN_SOCKETS = "django.conf.settings:PALAVER_OPEN_SOCKETS"
SEND_BUFFER = "send-buffer"
SLOW_PAGE = "slow-page"
DIES = "dies"
END_IN_FINALISER = "end-in-finaliser"


class ChangedPalaver(Palaver):
    """As Palaver; `constants` maps names as above to their values."""

    def __init__(
        self, directory: Path, base_url: str, constants: Mapping[str, object], **environment: str
    ) -> None:
        super().__init__(directory, base_url, **environment)
        self._constants = [f"{name}={value!r}" for name, value in constants.items()]

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tests.faults.launcher", *self._constants, "--", *words]


class ChangedDaphne(ChangedPalaver):
    """The same application, served by Daphne."""

    command = ("daphne",)
