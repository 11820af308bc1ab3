"""How fast we send: never faster than Telegram allows, never slower than need be; no real clock."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest

from bot.pipeline.limits.send_limits import Place, Rates, SendLimits
from tests.telegram_standin.traffic.errors import ApiError
from tests.telegram_standin.traffic.limits import Limits

# How differently long the way to Telegram may take from one message to the next; and the same for
# one that is near, with its answer.
UNEVEN, NEAR = 0.04, 0.015
# While a crowd is told something, whoever asks waits for one place, and no longer than that.
LONGEST_PAUSE = 0.1


class Traffic:
    """A sender that always has more to send, on a clock of its own."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.now = 1_000.0
        self.limits = SendLimits(rates or Rates(), lambda: self.now)
        self.sent: list[tuple[float, int]] = []

    def send(self, chat: int, *, is_group: bool = False) -> None:
        self.limits.count(chat, is_group=is_group)
        self.sent.append((self.now, chat))

    def drive(self, seconds: float, chats: list[int], *, are_groups: bool = False) -> None:
        """Send as much as may go out, and wait as long as we are told to in between."""
        end, turn = self.now + seconds, 0
        while self.now < end:
            resting = set(self.limits.resting())
            awake = [chat for chat in chats if chat not in resting]
            if awake and self.limits.free() > 0:
                turn += 1
                self.send(awake[turn % len(awake)], is_group=are_groups)
                continue
            wait = self.limits.wait()
            assert wait is not None, "something holds us back, but nobody says for how long"
            self.now += wait + 0.001

    def moments(self, chat: int | None = None) -> list[float]:
        return [at for at, to in self.sent if chat in {None, to}]


def most_in(moments: list[float], seconds: float) -> int:
    """The largest number within any such stretch of time."""
    return max(sum(start <= at < start + seconds for at in moments) for start in moments)


def refused(traffic: Traffic, *, are_groups: bool = False, seed: int = 0) -> Counter[str]:
    """What Telegram would refuse, if the way there took now longer and now shorter."""
    chance, latest = random.Random(seed), Counter[int]()
    clock = [0.0]
    judge = Limits(lambda: clock[0])
    arrivals = []
    for at, chat in traffic.sent:
        # In one chat the next message leaves after the one before was answered.
        arrival = max(latest[chat], at + chance.uniform(0, UNEVEN))
        latest[chat] = arrival  # type: ignore[assignment]
        arrivals.append((arrival, chat))
    for arrival, chat in sorted(arrivals):
        clock[0] = arrival
        try:
            judge.count(chat, group=are_groups)
        except ApiError:
            continue
    return judge.refused


def test_never_more_than_thirty_in_any_second_and_hardly_fewer() -> None:
    traffic = Traffic()
    traffic.drive(20, list(range(1_000)))
    assert most_in(traffic.moments(), 1.0) <= 30
    assert len(traffic.sent) >= 20 * 27


@pytest.mark.parametrize("seed", range(5))
def test_what_is_answered_soon_lets_the_next_go_and_telegram_refuses_nothing(seed: int) -> None:
    traffic, chance, judge = Traffic(), random.Random(seed), Limits(lambda: traffic.now)
    limits, under_way = traffic.limits, list[tuple[float, float, Place]]()
    end, chat, moments = traffic.now + 40, 0, list[float]()
    while traffic.now < end:
        if limits.free() > 0:
            chat += 1
            moments.append(traffic.now)
            there = traffic.now + chance.uniform(0, NEAR)
            back = there + chance.uniform(0, NEAR)
            under_way.append((there, back, limits.count(chat, is_group=False)))
            continue
        nexts = [at for there, back, _ in under_way for at in (there, back) if at > traffic.now]
        wait = limits.wait()
        assert wait is not None
        traffic.now = min([traffic.now + wait + 0.001, *nexts])
        for there, back, place in under_way:
            if there == traffic.now:
                judge.count(chat, group=False)
            if back == traffic.now:
                limits.answered(place)
        under_way = [one for one in under_way if one[1] > traffic.now]
    assert chat >= 40 * 30 * 0.97
    assert judge.refused == {}
    # The burst at the beginning is followed by a pause of its own.
    assert max(after - one for one, after in pairwise(moments[60:])) < LONGEST_PAUSE


def test_telegram_would_refuse_nothing_of_a_crowd() -> None:
    traffic = Traffic()
    traffic.drive(10, list(range(1_000)))
    assert refused(traffic) == {}


def test_one_chat_gets_five_at_once_and_then_one_a_second() -> None:
    traffic = Traffic()
    traffic.drive(0.5, [7])
    assert len(traffic.sent) == 5
    traffic.drive(10, [7])
    assert most_in(traffic.moments(7), 1.0) <= 6
    assert 13 <= len(traffic.sent) <= 16


def test_telegram_would_refuse_nothing_in_a_chat_that_asks_without_end() -> None:
    traffic = Traffic()
    traffic.drive(30, [7])
    assert [refused(traffic, seed=seed) for seed in range(5)] == [{}] * 5


def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    traffic = Traffic()
    traffic.drive(200, [7], are_groups=True)
    assert most_in(traffic.moments(), 60.0) == 20
    assert refused(traffic, are_groups=True) == {}


def test_a_chat_at_its_limit_holds_up_nobody_else() -> None:
    traffic = Traffic()
    for _ in range(5):
        traffic.send(7)
    assert traffic.limits.resting() == [7]
    traffic.now += 0.1
    assert traffic.limits.free() > 0


def test_a_chat_that_was_quiet_has_its_burst_again() -> None:
    traffic = Traffic()
    traffic.drive(0.3, [7])
    traffic.now += 10
    before = len(traffic.sent)
    traffic.drive(0.3, [7])
    assert len(traffic.sent) - before == 5


def test_asked_to_wait_nothing_goes_out_until_the_time_is_over() -> None:
    traffic = Traffic()
    traffic.limits.pause(30)
    traffic.limits.pause(5)
    assert traffic.limits.free() == 0
    assert traffic.limits.wait() == pytest.approx(30)
    traffic.now += 29.9
    assert traffic.limits.free() == 0
    traffic.now += 0.2
    assert traffic.limits.free() > 0


def test_when_nothing_holds_us_back_nobody_is_told_to_wait() -> None:
    """A wait of no time at all, over and over, is a processor that spins."""
    traffic = Traffic()
    traffic.send(7, is_group=True)
    traffic.send(8)
    traffic.now += 61
    assert traffic.limits.wait() is None


def test_without_limits_only_a_pause_holds_us_back() -> None:
    now = [0.0]
    limits = SendLimits(None, lambda: now[0])
    for _ in range(1_000):
        limits.count(7, is_group=True)
    assert limits.free() > 1_000
    assert (limits.resting(), limits.wait()) == ([], None)
    limits.pause(3)
    assert (limits.free(), limits.wait()) == (0, 3)


def test_whoever_was_served_long_ago_is_not_remembered() -> None:
    """The program runs for months; what it remembers of each chat must not grow."""
    traffic = Traffic()
    traffic.drive(60, list(range(2_000)))
    groups = Traffic()
    groups.drive(60, list(range(500)), are_groups=True)
    for one in (traffic, groups):
        one.now += 120
        one.limits.resting()
        assert len(one.limits._chats) + len(one.limits._groups) == 0
