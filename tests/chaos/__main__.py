"""Every fault at random under load: `python -m tests.chaos --seconds 300 --seed 7`.

Ends with a table of what each fault did to the answers that it met. The exit status is 0 if no
character was lost or garbled and no answer was stuck.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.chaos.faults import FAULTS
from tests.chaos.installation import AS_SHIPPED, HASTY, Installation
from tests.chaos.judge import Judge
from tests.chaos.load import Load
from tests.chaos.storm import Storm
from tests.chaos.table import Table

MOST_THREADS = 100


def main() -> int:
    given = _arguments()
    rng = random.Random(given.seed)
    print(f"Chaos for {given.seconds:g} s, seed {given.seed}.", flush=True)
    directory = Path(tempfile.mkdtemp(prefix="palaver-chaos-"))
    pace = HASTY if given.hasty else AS_SHIPPED
    with Installation(directory, pace, rng, given.answers) as installation:
        status = asyncio.run(_rage(installation, given))
    if status == 0:
        shutil.rmtree(directory)
    return status


async def _rage(installation: Installation, given: argparse.Namespace) -> int:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(MOST_THREADS))
    judge = Judge(installation.rng)
    load = Load(installation, given.answers, judge)
    storm = Storm(installation, load, [fault for fault in FAULTS if given.only in fault.name])
    await storm.rage(given.seconds)
    await load.finish()
    table = Table(load.asked, judge.verdicts, storm.injected, installation.provider.requests())
    print(table)
    for reason in judge.reasons:
        print(reason)
    if not table.is_clean:
        print("Logs:", *installation.logs, sep="\n  ")
    return 0 if table.is_clean else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--answers", type=int, default=30, help="at once")
    parser.add_argument("--only", default="", help="faults whose name has these words")
    parser.add_argument("--hasty", action="store_true", help="with short leases, for a short run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
