"""Reads of the conversations room; each takes the viewer and returns what they may see."""
