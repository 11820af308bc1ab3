"""What is private in typed words: numbers that nobody may keep, money, homes."""
