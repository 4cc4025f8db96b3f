"""Copies of a whole site for the day on which the disk dies: made, kept, checked and brought back."""
