"""A human, help in danger, helping out, neighbours for each other."""

from __future__ import annotations

from tests.journeys.journey import Walk, journey


@journey("a person", most=1)
def writes_to_a_person(walk: Walk) -> None:
    walk.taps("🧑 A person").sees("A neighbour of Holendrecht reads it.")
    walk.says("I have a letter").sees("✅ Sent.", "Holendrecht is open now.")


@journey("a person in another room", most=3)
def writes_to_another_room(walk: Walk) -> None:
    walk.street.key_holder("h-buurt")
    walk.taps("🧑 A person").taps("🕙 Another room").taps("H-buurt")
    walk.says("I have a letter").sees("✅ Sent.")


@journey("call somebody", most=2)
def calls_a_room(walk: Walk) -> None:
    walk.taps("🧑 A person").taps("📞 Phone numbers").sees("☎ +31 20 000 0101")


@journey("what to do in one danger", most=2)
def is_in_danger(walk: Walk) -> None:
    walk.taps("🆘").taps("🛡️ I am being hurt").sees("☎ 112", "☎ 0800-2000")


@journey("the room comes to help", most=3)
def a_room_is_told(walk: Walk) -> None:
    walk.taps("🆘").taps("🚑 Hurt, sick, fire").taps("🆘 Tell the room")
    walk.sees("The room knows now")


@journey("volunteer", most=4)
def helps_out(walk: Walk) -> None:
    walk.taps("☰ More").taps("🌱 I want to help").taps("🍲 Cooking").taps("🟢 Holendrecht")
    walk.sees("✅ Thank you!", "at the latest.")


@journey("I can help", most=3)
def can_do_something(walk: Walk) -> None:
    walk.taps("☰ More").taps("🎁 I can help").taps("🚲 Repair a bike").sees("✅ Noted")


@journey("I need", most=3)
def looks_for_something(walk: Walk) -> None:
    walk.taps("☰ More").taps("🔍 I need").taps("🚲 Repair a bike").sees("✅ Noted")
