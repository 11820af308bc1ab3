"""The sentences of a language: who reads them, what they promise, how they are kept."""
