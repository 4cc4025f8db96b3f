"""Django's admin as the desk registers it: sources, people, pictures, the clinic, and the addresses of all screens."""
