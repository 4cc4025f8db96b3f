"""The public site as a folder of files, for a server that knows no Python.

It asks the site for every address that a reader can come to, through the same code that answers a reader. It must know
no kind of page and no view: what there is, the pages themselves say by their links.
"""
