"""Taking over the starter library: owners, the queue for three minutes, what the clinic offers itself."""
