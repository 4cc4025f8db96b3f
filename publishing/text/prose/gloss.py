"""A hard word gets its plain meaning at its first use: a button and a popover, which work without script."""

import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose.references import References

# Not inside what is already a control, a heading or a warning: a care card is read in a hurry.
SKIPPED = {"a", "button", "code", "h3", "h4", "summary", "aside", "figcaption", "th"}


class GlossProcessor(Treeprocessor):
    """Explains each term of the glossary the first time that the page uses it."""

    def __init__(self, references: References, explained: set[str]) -> None:
        super().__init__()
        self._references = references
        self._explained = explained

    def run(self, root: etree.Element) -> None:
        if self._references.terms_pattern is not None:
            self._walk(root)

    def _walk(self, element: etree.Element) -> None:
        if element.tag in SKIPPED:
            return
        children = list(element)
        self._explain(element, None)
        for child in children:
            self._walk(child)
            self._explain(element, child)

    def _explain(self, parent: etree.Element, after: etree.Element | None) -> None:
        """Look at one run of text: the tail of `after`, or the text that `parent` starts with."""
        text = (after.tail if after is not None else parent.text) or ""
        position, end = None, 0
        for match in self._references.terms_pattern.finditer(text):
            term = self._references.terms_by_name[match[1].lower()]
            if term.slug in self._explained:
                continue
            self._explained.add(term.slug)
            if position is None:
                position = list(parent).index(after) + 1 if after is not None else 0
            button, definition = self._elements(term, match[0])
            parent.insert(position, button)
            parent.insert(position + 1, definition)
            if after is not None:
                after.tail = text[end : match.start()]
            else:
                parent.text = text[end : match.start()]
            definition.tail = text[match.end() :]
            position, after, end = position + 2, definition, match.end()

    @staticmethod
    def _elements(term, word: str) -> tuple[etree.Element, etree.Element]:
        name = f"gloss-{term.slug}"
        button = etree.Element("button", {"type": "button", "class": "gloss", "popovertarget": name})
        button.text = word
        definition = etree.Element("span", {"id": name, "popover": "auto", "class": "gloss__definition"})
        definition.text = term.definition
        return button, definition
