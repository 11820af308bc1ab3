"""Several people, one phone: each has a picture and a language, and only the first has a key."""

from __future__ import annotations

from sqlalchemy import select

from handlers.core import message_json
from handlers.core.messages import Kind, Priority, Reply, button, name, say
from handlers.everybody.shared_phone import PICTURES
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Person
from storage.tables.people import profiles
from storage.tables.rooms import contacts
from tests.support.peek import answers_well, effects, failures
from tests.support.talk import Neighbour, Street, keys_of


def joins(neighbour: Neighbour, profile: str = "🦊", language: str = "Türkçe") -> Neighbour:
    """Somebody new on this phone takes it, and chooses a language."""
    presses(neighbour.says("/menu"), "☰", "👪")
    if f"➕ {profile}" in neighbour.buttons():
        return presses(neighbour, f"➕ {profile}", language)
    return presses(neighbour, "➕", profile, language)


def hands_to(neighbour: Neighbour, profile: str) -> Neighbour:
    return presses(neighbour.says("/menu"), "☰", "👪", profile)


def presses(neighbour: Neighbour, *beginnings: str) -> Neighbour:
    """Tap one after the other, whatever the language of the words behind the picture."""
    for beginning in beginnings:
        last = neighbour.last
        key = next(one for one in keys_of(last) if one.label.startswith(beginning))
        neighbour.does(Kind.TAPPED, tap=key.token, message=str(last.id))
    return neighbour


def known(neighbour: Neighbour) -> Person:
    with neighbour.street.database.reading() as store:
        found = store.people.find(neighbour.channel, neighbour.address)
    assert found
    return found


def speaks(neighbour: Neighbour) -> str:
    return neighbour.says("/menu").last.language


def first_line(neighbour: Neighbour) -> str:
    return neighbour.last.text.splitlines()[0]


def test_somebody_new_takes_a_picture_and_is_asked_for_a_language(street: Street) -> None:
    omar = street.neighbour().hands_over().sees("Who is it?")
    assert omar.buttons()[1:5] == [f"➕ {picture}" for picture in PICTURES[:4]]
    omar.taps("🐢").sees("🐢", "🌐 Which language")
    presses(omar, "Türkçe")
    assert first_line(omar) == "🐢"
    assert known(omar).profile == "🐢"


def test_the_main_menu_begins_with_who_is_on(street: Street) -> None:
    omar = street.neighbour().says("/menu")
    assert first_line(omar) == "What do you need?"
    joins(omar)
    omar.says("/menu")
    assert first_line(omar) == "🦊"
    hands_to(omar, "👤")
    assert "🦊" not in omar.last.text


def test_each_has_a_language_that_comes_back_with_them(street: Street) -> None:
    omar = street.neighbour("nl").says("/language").taps("English")
    joins(omar, "🦊", "Türkçe")
    assert speaks(omar) == "tr"
    joins(omar, "🐢", "Español")
    assert speaks(omar) == "es"
    hands_to(omar, "🦊")
    assert omar.last.language == speaks(omar) == "tr"
    hands_to(omar, "👤")
    assert omar.last.language == speaks(omar) == "en"
    presses(omar.says("/language"), "العربية")
    hands_to(omar, "🐢")
    hands_to(omar, "👤")
    assert speaks(omar) == "ar"


def test_a_first_person_who_never_chose_goes_on_with_the_device(street: Street) -> None:
    omar = street.neighbour("tr").says("/start")
    joins(omar, "🦊", "Español")
    hands_to(omar, "👤")
    assert speaks(omar) == "tr"
    omar.language = "es"
    omar.says("/hours")
    assert speaks(omar) == "es"


def test_the_picture_in_use_is_not_offered_again(street: Street) -> None:
    omar = joins(street.neighbour())
    presses(omar.says("/menu"), "☰", "👪")
    assert "🦊" in omar.buttons()
    presses(omar, "➕")
    assert "🦊" not in omar.buttons()


def test_when_every_picture_is_in_use_nobody_new_is_offered(street: Street) -> None:
    omar = street.neighbour()
    for profile in PICTURES:
        joins(omar, profile)
    presses(omar.says("/menu"), "☰", "👪")
    seen = set(omar.buttons())
    while any(label.startswith("➡️") for label in omar.buttons()):
        seen |= set(presses(omar, "➡️").buttons())
    assert not any("➕" in label for label in seen)
    assert set(PICTURES) <= seen


def test_a_key_belongs_to_the_first_person_only(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    opened = fatma.says("/open").last
    joins(fatma, language="English")
    before = effects(street)
    for command in ("/open", "/count 5", "/close", "/close 5", "/shifts", "/report", "/CLOSE"):
        fatma.says(command).sees("🦊", "This is for the first person on this phone.")
    for key in keys_of(opened)[:5]:
        fatma.does(Kind.TAPPED, tap=key.token, message=str(opened.id))
        fatma.sees("This is for the first person on this phone.")
    fatma.says("i close")
    fatma.says("/menu")
    assert not any("close" in label or "Count" in label for label in fatma.buttons())
    assert effects(street) == before
    assert "close" not in dict(fatma.screen[-1].commands)


def test_from_the_answer_one_tap_hands_the_phone_back(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    joins(fatma, language="English").says("/open").taps("👤 First person")
    assert "open" in dict(fatma.last.commands)
    assert "🔑 I open" in fatma.buttons()
    fatma.taps("🔑 I open").sees("H-buurt has been open since 10:00")


def test_the_command_menu_is_that_of_whoever_has_the_phone(street: Street) -> None:
    nour = street.coordinator()
    presses(nour.says("/menu"), "☰", "👪", "➕ 🦊")
    assert dict(nour.last.commands)
    assert "report" not in dict(nour.last.commands)
    nour.taps("English")
    assert "report" not in dict(nour.last.commands)
    hands_to(nour, "👤")
    assert "report" in dict(nour.last.commands)


def test_a_question_that_was_open_is_not_answered_by_somebody_else(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close").sees("How many people came?")
    asked = fatma.last
    joins(fatma, language="English")
    before = effects(street)
    answers_well(fatma.says("15"))
    fatma.does(Kind.TAPPED, tap=keys_of(asked)[0].token).sees("That question is over.")
    assert effects(street) == before


def test_an_invitation_is_for_the_first_person(street: Street) -> None:
    nour = street.coordinator().says("/invite h-buurt")
    code = nour.last.text.rpartition("start=")[2].split()[0]
    omar = joins(street.neighbour(), language="English").says(f"/start {code}")
    asked = omar.last
    omar.taps("✅ Yes").sees("This is for the first person on this phone.")
    omar.taps("👤 First person").taps("✅ Yes", on=asked).sees("Welcome to the team!")
    assert known(omar).rooms_as("keyholder") == ("h-buurt",)


def test_without_a_role_on_the_phone_everybody_gets_the_usual_answer(street: Street) -> None:
    omar = joins(street.neighbour(), language="English")
    omar.says("/open").sees("Only key-holders can do this.").sees_not("first person")


def test_what_arrives_unasked_is_in_the_language_of_the_first(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    presses(fatma.says("/language"), "Español")
    street.at("10:00")
    fatma.says("/open")
    joins(fatma)
    assert speaks(fatma) == "tr"
    street.at("12:31")
    street.tick()
    assert first_language(street, fatma) == "es"
    assert speaks(fatma) == "tr"


def test_what_arrives_unasked_for_one_of_them_is_in_their_language(street: Street) -> None:
    omar = street.neighbour().says("/language").taps("English")
    joins(omar, "🦊", "Türkçe")
    joins(omar, "🐢", "Español")
    hello = Reply((say("body", "What do you need?"),), priority=Priority.NOTICE)
    for profile, language in (("🦊", "tr"), ("🐢", "es"), ("", "en"), ("🌙", "en")):
        assert sent(street, omar, hello, profile) == language
    assert sent(street, omar, hello, None) == "es"


def test_news_of_a_room_reaches_the_phone_in_the_language_of_the_first(street: Street) -> None:
    omar = joins(street.neighbour("es").says("/start"), "🦊", "Türkçe")
    with street.database.writing() as store:
        store.subscriptions.add(omar.person, "h-buurt", street.now)
        assert [one.language for one in store.subscriptions.of_room("h-buurt", street.now)] == [
            "es"
        ]
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.later(minutes=1)
    street.tick()
    assert first_language(street, omar) == "es"


def test_two_taps_take_somebody_away(street: Street) -> None:
    omar = joins(street.neighbour(), "🦊", "English")
    joins(omar, "🐢", "English")
    omar.hands_over().taps("➖ Remove")
    omar.sees("Which picture shall I remove?").taps("🦊").sees("🦊 is gone from this phone.")
    assert known(omar).profile == "🐢"
    with street.database.reading() as store:
        assert store.profiles.of(omar.person) == {"🐢"}


def test_whoever_takes_themselves_away_leaves_the_phone_to_the_first(street: Street) -> None:
    fatma = joins(street.key_holder("h-buurt"), "🦊", "English")
    fatma.hands_over().taps("➖ Remove").taps("🦊")
    fatma.sees("🦊 is gone from this phone.")
    assert known(fatma).profile == ""
    assert "🔑 I open" in fatma.buttons()
    assert "open" in dict(fatma.last.commands)
    assert not any("Remove" in label for label in hands_to(fatma, "👤").buttons())


def test_buttons_of_somebody_who_is_gone_lead_to_those_who_are_there(street: Street) -> None:
    omar = joins(street.neighbour(), "🦊", "English")
    omar.hands_over()
    who = omar.last
    omar.taps("➖ Remove")
    going = omar.last
    omar.taps("🦊")
    omar.taps("🦊", on=who).sees("Who is it?")
    omar.does(Kind.TAPPED, tap=keys_of(going)[0].token).sees("Who is it?")
    assert known(omar).profile == ""
    assert failures(street) == []


def test_a_forged_picture_makes_nobody(street: Street) -> None:
    omar = street.neighbour().says("/start")
    for act in ("faces.add", "faces.choose", "faces.gone"):
        for profile in ("👮", "x" * 500, 7, "\x00"):
            forged = Reply((name("x"),), ((button(name("tap"), act, face=profile),),))
            sent(street, omar, forged, None)
            answers_well(omar.taps("tap"))
    assert known(omar).profile == ""
    with street.database.reading() as store:
        assert store.connection.execute(profiles.select()).all() == []


def test_a_phone_is_one_contact_however_many_share_it(street: Street) -> None:
    omar = joins(street.neighbour(), "🦊", "English")
    joins(omar, "🐢", "English").says("/hours")
    with street.database.reading() as store:
        rows = store.connection.execute(select(contacts).where(contacts.c.room == "")).all()
    assert len(rows) == 1


def test_faces_are_a_private_matter(street: Street) -> None:
    omar = street.neighbour().says("/menu").taps("More")
    omar.private = False
    omar.taps("Somebody else").hears_nothing()


def test_another_phone_is_not_touched(street: Street) -> None:
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    joins(omar)
    assert known(fatma).rooms_as("keyholder") == ("h-buurt",)
    assert known(fatma).profile == ""
    assert speaks(fatma) == "en"


def sent(street: Street, neighbour: Neighbour, reply: Reply, profile: str | None) -> str:
    """Send somebody a message; returns the language it came in."""
    with street.database.writing() as store:
        row = Outgoing(
            neighbour.person, message_json.to_json(reply), reply.priority, profile=profile
        )
        store.outbox.put([row], street.now)
    street.deliver()
    return neighbour.last.language


def first_language(street: Street, neighbour: Neighbour) -> str:
    """The language that the last message was meant to be in."""
    with street.database.reading() as store:
        message = store.sent.newest_of(neighbour.person)
    assert message
    return message.language
