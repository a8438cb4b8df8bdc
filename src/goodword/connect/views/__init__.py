"""Pages for people at the doors for machines, and where old addresses lead."""
