"""What a patient gets: finding a page, listing pages, putting one together, structured data, the clinic.

Only reads. Must not know the desk.
"""
