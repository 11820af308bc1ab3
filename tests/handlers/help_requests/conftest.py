"""Two partners for debts on the street."""

from __future__ import annotations

import pytest

from tests.support.asking import (
    with_partners,
)
from tests.support.talk import Street


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)
