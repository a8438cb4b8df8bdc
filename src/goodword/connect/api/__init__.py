"""The read API, version 1: what the pages say, through the same gate."""
