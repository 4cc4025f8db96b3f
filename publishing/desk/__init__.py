"""What staff see and do: forms, first page, comparison, sharing, mail, reports.

The highest room: no other room imports it.
"""
