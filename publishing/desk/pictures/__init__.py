"""Pictures: sent, described, put into pages, replaced; where each is used."""
