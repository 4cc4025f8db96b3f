"""The first sentence of a section is its message: whoever reads only headings and messages keeps the truth."""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose import marks

# Where a sentence ends: its signs, the marks of citations that belong to it, and no small letter behind.
_CITED = f"(?:{marks.OPEN}{marks.CITATION}[^{marks.CLOSE}]*{marks.CLOSE})*"
_END = re.compile(rf'[.!?]["\u201d\u2019)]*{_CITED}(?=\s+(?![a-z])|\s*$)')


def first_sentence(text: str) -> str:
    """Return the first sentence of words without markup; all of them where it ends nowhere."""
    match = _END.search(text)
    return text[: match.end()] if match else text


class MessageProcessor(Treeprocessor):
    """Puts the first sentence of a text that begins with a paragraph into a span. `is_on` is set before each text."""

    is_on = False

    def run(self, root: etree.Element) -> None:
        first = root[0] if len(root) else None
        if not self.is_on or first is None or not _is_words(first):
            return
        text, message = first.text or "", etree.Element("span", {"class": "message"})
        if match := _END.search(text):
            message.text, message.tail, first.text = text[: match.end()], text[match.end() :], None
        else:
            message.text, first.text = text, None
            self._take_over(first, message)
        first.insert(0, message)

    @staticmethod
    def _take_over(paragraph: etree.Element, message: etree.Element) -> None:
        """Move the elements of a paragraph into its message, up to that behind which the sentence ends."""
        for child in list(paragraph):
            paragraph.remove(child)
            message.append(child)
            tail = child.tail or ""
            if match := _END.search(tail):
                child.tail, message.tail = tail[: match.end()], tail[match.end() :]
                return


def _is_words(element: etree.Element) -> bool:
    """Whether an element is a paragraph of words: neither a picture nor a shared text that stands alone in it."""
    is_shared = any((element.text or "").startswith(marks.OPEN + snippet) for snippet in marks.SNIPPETS)
    return element.tag == "p" and element.find(".//img") is None and not is_shared
