"""A human: words and voice notes go to a neighbour who answers, and nobody learns who it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.core.messages import Kind
from storage.neighbourhood.file import read_text
from storage.repositories.conversations import CLOSED, OPEN, TAKEN
from storage.repositories.people.roles import COORDINATOR, Role
from storage.tables.conversations import talk_lines, talks
from tests.conftest import TWO_ROOMS
from tests.support.peek import everything_kept, failures, openings_of, takes_keys_from
from tests.support.talk import Neighbour, Street, keys_of

WORDS = "kanariepiet needs a letter read"


def talk_of(street: Street) -> tuple[str, int, int | None]:
    """State, reach and answerer of the newest talk."""
    with street.database.reading() as store:
        row = store.connection.execute(select(talks).order_by(talks.c.id.desc())).first()
    assert row
    return row.state, row.circle, row.taken_by


def talks_kept(street: Street) -> int:
    with street.database.reading() as store:
        return len(store.connection.execute(select(talks.c.id)).all())


def writes(neighbour: Neighbour, words: str = WORDS, room: str = "H-buurt") -> Neighbour:
    """From the big button to the sent message."""
    return neighbour.says("/person").taps("💬 Write to a person").taps(room).says(words)


def opened(street: Street, clock: str = "10:00") -> Neighbour:
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    return fatma.says("/open")


def test_a_resident_writes_and_whoever_opened_answers_by_replying(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = street.neighbour("ar")
    omar.says("/language").taps("English")
    omar = writes(omar)
    omar.sees("Sent. A neighbour reads it.", "H-buurt is open now.", "The answer comes here.")
    ali.hears_nothing()
    fatma.sees("Somebody writes in English.", "It is for H-buurt.", WORDS)
    fatma.replies("Bring it. I am here until 12:00.").sees("✅ Sent.")
    omar.sees("A neighbour of H-buurt answers.", "Bring it. I am here until 12:00.")
    omar.replies("Thank you!").sees("✅ Sent.")
    fatma.sees("Thank you!")
    assert talk_of(street) == (TAKEN, 0, fatma.person)


def test_the_helper_sees_the_language_in_the_helpers_own_words(street: Street) -> None:
    fatma = opened(street)
    maria = street.neighbour("ar")
    maria.says("/person")
    maria.does(Kind.TAPPED, tap=keys_of(maria.last)[0].token)
    maria.does(Kind.TAPPED, tap=keys_of(maria.last)[0].token).says("مرحبا")
    fatma.sees("Somebody writes in Arabic.", "مرحبا")


def test_who_does_not_know_replying_taps_answer(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer").sees("Write or speak your answer now.", WORDS)
    fatma.says("Come in").sees("✅ Sent.")
    omar.sees("Come in").taps("💬 Answer").sees("Write or speak now.", "Come in")
    omar.says("I come").sees("✅ Sent.")
    fatma.sees("I come")


def test_neither_side_learns_a_name_a_number_or_a_channel(street: Street) -> None:
    fatma, omar = opened(street), street.neighbour(channel="web")
    writes(omar)
    fatma.replies("hello")
    for one, other in ((fatma, omar), (omar, fatma)):
        one.sees_not(str(other.person), other.address, "web", "telegram", "Telegram")


def test_several_messages_in_a_row_are_one_talk_and_need_one_tap(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    omar.says("I have a letter").says("From the city")
    fatma.sees("From the city")
    assert talks_kept(street) == 1


def test_words_after_something_else_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    for distraction in ("/hours", "/menu", "/language"):
        omar.says(distraction).says(WORDS)
        omar.sees("I passed nothing on.", "To answer, tap 💬 first.")
        fatma.sees_not(WORDS)
    omar.taps("💬 Answer").says(WORDS).sees("Sent.")
    fatma.sees(WORDS)


def test_words_long_after_the_step_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    street.later(minutes=31)
    omar.says(WORDS).sees("I passed nothing on.")
    fatma.sees_not(WORDS)


def test_commands_work_while_the_step_is_open(street: Street) -> None:
    opened(street)
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.says("/hours").sees("H-buurt: open.")
    assert talks_kept(street) == 0


def test_a_helpers_number_is_a_headcount_after_an_answer(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer").says("Come")
    omar.reads()
    fatma.says("/count").says("7").sees("People counted: 7")
    omar.hears_nothing()


def test_the_room_that_was_looked_at_is_not_asked_again(street: Street) -> None:
    street.key_holder("holendrecht")
    omar = street.neighbour().says("/hours h-buurt").says("/hours holendrecht").taps("🧑 A person")
    omar.taps("💬 Write to a person").sees("A neighbour of Holendrecht reads it.")
    omar.taps("🕙 Another room").sees("Which room?")


def test_the_link_at_the_door_says_which_room(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = street.neighbour().says("/start room_h-buurt").taps("🧑 A person")
    omar.taps("💬 Write to a person").sees("A neighbour of H-buurt reads it.")


def test_when_it_is_read_is_told_honestly(street: Street) -> None:
    street.key_holder("h-buurt", "holendrecht")
    street.at("16:30")
    omar = writes(street.neighbour())
    omar.sees("H-buurt opens next: Tomorrow, Tuesday, at 10:00.")


def test_without_an_opener_all_key_holders_are_asked_and_the_first_has_it(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    other = street.key_holder("holendrecht")
    omar = writes(street.neighbour())
    other.hears_nothing()
    fatma.sees(WORDS)
    ali.sees(WORDS).taps("💬 Answer").says("I help you").sees("✅ Sent.")
    fatma.taps("💬 Answer").sees("Somebody answers already.")
    omar.sees("I help you").sees_not("Me too")
    fatma.replies("Me too", on=next(one for one in fatma.screen if WORDS in one.text))
    fatma.sees("Somebody answers already.")
    omar.sees_not("Me too")
    assert talk_of(street) == (TAKEN, 1, ali.person)


def test_two_answers_that_were_both_begun_go_out_once(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer")
    ali.taps("💬 Answer").says("Ali's words")
    fatma.says("Fatma's words").sees("Somebody answers already.")
    omar.sees("Ali's words").sees_not("Fatma's words")


def test_without_key_holders_the_coordinators_are_asked(street: Street) -> None:
    nour = street.coordinator()
    omar = writes(street.neighbour())
    nour.sees(WORDS).replies("I am Nour's answer")
    omar.sees("A neighbour of H-buurt answers.")


def test_with_nobody_at_all_nobody_waits(street: Street) -> None:
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.sees("Nobody can read messages here now.", "☎ +31 20 555 0101")
    omar.speaks("voice-1").sees("Nobody can read messages here now.")
    assert talks_kept(street) == 0


def test_a_key_holder_who_asks_is_not_asked(street: Street) -> None:
    fatma = opened(street)
    ali = street.key_holder("h-buurt")
    writes(fatma).sees("Sent.")
    ali.sees(WORDS)
    fatma.sees_not("Somebody writes")


# ---- Wider


def test_unanswered_for_thirty_open_minutes_it_goes_wider_step_by_step(street: Street) -> None:
    ali, nour, fatma = street.key_holder("h-buurt"), street.coordinator(), opened(street)
    omar = writes(street.neighbour())
    omar.says("second words")
    for minute, told in ((29, []), (31, [ali]), (45, []), (62, [nour]), (80, [])):
        street.at(f"{10 + minute // 60}:{minute % 60:02}")
        for one in (ali, nour, fatma, omar):
            one.reads()
        street.tick()
        street.tick()
        for one in (ali, nour):
            if one in told:
                one.sees(WORDS, "second words")
                assert len(one.unread) == 2
            else:
                one.hears_nothing()
        fatma.hears_nothing()
        omar.hears_nothing()
    street.at("11:35")
    street.tick()
    omar.sees("There is no answer for you yet.", "☎ +31 20 555 0101")
    assert talk_of(street)[:2] == (OPEN, 3)
    ali.replies("Better late").sees("✅ Sent.")
    omar.sees("Better late")


def test_only_minutes_in_which_the_room_is_open_count(street: Street) -> None:
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("15:50")
    writes(street.neighbour())
    fatma.sees(WORDS)
    for clock, days in (("16:40", 0), ("23:59", 0), ("10:19", 1)):
        street.at(clock, days=days)
        street.tick()
        nour.hears_nothing()
    street.at("10:21")
    street.tick()
    nour.sees(WORDS)


def test_a_room_that_is_really_open_counts_outside_its_hours(street: Street) -> None:
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("17:00")
    fatma.says("/open")
    writes(street.neighbour())
    street.at("17:31")
    street.tick()
    nour.sees(WORDS)


def test_another_opener_next_day_does_not_make_the_others_be_skipped(street: Street) -> None:
    fatma, ali, eva = (street.key_holder("h-buurt") for _ in range(3))
    street.at("15:45")
    fatma.says("/open")
    writes(street.neighbour())
    street.at("10:00", days=1)
    ali.says("/open")
    ali.reads()
    street.at("10:16")
    street.tick()
    ali.sees(WORDS)
    eva.sees(WORDS)


def test_two_copies_ask_wider_once(street: Street, other_copy: Street) -> None:
    ali, _ = street.key_holder("h-buurt"), opened(street)
    writes(street.neighbour())
    street.at("10:31")
    other_copy.now = street.now
    street.tick()
    other_copy.tick()
    assert len(ali.unread) == 1


# ---- The end


def test_either_side_ends_it_and_the_words_are_wiped(street: Street) -> None:
    for ends in ("resident", "helper"):
        fatma = opened(street)
        omar = writes(street.neighbour())
        fatma.replies("hello")
        one, other = (omar, fatma) if ends == "resident" else (fatma, omar)
        one.taps("✔️ Done").sees("This talk is over.")
        other.sees("This talk is over.")
        assert talk_of(street)[0] == CLOSED
        with street.database.reading() as store:
            assert not any(store.connection.execute(select(talk_lines.c.words)).scalars())
        other.taps("✔️ Done").sees("This talk is over.")
        omar.replies(WORDS, on=next(m for m in omar.screen if "answers." in m.text))
        omar.sees("This talk is over.")
        fatma.replies(WORDS, on=next(m for m in fatma.screen if WORDS in m.text))
        fatma.sees("This talk is over.")
        fatma.says("/close 3")


def test_words_in_a_step_whose_talk_ended_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello").taps("✔️ Done")
    fatma.reads()
    omar.says(WORDS).sees("This talk is over.")
    fatma.hears_nothing()


def test_after_a_day_of_silence_it_ends_by_itself(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    street.later(hours=23, minutes=59)
    street.tick()
    assert talk_of(street)[0] == TAKEN
    street.later(minutes=1)
    street.tick()
    omar.sees("This talk is over.")
    fatma.sees("This talk is over.")
    assert talk_of(street)[0] == CLOSED


def test_an_unanswered_talk_waits_for_the_room_but_not_for_ever(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("15:59", days=4)
    omar = writes(street.neighbour())
    street.later(hours=48)
    street.tick()
    assert talk_of(street)[0] == OPEN
    street.later(days=5)
    street.tick()
    assert talk_of(street)[0] == CLOSED
    omar.sees("This talk is over.")
    fatma.taps("💬 Answer").sees("This talk is over.")


def test_a_resident_who_leaves_ends_it_and_nobody_learns_why(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    omar.does(Kind.LEFT)
    fatma.reads()
    fatma.replies("still there?", on=next(m for m in fatma.screen if WORDS in m.text))
    assert fatma.reads() == ["This talk is over."]
    omar = writes(street.neighbour())
    fatma.replies("hello").reads()
    omar.does(Kind.LEFT)
    street.tick()
    assert fatma.reads() == ["This talk is over."]
    street.tick()
    fatma.hears_nothing()


# ---- Who may


def test_who_lost_the_key_gets_nothing_and_answers_no_more(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    takes_keys_from(street, fatma)
    fatma.reads()
    omar.says("more words").sees("Sent.")
    fatma.hears_nothing()
    ali.sees(WORDS, "more words")
    fatma.replies("hello").sees("Only key-holders can do this.")
    fatma.taps("💬 Answer").sees("Only key-holders can do this.")
    omar.sees_not("hello")


@pytest.mark.parametrize("how", ["loses the key", "leaves"])
def test_when_whoever_answers_is_gone_the_others_are_asked(street: Street, how: str) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    fatma.does(Kind.LEFT) if how == "leaves" else takes_keys_from(street, fatma)
    fatma.reads()
    street.tick()
    ali.sees(WORDS)
    fatma.hears_nothing()
    if how != "leaves":
        fatma.replies("x", on=next(m for m in fatma.screen if WORDS in m.text))
        fatma.sees("Only key-holders can do this.")
        fatma.taps("✔️ Done").sees("That question is over.")
    assert talk_of(street)[0] == OPEN
    ali.replies("I go on")
    omar.sees("I go on")


def test_a_forwarded_old_or_foreign_button_does_nothing(street: Street) -> None:
    fatma, eve = opened(street), street.neighbour().says("/start")
    omar = writes(street.neighbour())
    fatma.replies("hello")
    for one in (omar, fatma):
        for key in keys_of(one.last):
            eve.does(Kind.TAPPED, tap=key.token).sees("That question is over.")
    assert talk_of(street)[0] == TAKEN
    for number in (str(fatma.last.id), str(omar.last.id), "0", "x" * 50):
        eve.does(text="hello there", reply_to=number).sees("I did not understand.")
    assert failures(street) == []


def test_a_reply_that_is_not_recognised_is_told_so(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    omar.reads()
    fatma.does(text="I am here", reply_to="777").sees("I passed nothing on.")
    omar.hears_nothing()


def test_the_same_message_twice_is_passed_on_once(street: Street) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.says(WORDS, number="same").says(WORDS, number="same")
    assert len([one for one in fatma.screen if WORDS in one.text]) == 1


# ---- How much, how long, what signs


def test_five_messages_in_five_minutes_and_the_sixth_waits(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "words 1")
    for number in range(2, 8):
        omar.says(f"words {number}")
    omar.sees("This message was not passed on. Please wait")
    assert [f"words {n}" in fatma.transcript() for n in range(1, 8)] == [True] * 5 + [False] * 2
    omar.taps("✔️ Done", on=next(m for m in reversed(omar.screen) if "Sent" in m.text))
    writes(omar, "words 8").sees("Please wait a few minutes")
    street.later(minutes=5, seconds=1)
    omar.says("words 9").sees("Sent.")


def test_too_long_is_refused_before_it_is_kept(street: Street) -> None:
    opened(street)
    omar = writes(street.neighbour(), "x" * 1001).sees("Please send 1,000 letters at most.")
    assert talks_kept(street) == 0
    omar.says("y" * 1000).sees("Sent.")


def test_signs_that_turn_or_ring_are_left_out(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "\u202egnp\x07\x1b[2J\n\nsecond\u2067 line")
    shown = fatma.last.text
    assert not any(sign in shown for sign in "\u202e\x07\x1b\u2067")
    assert "second line" in shown
    omar.says("\u200b\x00").sees("I see no words.")


def test_braces_are_words(street: Street) -> None:
    fatma = opened(street)
    writes(street.neighbour(), "{room} {words} %s")
    fatma.sees("{room} {words} %s")


# ---- Voice


def test_a_voice_note_begins_a_talk_and_is_heard(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("16:30")
    omar = street.neighbour().says("/hours h-buurt").speaks("file-1")
    omar.sees("We heard you. A neighbour listens.", "H-buurt opens next: Tomorrow, Tuesday,")
    assert "🆘 It cannot wait" in omar.buttons()
    assert fatma.last.voice == "file-1"
    fatma.sees("Somebody writes in English.").speaks("file-2", reply_to=str(fatma.last.id))
    assert omar.last.voice == "file-2"
    omar.sees("A neighbour of H-buurt answers.").speaks("file-3")
    assert fatma.last.voice == "file-3"


def test_a_voice_note_without_a_room_goes_where_somebody_is(street: Street) -> None:
    other, fatma = street.key_holder("holendrecht"), opened(street)
    street.neighbour().speaks("file-1").sees("H-buurt is open now.")
    assert fatma.last.voice == "file-1"
    assert other.screen == []


def test_on_another_channel_a_voice_note_is_told_about(street: Street) -> None:
    nour = street.neighbour(channel="web").says("/start")
    with street.database.writing() as store:
        store.roles.give(nour.person, Role(COORDINATOR, ""), street.now)
    omar = street.neighbour().says("/hours h-buurt").speaks("file-1")
    nour.sees("A voice note came. It can be heard on Telegram only.")
    assert nour.last.voice == ""
    omar.sees("nobody can hear it there.", "Please write, or call.", "☎ +31 20 555 0101")
    nour.replies("hello")
    omar.taps("💬 Answer").says("I write then")
    nour.sees("I write then")


def test_a_helpers_stray_voice_note_goes_to_nobody(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    omar.reads()
    fatma.speaks("file-9").sees("I passed nothing on.")
    omar.hears_nothing()
    ali.hears_nothing()
    fatma.taps("💬 Answer").speaks("file-9")
    assert omar.last.voice == "file-9"


def test_a_voice_note_after_the_half_hour_goes_to_nobody_as_words_do(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer")
    street.later(hours=5)
    omar.reads()
    for _ in range(2):
        fatma.speaks("file-9").sees("I passed nothing on.", "To answer, tap 💬 first.")
    omar.hears_nothing()
    ali.hears_nothing()
    fatma.taps("💬 Answer").speaks("file-9").sees("✅ Sent.")
    assert omar.last.voice == "file-9"


def test_a_voice_note_leaves_the_count_open_and_no_neighbour_gets_the_number(
    street: Street,
) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    fatma.says("/close").speaks("file-1")
    fatma.sees("A neighbour listens.", "The answer comes here.", "How many people came?")
    fatma.sees_not("You can write more.")
    assert ali.last.voice == "file-1"
    ali.reads()
    fatma.says("12").sees("for the first time this year?")
    assert openings_of(street)[0].visits == 12
    ali.replies("I heard you")
    fatma.sees("I heard you")
    ali.reads()
    fatma.says("3").sees("Thank you")
    ali.hears_nothing()


def test_answering_a_neighbour_leaves_the_count_open(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    asked = fatma.last
    fatma.says("/close").replies("Come tomorrow", on=asked)
    fatma.sees("✅ Sent.", "How many people came?")
    omar.sees("Come tomorrow").reads()
    fatma.taps("10").sees("for the first time this year?")
    omar.hears_nothing()


def test_a_voice_note_leaves_a_request_for_help_and_an_announcement_as_they_are(
    street: Street,
) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/activities").speaks("file-0").sees("You can write more.")
    omar.says("/referral").taps("💶 Debts").speaks("file-1").sees("A neighbour listens.")
    assert fatma.last.voice == "file-1"
    omar.taps("✅ It can wait").sees("Where do you want to meet?")
    nour = street.coordinator().says("/announce").speaks("file-2")
    nour.sees("A neighbour listens.", "What do you want to tell?")
    assert fatma.last.voice == "file-2"
    fatma.reads()
    nour.says("The room smells of paint.").sees("Who should read it?")
    fatma.hears_nothing()


# ---- What is kept


def test_words_are_sealed_and_buttons_and_replies_outlive_them(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("kanariepiet answers")
    omar.taps("💬 Answer")
    assert "kanariepiet" not in everything_kept(street)
    asked = next(one for one in fatma.screen if WORDS in one.text)
    street.later(hours=2)
    street.tick()
    assert "kanariepiet" not in everything_kept(street)
    with street.database.reading() as store:
        kept = [store.sent.get(one.id).payload for one in fatma.screen]  # type: ignore[union-attr]
    assert not any("sealed:" in one for one in kept)
    fatma.replies("by reply", on=asked).sees("✅ Sent.")
    omar.sees("by reply")
    fatma.taps("💬 Answer", on=asked).sees(WORDS).says("by button")
    omar.sees("by button")


def test_what_could_not_be_sent_in_time_still_leads_to_the_words(street: Street) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    omar.says(WORDS)
    street.later(hours=2)
    with street.database.writing() as store:
        store.sent.wipe_secrets(street.now)
    street.deliver = deliver  # type: ignore[method-assign]
    street.deliver()
    fatma.sees("Somebody writes in English.").sees_not(WORDS)
    fatma.taps("💬 Answer").sees(WORDS).says("got it")
    omar.sees("got it")


def test_old_talks_are_forgotten_whole(street: Street) -> None:
    fatma = opened(street)
    writes(street.neighbour())
    fatma.replies("hello").taps("✔️ Done")
    with street.database.writing() as store:
        store.talks.forget_old(street.now + timedelta(days=31))
        assert store.connection.execute(select(talks)).all() == []
        assert store.connection.execute(select(talk_lines)).all() == []


def test_with_one_room_there_is_nothing_to_ask(street: Street) -> None:
    text = TWO_ROOMS.split("[[rooms]]")
    street.load(read_text("[[rooms]]".join(text[:2]) + "[urgent]\n112 = '112'\n", "one.toml"))
    street.key_holder("h-buurt")
    omar = street.neighbour().says("/person").taps("💬 Write to a person")
    omar.sees("A neighbour of H-buurt reads it.")
    assert "🕙 Another room" not in omar.buttons()


def test_groups_have_no_talks(street: Street) -> None:
    opened(street)
    group = street.neighbour(private=False)
    group.speaks("file").hears_nothing()
    group.says("/person").sees("Please write to me privately.")
    assert talks_kept(street) == 0
