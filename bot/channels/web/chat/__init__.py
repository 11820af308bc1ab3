"""The page on which somebody talks with us: who that is, what they do there, what they see."""
