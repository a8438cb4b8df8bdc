"""The operations that write. Each calls the verb that the pages call, for the person whose token it is."""
