"""The ears and the mouth: hears a neighbour, lets the handlers think, says the answer."""

from importlib.metadata import version

VERSION = version("buurtbot")
