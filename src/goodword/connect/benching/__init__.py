"""Measuring pages: a home of its own with made-up data, in a process of its own, in process and without a server."""
