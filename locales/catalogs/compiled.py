"""What is made of a catalog once and kept beside it: gettext's own ``.mo`` file, of one ``.po``."""

from __future__ import annotations

import os
import struct
import sys
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from locales.catalogs.audience import NAMES, Audience

if TYPE_CHECKING:
    import polib

# Which text a compiled catalog was made of: dates of files say little after a copy or a restore.
# And for whom all is there in it.
MADE_OF, WHOLE = "X-Made-Of", "X-Whole"
# What a file may raise that was cut off, or written by something else.
DAMAGED = (OSError, ValueError, LookupError, struct.error)

# A sentence with its slot; with the number of its form where it has a plural.
_Key: TypeAlias = str | tuple[str, int]


class Untranslated(NullTranslations):
    """Behind every catalog: says nothing where there is no translation, so that one can tell."""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        """Nothing."""
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """Nothing."""
        return ""


def read(path: Path) -> GNUTranslations:
    """The sentences of a ``.po`` file; its plural rule and head with them.

    To read the file itself takes twenty times as long and leaves its gaps in memory, so what was
    made of it is kept, where we may write. Raises OSError or ValueError for a broken file.
    """
    text = path.read_bytes()
    mark = sha256(WHOLE.encode() + text).hexdigest()
    kept = path.with_suffix(".mo")
    try:
        found = _translations(kept.read_bytes())
        if found.info()[MADE_OF.lower()] == mark:
            return found
    except DAMAGED:
        pass
    made = _compiled(text, mark)
    found = _translations(made)
    _keep(kept, made)
    return found


def _translations(content: bytes) -> GNUTranslations:
    found = GNUTranslations(BytesIO(content))
    # Every catalog has the same sentences as its keys: they are kept once.
    own: dict[_Key, str] = vars(found)["_catalog"]
    vars(found)["_catalog"] = {_once(key): said for key, said in own.items()}
    found.add_fallback(Untranslated())
    return found


def _once(key: _Key) -> _Key:
    return sys.intern(key) if isinstance(key, str) else (sys.intern(key[0]), key[1])


def _whole_for(catalog: polib.POFile) -> int:
    """Up to which audience a catalog says everything; 0 where not even what comes first."""
    lacks = {entry.comment for entry in catalog if not entry.translated()}
    missing = [audience for audience, name in NAMES.items() if name in lacks]
    return min(missing) - 1 if missing else max(Audience)


def _compiled(text: bytes, mark: str) -> bytes:
    """What is translated wholly, and nothing that is in doubt."""
    import polib  # noqa: PLC0415 - only where something was never compiled, or changed

    catalog = polib.pofile(text.decode(), encoding="utf-8")
    whole = {WHOLE: str(_whole_for(catalog))}
    catalog.metadata |= {"Content-Type": "text/plain; charset=UTF-8", MADE_OF: mark, **whole}
    made: bytes = catalog.to_binary()
    return made


def _keep(path: Path, made: bytes) -> None:
    """Beside its source if we may write there; as a whole, for other programs read it too."""
    being_written = path.with_suffix(f".{os.getpid()}.mo")
    try:
        being_written.write_bytes(made)
        being_written.replace(path)
    except OSError:
        being_written.unlink(missing_ok=True)
