"""Asking for help: what about, where, how to reach somebody, and a yes."""

from __future__ import annotations

from tests.journeys.journey import Walk, journey

SAFE = "✅ Here, it is safe"


@journey("I need help", most=5)
def asks_for_help(walk: Walk) -> None:
    walk.taps("⛑️ I need help").taps("💶 Debts").taps("🟢 Holendrecht").taps(SAFE)
    walk.taps("✅ Yes, ask").sees("Good. I'll ask for you.")


@journey("I need help with the last topic", most=5)
def asks_for_help_with_the_last_topic(walk: Walk) -> None:
    walk.taps("⛑️ I need help").taps("🧺 Own business").taps("🛋️ Come to me").taps(SAFE)
    walk.taps("✅ Yes, ask").sees("Good. I'll ask for you.")


@journey("I need help, not on this phone", most=6)
def asks_on_a_phone_that_is_not_safe(walk: Walk) -> None:
    walk.taps("⛑️ I need help").taps("📄 Letters").taps("🟢 Holendrecht")
    walk.taps("❌ No, another way").taps("📂 I look here").taps("✅ Yes, ask")
    walk.sees("I'll ask for you.")


@journey("I need help that cannot wait", most=6)
def asks_for_help_that_cannot_wait(walk: Walk) -> None:
    walk.taps("⛑️ I need help").taps("🏘️ Home and rent").taps("⏰ It cannot wait")
    walk.taps("🟢 Holendrecht").taps(SAFE).taps("✅ Yes, ask").sees("Good. I'll ask for you.")


@journey("where my request stands", most=2)
def looks_at_a_request(walk: Walk) -> None:
    asks_for_help(walk)
    walk.again().taps("⛑️ I need help").sees("💶 Debts. Asked on", "They have time until")


@journey("stop a request", most=3)
def stops_a_request(walk: Walk) -> None:
    looks_at_a_request(walk)
    walk.taps("❌ Cancel request").sees("It is cancelled.")
