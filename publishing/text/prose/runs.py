"""Marks the runs of text in which a hard word may be explained. Which words those are is asked when a page is bound."""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose import links, marks

# Not inside what is already a control, a heading or a warning: a care card is read in a hurry.
SKIPPED = {"a", "code", "h2", "h3", "h4", "summary", "figcaption", "th"}
_LETTER = re.compile(r"[^\W\d_]")


class RunProcessor(Treeprocessor):
    """Puts marks around each run; of a shared text in a warning it notes that nothing is explained in it."""

    def run(self, root: etree.Element) -> None:
        self._walk(root, is_skipped=False)

    def _walk(self, element: etree.Element, *, is_skipped: bool) -> None:
        is_skipped = is_skipped or _is_card(element) or (element.tag in SKIPPED and not _may_go(element))
        element.text = self._marked(element.text, is_skipped)
        for child in element:
            self._walk(child, is_skipped=is_skipped)
            child.tail = self._marked(child.tail, is_skipped)

    @staticmethod
    def _marked(text: str | None, is_skipped: bool) -> str | None:
        if not text:
            return text
        if is_skipped:
            return text.replace(marks.OPEN + marks.SNIPPET, marks.OPEN + marks.PLAIN_SNIPPET)
        pieces, end = [], 0
        for match in marks.MARK.finditer(text):
            pieces += [run(text[end : match.start()]), match[0]]
            end = match.end()
        return "".join([*pieces, run(text[end:])])


def _is_card(element: etree.Element) -> bool:
    return element.get("class", "").startswith("care-card ")


def _may_go(element: etree.Element) -> bool:
    """Whether an element is a link that a page may lose, when what it leads to is not public: its words stay then."""
    return element.tag == "a" and element.get("href", "").startswith((links.TO_PAGE, links.TO_PHONE))


def run(text: str) -> str:
    """Return a run of text with marks around it; one without a letter, in which there is no word, as it is."""
    return f"{marks.RUN}{text}{marks.END_OF_RUN}" if _LETTER.search(text) else text
