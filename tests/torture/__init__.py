"""What a site survives: processes killed at any moment, a disk that gets full, a database that dies."""
