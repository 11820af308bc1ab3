"""The MarkdownV2 style of formatting, with the complaints Telegram makes about it."""

from typing import NamedTuple

from tests.telegram_standin.content.html_text import cannot_parse
from tests.telegram_standin.content.texts import Entity, Styled, utf16

# The longer mark comes first, else "__" would be read as two italics.
MARKS = {
    "```": ("pre", "Pre"),
    "`": ("code", "Code"),
    "||": ("spoiler", "Spoiler"),
    "__": ("underline", "Underline"),
    "_": ("italic", "Italic"),
    "*": ("bold", "Bold"),
    "~": ("strikethrough", "Strikethrough"),
    "[": ("text_link", "TextUrl"),
}
RESERVED = "_*[]()~`>#+-=|{}.!"
LITERAL = {"`", "```"}
LAST_ASCII = "\x7e"


class Open(NamedTuple):
    """A mark that still waits for its twin."""

    mark: str
    start: int
    offset: int


class Reader:
    """Reads a text mark by mark."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.entities: list[Entity] = []
        self.stack: list[Open] = []

    def read(self) -> Styled:
        """Return the plain text and its entities."""
        while self.at < len(self.source):
            self.step()
        if self.stack:
            begun = self.stack[-1]
            name = MARKS[begun.mark][1]
            raise cannot_parse(f"Can't find end of {name} entity at byte offset {begun.offset}")
        found = [entity for entity in self.entities if entity["length"] and entity.get("url") != ""]
        return self.text, sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))

    def step(self) -> None:
        """Read one character or one mark."""
        here = self.source[self.at]
        following = self.source[self.at + 1 : self.at + 2]
        literal = bool(self.stack) and self.stack[-1].mark in LITERAL
        if here == "\\" and following and following <= LAST_ASCII:
            self.text += following
            self.at += 2
        elif literal and not self.source.startswith(self.stack[-1].mark, self.at):
            self.take(here)
        elif self.stack and self.stack[-1].mark == "[" and here == "]":
            self.close_link()
        elif mark := next((mark for mark in MARKS if self.source.startswith(mark, self.at)), None):
            self.toggle(mark)
        elif here == ">" and (not self.text or self.text.endswith("\n")):
            self.quote()
        elif here in RESERVED:
            raise cannot_parse(
                f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self.take(here)

    def take(self, plain: str) -> None:
        """Keep a character as it stands."""
        self.text += plain
        self.at += 1

    def toggle(self, mark: str) -> None:
        """Open a style, or close the one that is open."""
        if self.stack and self.stack[-1].mark == mark and mark != "[":
            self.close()
        else:
            self.stack.append(Open(mark, utf16(self.text), len(self.source[: self.at].encode())))
        self.at += len(mark)

    def close(self, **extra: str) -> None:
        """End the innermost style here."""
        begun = self.stack.pop()
        length = utf16(self.text) - begun.start
        self.entities.append(
            {"type": MARKS[begun.mark][0], "offset": begun.start, "length": length, **extra}
        )

    def close_link(self) -> None:
        """End a link and read its address."""
        begun = self.stack[-1]
        end = self.source.find(")", self.at)
        if not self.source.startswith("](", self.at) or end < 0:
            raise cannot_parse(f"Can't find end of a URL at byte offset {begun.offset}")
        self.close(url=self.source[self.at + 2 : end].replace("\\", ""))
        self.at = end + 1

    def quote(self) -> None:
        """Mark one line as quoted; the lines after it mark themselves."""
        end = self.source.find("\n", self.at)
        line = self.source[self.at + 1 : end if end >= 0 else len(self.source)]
        start = utf16(self.text)
        inner = Reader(line)
        self.text += inner.read()[0]
        self.entities.append(
            {"type": "blockquote", "offset": start, "length": utf16(self.text) - start}
        )
        self.entities += [
            {**entity, "offset": entity["offset"] + start} for entity in inner.entities
        ]
        self.at += 1 + len(line)


def parse_markdown(source: str) -> Styled:
    """Return the plain text and its entities."""
    return Reader(source).read()
