"""The verbs of the catalogue: the only writers."""
