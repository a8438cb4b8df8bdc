"""Meaning: sentences as vectors, so that a question is found by what it says. Knows no room; search asks it, and does without it.

`model` makes vectors, `languages` says of which texts, `writing` keeps them beside the index, `memory` holds them where they are
searched, `blend` weighs them against the words. Nothing here opens a connection to anywhere.
"""
