"""10,000 sends while much goes wrong: ``python -m tests.bench.proofs.sends [SENDS]``.

Two bad days: one on which 5 % of the replies are lost and nothing else happens, and one with all
troubles at once. Every second message is a menu, which anybody can ask for again; the others must
arrive.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot import logs
from storage.database import Database
from storage.keyring import KeyRing
from storage.upkeep.migrate import migrate
from tests.bot.pipeline.outgoing.test_delivery_trouble import TROUBLES
from tests.support.post import post, sends
from tests.telegram_standin import BotApi

SENDS, EACH = 10_000, 10
DAYS: Mapping[str, Mapping[str, float]] = {
    "5 % lost replies": {"lose_reply": 0.05},
    "all troubles at once": TROUBLES,
}


def main() -> None:
    """Print what was lost and what came twice; exit 1 when something that must arrive was lost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SENDS
    logs.set_up("error", "text")
    failed = False
    for day, troubles in DAYS.items():
        lost, doubled, given = asyncio.run(bad_day(count, troubles))
        failed |= lost["must arrive"] > 0 or doubled.total() > given["lose_reply"]
        print(
            f"{count} sends, {day}: of those that must arrive {lost['must arrive']} lost, "
            f"{doubled['must arrive']} doubled; of the menus {lost['menu']} lost, "
            f"{doubled['menu']} doubled; {given['lose_reply']} replies lost"
        )
    sys.exit(failed)


async def bad_day(
    count: int, troubles: Mapping[str, float]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What was lost, what came twice, and which troubles there were."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        async with BotApi(limits=False, seed=7) as api, post(database, api) as office:
            homes = [api.user(stranger=False).id for _ in range(count // EACH * 9 // 10)]
            homes += [api.group(basic=True).id for _ in range(count // EACH // 10)]
            for kind, chance in troubles.items():
                api.faults.add(kind, probability=chance)  # type: ignore[arg-type]
            for number in range(EACH):
                for home in homes:
                    must_arrive = number % 2 == 1
                    kind = "must arrive" if must_arrive else "menu"
                    office.put(home, f"{kind}: {home} {number}", must_arrive=must_arrive)
            await office.finished(600)
            blocked = {
                str(one.params["chat_id"]) for one in api.calls if one.error.startswith("Forbidden")
            }
            for chat in blocked:
                outcomes = [one.error.startswith("Forbidden") for one in sends(api, chat)]
                assert outcomes.index(True) == len(outcomes) - 1, "called after its 403"
            arrived = Counter(text for said in api.stats.texts.values() for text in said)
            given = Counter(api.faults.given)
        database.close()
    lost: Counter[str] = Counter()
    doubled: Counter[str] = Counter()
    for home in homes:
        for number in range(EACH):
            kind = "must arrive" if number % 2 else "menu"
            times = arrived[f"{kind}: {home} {number}"]
            lost[kind] += times == 0 and str(home) not in blocked
            doubled[kind] += max(0, times - 1)
    return lost, doubled, given


if __name__ == "__main__":
    main()
