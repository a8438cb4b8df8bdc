"""What people fill in. A form checks shapes; what may be said and done is decided by the verbs."""
