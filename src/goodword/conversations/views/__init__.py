"""The pages and forms of this room."""
