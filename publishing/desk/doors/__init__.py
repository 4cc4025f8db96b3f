"""Who comes in: signing in, the brake on guessing, the second factor, links for a new password, the record of it."""
