"""A link as a picture of squares, for the camera of a phone."""

from __future__ import annotations

from io import BytesIO

# So many points wide is each square, and so many squares the white around them.
SCALE, BORDER = 8, 4


def as_png(link: str) -> bytes:
    """The picture; a seventh of it may be dirty or out of sight."""
    # Only for those few who invite: it costs the others no time at start.
    import segno  # noqa: PLC0415

    drawn = BytesIO()
    made = segno.make(link, error="m", micro=False)
    made.save(drawn, kind="png", border=BORDER, scale=SCALE)
    return drawn.getvalue()
