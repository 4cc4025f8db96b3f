"""Words that decide, and words that are ordinary: one home for the comparison's alarms and for what is minor.

Knows single words, not the texts that they stand in. Each list is a file, one lower-case word a line; `lists.LISTS`
says of each whether a change of its words raises an alarm, and why none of its words is ever called misspelled.
"""
