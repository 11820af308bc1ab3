"""What translators get and give: sheets, a talk in a terminal, words that people typed."""
