"""Whoever writes to a human sees once that somebody has read it: never who, nor more than is so."""

from __future__ import annotations

import pytest

from tests.handlers.conversations.talking import opened, writes
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import asks, partner, with_partners
from tests.support.talk import Street

READ = "A neighbour has read your words."


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_whoever_wrote_sees_once_that_it_was_read(street: Street, channel: str) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(channel=channel)).sees("Sent.").sees_not(READ)
    omar.reads()
    fatma.taps("💬 Answer").sees("your answer now.")
    omar.sees(READ).sees_not("Fatma", fatma.address, "H-buurt")
    assert omar.buttons()[:2] == ["🆘 It cannot wait", "✔️ Done"]
    omar.reads()
    # Once is enough, whoever opens it again, and also for what comes later.
    fatma.taps("💬 Answer")
    omar.sees_not(READ)
    fatma.says("Come in")
    omar.sees("Come in").sees_not(READ).taps("💬 Answer").says("Thanks")
    fatma.sees("Thanks").taps("💬 Answer")
    omar.sees_not(READ)


def test_of_two_who_open_it_one_is_told_of(street: Street) -> None:
    first, second = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = writes(street.neighbour())
    for holder in (first, second):
        holder.sees("Somebody is writing").taps("💬 Answer")
    assert sum(READ in said for said in omar.unread) == 1


def test_of_a_voice_note_nobody_says_that_it_was_heard(street: Street) -> None:
    fatma = opened(street)
    omar = (
        street.neighbour().says("/hours h-buurt").speaks("file-1").sees("We got your voice note.")
    )
    fatma.taps("💬 Answer")
    omar.sees_not(READ)


def test_who_may_not_read_it_tells_nobody_that_it_was_read(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour()).sees("Sent.")
    omar.taps("✔️ Done").sees("This chat is finished.")
    fatma.taps("💬 Answer").sees("This chat is finished.")
    omar.sees_not(READ)


def test_an_answer_at_once_needs_no_word_that_it_was_read(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour()).sees("Sent.")
    fatma.replies("Come in")
    omar.sees("Come in").sees_not(READ)


def test_what_a_helper_reads_is_told_where_the_phone_is_safe(street: Street) -> None:
    village = with_partners(street)
    noor, rosa = partner(village), village.neighbour()
    asks(village, rosa, room="", contact="")
    opens(noor).taps("✅ We help").taps("💬 Write to them").says("Where do you live?")
    rosa.sees("Where do you live?").replies("Street 7").sees("Sent.")
    noor.sees("Street 7").taps("💬 Answer")
    rosa.sees("Your helper has read your words.").sees_not(READ)
