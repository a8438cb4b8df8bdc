"""Importing: reading files that may lie, in batches that are whole or not there, with a report that adds up."""
