"""Several people, one phone: what one says to a human, and where one is sent, is nobody else's."""

from __future__ import annotations

import json

from sqlalchemy import select

from storage.repositories.messages.letters import WIPED
from storage.tables.conversations import talk_lines, talks
from storage.tables.help_requests import partner_links
from storage.tables.messages import outbox
from storage.tables.people import audit
from tests.handlers.everybody.test_one_phone import hands_to, joins
from tests.handlers.help_requests.test_sent_by_a_partner import sends
from tests.support.asking import partner, with_partners
from tests.support.peek import answers_well, letters, opened, payloads
from tests.support.talk import Neighbour, Street, keys_of


def writes(neighbour: Neighbour, words: str) -> Neighbour:
    """Open the step in which words go to a human, and write."""
    return neighbour.says("/person").says(words)


def file_of(neighbour: Neighbour) -> str:
    neighbour.says("/mydata").taps("As a file")
    assert neighbour.last.attachment
    return neighbour.last.attachment.content


def test_nobody_else_on_the_phone_reads_an_answer_or_writes_into_that_talk(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = writes(street.neighbour(), "a worry of Omar")
    fatma.replies("an answer about the worry")
    omar.sees("an answer about the worry")
    joins(omar, language="English")
    fatma.reads()
    omar.says("/person").sees_not("worry")
    omar.says("a word of the child")
    fatma.sees("a word of the child").sees_not("worry")
    with street.database.writing() as store:
        mine, theirs = store.talks.of(omar.person, ""), store.talks.of(omar.person, "🦊")
        assert mine
        assert theirs
        said = [store.talks.said(one, by_resident=True)[0].words for one in (mine, theirs)]
    assert said == ["a worry of Omar", "a word of the child"]


def test_a_button_of_somebody_elses_talk_asks_who_has_the_phone(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = writes(street.neighbour(), "a worry of Omar")
    fatma.replies("come by")
    answered = omar.last
    joins(omar, language="English")
    for label in ("💬 Answer", "✔️ Done"):
        omar.taps(label, on=answered)
        omar.sees("This is for the first person on this phone.").sees_not("come by", "over")
    omar.replies("a word of the child", on=answered).sees("first person on this phone")
    fatma.sees_not("a word of the child")
    writes(omar, "a word of the child")
    fatma.replies("hello child")
    child = omar.last
    hands_to(omar, "👤").taps("💬 Answer", on=child).sees("Who is it?").sees_not("hello child")
    omar.taps("💬 Answer", on=answered).sees("come by")


def test_an_answer_comes_in_the_language_of_whoever_asked_with_their_picture(
    street: Street,
) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour().says("/language").taps("English")
    joins(omar, "🦊", "Türkçe")
    omar.says("/person").says("merhaba")
    hands_to(omar, "👤")
    fatma.sees("Somebody is writing in Turkish.")
    omar.reads()
    fatma.replies("selam")
    assert omar.last.text.splitlines()[0] == "🦊"
    assert omar.last.language == "tr"
    fatma.taps("✔️ Done")
    assert omar.last.text.splitlines()[0] == "🦊"
    assert omar.last.language == "tr"


def test_each_sees_what_they_wrote_and_nobody_else_does(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = writes(street.neighbour(), "a worry of Omar")
    joins(omar, language="English")
    writes(omar, "a word of the child")
    omar.asks_what_is_known().sees(
        "You are chatting with somebody from H-buurt.", "a word of the child"
    )
    omar.sees_not("a worry of Omar")
    assert "a word of the child" in file_of(omar)
    assert "a worry of Omar" not in file_of(omar)
    hands_to(omar, "👤")
    omar.asks_what_is_known().sees("a worry of Omar").sees_not("a word of the child")
    assert "a word of the child" not in file_of(omar)


def test_who_goes_from_the_phone_takes_their_talk_along_and_only_that(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = writes(street.neighbour(), "a worry of Omar")
    joins(omar, language="English")
    writes(omar, "a word of the child")
    fatma.replies("hello child")
    asked = fatma.last
    fatma.reads()
    omar.says("/forget").taps("Yes, delete").sees("🦊 is gone from this phone.")
    fatma.sees("This chat is finished.")
    with street.database.reading() as store:
        (kept,) = opened(store, talks)
        lines = store.connection.execute(select(talk_lines)).all()
    secrets = [letter for _, letter in letters(street.database) if letter.is_secret]
    assert (kept.profile, kept.state) == ("", "open")
    assert len(lines) == 1
    assert [one.payload for one in secrets if one.payload != WIPED] == [
        one.payload for one in secrets if "a worry of Omar" in one.payload
    ], "only Omar's own words still rest with the key-holder"
    assert "a word of the child" not in json.dumps(file_of(omar))
    answers_well(fatma.taps(keys_of(asked)[0].label, on=asked))


def test_a_call_for_help_of_one_does_not_silence_the_other(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = writes(street.neighbour(), "hello")
    omar.taps("🆘 It cannot wait").taps("🆘 Tell the room")
    fatma.sees("🆘 Somebody needs help now.").reads()
    joins(omar, language="English")
    writes(omar, "me too").taps("🆘 It cannot wait").taps("🆘 Tell the room")
    fatma.sees("🆘 Somebody needs help now.")


def test_a_link_belongs_to_whoever_opened_it_and_goes_with_them(street: Street) -> None:
    noor, omar = partner(with_partners(street)), street.neighbour()
    code = sends(noor)
    joins(omar, language="English").says(f"/start {code}").taps("✅ Yes, tell them")
    omar.sees("H-buurt is expecting you.")
    asked = next(one for one in omar.screen if "May Debt House" in one.text)
    assert "partner_links" in file_of(omar)
    hands_to(omar, "👤")
    assert "partner_links" not in file_of(omar)
    omar.taps("✅ Yes", on=asked).sees("Who is it?")
    omar.says(f"/start {code}").sees("Who is it?").sees_not("is expecting you")
    hands_to(omar, "🦊").taps("✅ Yes", on=asked).sees("We only tell them: arrived, or not yet.")
    hands_to(omar, "👤").says("/start room_h-buurt").taps("✅ I am here")
    noor.says("/menu").taps("➕ Send somebody").sees("⏳ 💶 Debts, English: not yet.")
    hands_to(omar, "🦊").says("/forget").taps("Yes, delete").sees("🦊 is gone from this phone.")
    with street.database.reading() as store:
        (kept,) = opened(store, partner_links)
    assert (kept.used_by, kept.profile, kept.may_tell, kept.arrived_at) == (None, "", None, None)
    noor.says("/menu").taps("➕ Send somebody").sees_not("not yet", "arrived")
    omar.says(f"/start {code}").sees("This link has already been used.")


def asks_for_help(neighbour: Neighbour) -> Neighbour:
    """The whole way to a request about debts, with a word to be called by."""
    neighbour.says("/referral").taps("💶 Debts").taps("H-buurt")
    neighbour.taps("❌ No, another way").says("via Kanarie")
    return neighbour.taps("✅ Yes, ask")


def test_of_a_request_of_somebody_who_goes_nothing_is_left_on_the_phone(street: Street) -> None:
    noor, omar = partner(with_partners(street)), street.neighbour()
    omar.says("/hours h-buurt")
    hours = omar.last
    asks_for_help(joins(omar, language="English"))
    noor.taps("📂 Requests").taps("1").taps("🔓 Show contact")
    hands_to(omar, "👤")
    assert "audit" not in file_of(omar)
    hands_to(omar, "🦊").asks_what_is_known().sees("👀 On Monday 16 November", "Asked on")
    omar.says("/forget").taps("Yes, delete").sees("🦊 is gone from this phone.")
    with street.database.reading() as store:
        looks = [(row.about_id, row.profile) for row in opened(store, audit)]
    said = payloads(street.database, outbox.c.person_id == omar.person)
    kept = "\n".join(payload for _, payload in said)
    assert looks == [(None, "")], "that somebody looked stays, not at whom"
    for word in ("⛑️ {what}", '[["btn","💶 Debts"]', "Kanarie", "Debt House", "my_requests.stop"):
        assert word not in kept
    assert "audit" not in file_of(omar)
    omar.taps("🔔 Tell me", on=hours).sees("H-buurt")


def test_on_a_page_nothing_of_somebody_who_went_is_shown_to_the_others(street: Street) -> None:
    omar = street.neighbour(channel="web")
    asks_for_help(joins(omar.says("/start"), language="English"))
    omar.says("/forget").taps("Yes, delete").sees("🦊 is gone from this phone.")
    with street.database.reading() as store:
        shown = store.sent.sent_after(
            omar.person, message=store.people.shown_after(omar.person), limit=100
        )
    assert len(shown) == 1
    assert "is gone from this phone" in shown[0].payload


def test_each_who_comes_in_with_one_phone_is_counted_once(street: Street) -> None:
    street.key_holder("h-buurt").says("/open")
    omar = street.neighbour().says("/start room_h-buurt").taps("✅ I am here")
    omar.sees("I counted you, without your name.")
    joins(omar, language="English").says("/start room_h-buurt").taps("✅ I am here")
    omar.sees("I counted you, without your name.")
    omar.says("/start room_h-buurt").taps("✅ I am here").sees("You are already counted for today.")
    day = street.now.date()
    with street.database.reading() as store:
        reached = store.participants.counts({"h-buurt": day}, last=day).together
    assert reached == 2 + 1, "and the key-holder who opened"
