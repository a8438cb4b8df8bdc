"""The verbs of the people room: the only writers."""
