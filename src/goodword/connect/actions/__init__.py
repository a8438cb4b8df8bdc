"""The verbs of the connect room."""
