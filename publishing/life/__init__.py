"""The rows of the database and all that happens to them: models, states, verbs, rights, history, jobs, loading.

Must not know how a page looks to a patient or to staff: whoever does registers what should follow from a verb.
"""
