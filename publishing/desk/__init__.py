"""What staff see and do: forms, first page, comparison, sharing, mail, reports.

The highest room of publishing: no other room imports it. Its own rooms are floors as well (pyproject.toml names them).
"""
