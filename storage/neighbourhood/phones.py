"""Telephone numbers: shown as people write them, and such that they can be dialled.

A number without a country is a Dutch one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from storage.neighbourhood.base import is_new
from storage.neighbourhood.checks import Text, shown_value, wrong

COUNTRY = "NL"
# The short numbers for danger and help, such as 112, 113 and 144.
SHORT = re.compile("1[0-9]{2}")
GROUPED = re.compile(r"\+?[0-9]+(?:[ -][0-9]+)+")


@lru_cache(maxsize=1024)
def readable(text: str) -> str:
    """A number as people write it, nothing in it that a telephone would not dial; empty for none.

    What is right already stays as it was written.
    """
    # Only where a file is read: a message that is sent does not wait for it.
    import phonenumbers  # noqa: PLC0415
    from phonenumbers import shortnumberinfo  # noqa: PLC0415

    if any(sign.isalpha() for sign in text):
        return ""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    bare = phonenumbers.normalize_digits_only(text)
    if not phonenumbers.is_valid_number(number):
        short = shortnumberinfo.is_valid_short_number_for_region(number, COUNTRY)
        return bare if "+" not in text and (SHORT.fullmatch(bare) or short) else ""
    form = phonenumbers.PhoneNumberFormat
    is_abroad = text.lstrip("( ").startswith(("+", "00"))
    way = form.INTERNATIONAL if is_abroad else form.NATIONAL
    written = phonenumbers.format_number(number, way)
    dials_the_same = bare == phonenumbers.normalize_digits_only(written)
    return text if GROUPED.fullmatch(text) and dials_the_same else written


def _phone(value: str, info: ValidationInfo) -> str:
    number = readable(value)
    if not number and is_new(info):
        raise wrong(
            f"is {shown_value(value)}, which no telephone can dial; "
            'write one number, such as "020 555 0101" or "+31 20 555 0101"'
        )
    return number or value


Phone = Annotated[Text, AfterValidator(_phone)]
