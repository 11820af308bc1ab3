"""What a neighbourhood room is about: each domain with its picture and its name."""

from __future__ import annotations

from handlers.core.messages import Text, name, say

# The same picture means the same thing everywhere: on a button, in a list, on a poster.
ICONS = {
    "debt": "💶",
    "budget": "🪙",
    "forms": "📄",
    "housing": "🏘️",
    "meeting": "☕",
    "wellbeing": "🌿",
    "care": "🧡",
    "learning": "📖",
    "participation": "🙋",
    "work": "💼",
    "enterprise": "🧺",
}

LABELS = {
    "debt": say("btn", "💶 Debts"),
    "budget": say("btn", "🪙 Money at home"),
    "forms": say("btn", "📄 Letters"),
    "housing": say("btn", "🏘️ Home and rent"),
    "meeting": say("btn", "☕ Meet people"),
    "wellbeing": say("btn", "🌿 Feel well"),
    "care": say("btn", "🧡 Care"),
    "learning": say("btn", "📖 Learn"),
    "participation": say("btn", "🙋 Join in"),
    "work": say("btn", "💼 Work"),
    "enterprise": say("btn", "🧺 Own business"),
}


def titled(domain: str, title: str) -> Text:
    """A title as it is, with the picture of its domain in front."""
    return name(f"{ICONS[domain]} {title}")
