"""Finding one's work: Find in the header, and the lists of pages."""
