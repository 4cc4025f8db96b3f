"""Pictures: what a file must be like, its responsive sizes, its name in storage. Knows bytes, not models."""
