"""Files that were sent, and whether they are what they say they are."""

import hashlib
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_standin.traffic.errors import bad_request

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# The markers of a JPEG that carry its size: SOF0 to SOF15 but for three that mean otherwise.
JPEG_SIZES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PHOTO_BYTES = 10 * 2**20
FILE_BYTES = 50 * 2**20
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
OPUS_RATE = 48_000
LINK_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class File:
    """One file that Telegram keeps."""

    kind: str
    file_id: str
    path: str
    content: bytes = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the part that every kind of file has in common."""
        unique = hashlib.sha256(self.content).hexdigest()[:16]
        return {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.content)}


class Files:
    """All files that were sent or received."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        # Until when each path that was told leads to its file.
        self._until: dict[str, float] = {}

    def keep(self, kind: str, content: bytes, ending: str) -> File:
        """Store a file and give it an id."""
        number = len(self.by_id) + 1
        file = File(
            kind,
            f"{kind}-{number:04d}-kept-by-stand-in",
            f"{kind}s/file_{number}.{ending}",
            content,
        )
        self.by_id[file.file_id] = file
        return file

    def tell(self, file: File, now: float) -> None:
        """From now on the path of a file leads to it, for an hour."""
        self._until[file.path] = now + LINK_SECONDS

    def at(self, path: str, now: float) -> File | None:
        """Return the file that lies at a path that was told lately."""
        if self._until.get(path, 0) < now:
            return None
        return next((file for file in self.by_id.values() if file.path == path), None)


def photo_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a picture, refuse what Telegram could not show."""
    if len(content) > PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        width, height = png_size(content) if content.startswith(PNG) else jpeg_size(content)
    except (IndexError, ValueError, struct.error):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    sides = sorted((width, height))
    if sum(sides) > PHOTO_SIDES or sides[0] < 1 or sides[1] > sides[0] * PHOTO_RATIO:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return width, height


def png_size(content: bytes) -> tuple[int, int]:
    """Return the size of a PNG whose every chunk is whole."""
    at, kind, size = len(PNG), b"", (0, 0)
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at + 4 : at + 8 + length]
        if struct.unpack_from(">I", content, at + 8 + length)[0] != zlib.crc32(chunk):
            raise ValueError(kind)
        if kind == b"IHDR":
            size = struct.unpack_from(">II", chunk, 4)
        at += 12 + length
    return size


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Return the size of a JPEG."""
    if not content.startswith(JPEG):
        raise ValueError(content[:4])
    at = 2
    while content[at] == JPEG[0]:
        marker = content[at + 1]
        length, _, height, width = struct.unpack_from(">HBHH", content, at + 2)
        if marker in JPEG_SIZES:
            return width, height
        at += 2 + length
    raise ValueError(at)


def opus_seconds(content: bytes) -> int:
    """Return how long a voice message lasts, refuse what is no voice message."""
    if not content.startswith(b"OggS") or b"OpusHead" not in content[:64]:
        raise bad_request("voice message must be in an .OGG file encoded with OPUS")
    # The last page of an Ogg file counts all the samples before it.
    samples: int = struct.unpack_from(
        "<q", content.ljust(14, b"\0"), max(0, content.rfind(b"OggS")) + 6
    )[0]
    return max(1, round(samples / OPUS_RATE))
