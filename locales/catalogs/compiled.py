"""What is made of a catalog once and kept beside it: gettext's own ``.mo`` file, of one ``.po``."""

from __future__ import annotations

import os
import struct
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from locales.catalogs import heads
from locales.catalogs.audience import NAMES, Audience
from locales.catalogs.sentences import Sentences, closed

if TYPE_CHECKING:
    import polib

# Which text a compiled catalog was made of: dates of files say little after a copy or a restore.
# And for whom all is there in it.
MADE_OF, WHOLE = "X-Made-Of", "X-Whole"
# What a file may raise that was cut off, or written by something else.
DAMAGED = (OSError, ValueError, LookupError, struct.error)


def read(path: Path) -> Sentences:
    """The sentences of a ``.po`` file; its plural rule and head with them.

    To read the file itself takes twenty times as long and leaves its gaps in memory, so what was
    made of it is kept, where we may write. Raises OSError, ValueError or LookupError for a broken
    file.
    """
    text = path.read_bytes()
    mark = sha256(WHOLE.encode() + text).hexdigest()
    kept = path.with_suffix(".mo")
    try:
        found = Sentences(BytesIO(kept.read_bytes()))
        if found.info()[MADE_OF.lower()] == mark:
            return found
    except DAMAGED:
        pass
    made = _compiled(text, mark)
    found = Sentences(BytesIO(made))
    _keep(kept, made)
    return found


def _whole_for(catalog: polib.POFile) -> int:
    """Up to which audience a catalog says everything; 0 where not even what comes first."""
    lacks = {entry.comment for entry in catalog if not entry.translated()}
    missing = [audience for audience, name in NAMES.items() if name in lacks]
    return min(missing) - 1 if missing else max(Audience)


def _compiled(text: bytes, mark: str) -> bytes:
    """What is translated wholly, and nothing that is in doubt."""
    import polib  # noqa: PLC0415 - only where something was never compiled, or changed

    catalog = polib.pofile(text.decode(), encoding="utf-8")
    # A rule that counts wrongly would be found out in the middle of somebody's answer.
    heads.check(catalog.metadata)
    whole = {WHOLE: str(_whole_for(catalog))}
    catalog.metadata |= {"Content-Type": "text/plain; charset=UTF-8", MADE_OF: mark, **whole}
    return closed(catalog.to_binary())


def _keep(path: Path, made: bytes) -> None:
    """Beside its source if we may write there; as a whole, for other programs read it too."""
    being_written = path.with_suffix(f".{os.getpid()}.mo")
    try:
        being_written.write_bytes(made)
        being_written.replace(path)
    except OSError:
        being_written.unlink(missing_ok=True)
