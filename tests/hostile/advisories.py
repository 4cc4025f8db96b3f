"""The holes that others had, by their public identifiers, or by a name where a class has none: class -> identifiers.

Each has a test named after it.
"""

CLASSES = {
    "stored XSS in rich text and addresses": ("CVE-2021-29434", "CVE-2021-32681", "CVE-2026-28222"),
    "stored XSS on the screens of staff": ("CVE-2020-11001", "CVE-2020-15118", "CVE-2023-28836"),
    "what a Markdown parser lets through": ("Python-Markdown-1663",),
    "bypass of a sanitizer": ("RUSTSEC-2021-0074", "RUSTSEC-2025-0071", "CVE-2026-63430"),
    "a parser that takes for ever": (
        "CVE-2025-69534",
        "Python-Markdown-799",
        "Python-Markdown-1554",
        "Python-Markdown-1578",
    ),
    "a search that breaks": ("CVE-2024-39317",),
    "bombs and decoders of pictures": ("CVE-2023-28837", "CVE-2023-4863"),
    "drawings and pages in the place of pictures": ("SVG-upload",),
    "what a picture tells of who took it, and where": ("metadata-leak",),
    "names of what is sent": ("CVE-2024-39330",),
    "memory of a form in parts": ("CVE-2023-24580",),
    "headers that are read for ever": ("CVE-2024-39614",),
    "leaks of drafts, previews and revisions": ("CVE-2019-17671", "CVE-2026-25517", "CVE-2026-44197"),
    "private things in a picker": ("CVE-2026-44201", "CVE-2023-5561"),
    "actions without the right": ("CVE-2024-32882", "CVE-2024-35228"),
    "disclosure and enumeration": ("CVE-2023-45809", "CVE-2024-45231"),
    "SQL by keyword arguments": ("CVE-2025-64459",),
    "confusion of a cache": ("CVE-2021-23336",),
    "open redirects": ("CVE-2017-7233",),
    "the host header": ("CVE-2019-12781",),
    "smuggled requests": ("CVE-2024-1135",),
    "a log that is written into": ("CVE-2025-48432",),
    "a download that somebody else names": ("CVE-2022-36359",),
    "the time that a password takes": ("CVE-2020-11037",),
}


def test_name(identifier: str) -> str:
    """Return how the name of the test of an advisory begins."""
    return f"test_{identifier.lower().replace('-', '_')}_"
