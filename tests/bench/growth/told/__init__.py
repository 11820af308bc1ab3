"""How soon many people are told."""
