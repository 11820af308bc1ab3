"""The stand-in as a process of its own, for benchmarks."""

import argparse
import asyncio
import json
import os
import signal
import sys

from tests.telegram_standin.http.steering import Steering
from tests.telegram_standin.running import BotApi
from tests.telegram_standin.traffic.faults import KINDS
from tests.telegram_standin.traffic.feed import Crowd


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram_standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--token", help="the bot's token")
    parser.add_argument("--users", type=int, default=500, help="how many people")
    parser.add_argument(
        "--updates", type=int, default=0, help="how many messages they write in all"
    )
    parser.add_argument(
        "--text", default="ping {n}", help="what they write; {n} is the running number"
    )
    parser.add_argument(
        "--rate",
        type=float,
        default=0.0,
        help="messages a second; without it all wait at the start",
    )
    parser.add_argument(
        "--limits", choices=("on", "off"), default="off", help="Telegram's limits on sending"
    )
    parser.add_argument(
        "--answers", type=int, default=1, help="how many messages the bot sends per update"
    )
    parser.add_argument(
        "--fault", action="append", default=[], metavar="KIND=CHANCE", help=", ".join(KINDS)
    )
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="how long a fault lasts that takes time"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the faults")
    parser.add_argument("--first-update-id", type=int, default=700_000_001)
    return parser.parse_args()


async def serve(wanted: argparse.Namespace) -> None:
    """Run until told to stop."""
    api = BotApi(
        **({"token": wanted.token} if wanted.token else {}),
        port=wanted.port,
        limits=wanted.limits == "on",
        seed=wanted.seed,
        first_update_id=wanted.first_update_id,
        keep_calls=False,
    )
    for fault in wanted.fault:
        kind, _, chance = fault.partition("=")
        api.faults.add(kind, probability=float(chance or 1), seconds=wanted.seconds)
    api.stats.answers_per_update = wanted.answers
    steering = api.server.side_door = Steering(Crowd(api, wanted.users))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with api:
        if wanted.updates:
            steering.start(
                wanted.updates, wanted.text, wanted.rate, after_first_call=bool(wanted.rate)
            )
            await asyncio.sleep(0)
        address = {"url": api.url, "token": api.token, "username": api.username, "pid": os.getpid()}
        sys.stdout.write(json.dumps(address) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(options()))
