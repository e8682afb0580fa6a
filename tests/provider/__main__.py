"""`python -m tests.provider [--port N] [--rate TOKENS_PER_SECOND] [--key KEY]`"""

import argparse
import asyncio
import sys

import uvloop

from tests.provider.server import ScriptedProvider


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.provider", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate", type=float, default=50.0, help="tokens per second, 0: no limit")
    parser.add_argument("--key", default="", help="the only API key that is accepted")
    options = parser.parse_args()
    try:
        uvloop.run(serve(options.port, options.rate, options.key))
    except KeyboardInterrupt:
        return


async def serve(port: int, rate: float, key: str) -> None:
    """Print the address as the first line, then serve until killed."""
    async with ScriptedProvider(port=port, rate=rate, key=key) as server:
        sys.stdout.write(server.base_url + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


main()
