"""Rooms: how each one is, the way there, the nearest, and to be told."""

from __future__ import annotations

from tests.journeys.journey import Walk, journey


@journey("how every room is", most=1)
def every_room(walk: Walk) -> None:
    walk.taps("🕙 Opening hours").sees("Holendrecht", "H-buurt", "Venserpolder", "KG-buurt")


@journey("one room", most=1)
def one_room(walk: Walk) -> None:
    walk.taps("📍 Holendrecht").sees("🟢 Holendrecht: open.", "📍 Holendrechtplein 9")


@journey("any other room", most=2)
def any_other_room(walk: Walk) -> None:
    walk.taps("🕙 Opening hours").taps("KG-buurt").sees("🔴 KG-buurt: closed.", "☎")


@journey("one room, typed", most=0)
def typed_room(walk: Walk) -> None:
    walk.says("kg buurt").sees("🔴 KG-buurt: closed.", "☎")


@journey("the way on a map with a route", most=2)
def the_way(walk: Walk) -> None:
    walk.taps("📍 Holendrecht").taps("📍 How to get there")
    place, rows = walk.neighbour.last.place, walk.neighbour.last.rows
    assert place
    assert place.address == "Holendrechtplein 9"
    assert any("/dir/" in key.link for row in rows for key in row)


@journey("near me", most=2)
def near_me(walk: Walk) -> None:
    walk.taps("🕙 Opening hours").taps("📍 Near me").sees("I use it once and do not keep it.")
    walk.shares(52.2990, 4.9640).sees("Holendrecht", "on foot")


@journey("tell me when it opens", most=2)
def tell_me(walk: Walk) -> None:
    walk.taps("📍 Holendrecht").taps("🔔 Tell me").sees("🔔 I'll tell you when Holendrecht opens.")


@journey("I am here, by the code on the door", most=1)
def i_am_here(walk: Walk) -> None:
    walk.says("/start room_holendrecht").sees("👋 Welcome to Holendrecht.")
    walk.taps("✅ I am here").sees("✅ Welcome!")
