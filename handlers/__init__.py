"""The thinking: what a neighbour can do here, one file per thing."""
