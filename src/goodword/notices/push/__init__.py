"""Push messages to browsers: sealed so that only the browser can read them, and signed so that its maker knows whose they are."""
