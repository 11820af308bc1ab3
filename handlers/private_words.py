"""Words that do not belong in a chat: BSN, amounts of money, addresses."""

from __future__ import annotations

import re

from stdnum.nl import bsn

BLANK = "█"
_BSN = re.compile(r"(?<![\d+])\d(?:[ .-]?\d){8}(?!\d)")
_OTHERS = re.compile(r"[€$£]\s*\d|\d\s*(?:€|euros?\b)|\b[1-9]\d{3}\s?[a-z]{2}\b", re.IGNORECASE)


def blanked(text: str) -> str:
    """The text with every BSN in it made unreadable; the same text when there is none."""
    return _BSN.sub(lambda found: BLANK * 3 if bsn.is_valid(found[0]) else found[0], text)


def is_too_private(text: str) -> bool:
    """Whether words do not belong in a request for help."""
    return blanked(text) != text or bool(_OTHERS.search(text))
