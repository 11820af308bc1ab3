"""What everybody can do: start, menu, language, my data, forget."""
