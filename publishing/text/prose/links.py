"""Links and pictures: a file link or a picture of the library becomes a mark; the rest is https, mailto, tel or gone.

Between the parser and the sanitizer a mark is an address that no text can write: LinkProcessor drops every other one
that starts with a slash. `as_marks` turns them into marks once the HTML is safe.
"""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose import marks, tokens

FILE_LINK = re.compile(r"^\.\./(?P<address>[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*)\.md(?:#(?P<anchor>[a-z0-9][a-z0-9-]*))?$")
SAME_PAGE = re.compile(r"^#[a-z0-9][a-z0-9-]*$")
OUTSIDE = re.compile(r"^(https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s?@]+@[^\s?@]+|tel:[+0-9*#-]+)$")
TOKEN_PHONE = re.compile(rf"^tel:\{{(?P<name>{'|'.join(tokens.NAMES)})\}}$")
PICTURE = re.compile(r"^(?:\.\./)+(?P<name>(?:drawings|images)/[a-z0-9][a-z0-9-]*\.[a-z]+)$")

#: The class of the link that is the headline of a care card. No author can write it.
CALL = "care-card__tel"
TO_PAGE, TO_PHONE, _TO_CALL, _OF_PICTURE = "/page:", "/phone:", "/call:", "/picture:"
_LINK = re.compile(rf'<a href="{TO_PAGE}([a-z]+/[a-z0-9-]+(?:#[a-z0-9-]+)?)">(.*?)</a>', re.DOTALL)
_PHONE = re.compile(rf'<a href="({TO_PHONE}|{_TO_CALL})([a-z_]+)">(.*?)</a>', re.DOTALL)
_REST = r'((?: [a-z]+="[^"]*")*)'
_IMAGE = re.compile(rf'<img{_REST} src="{_OF_PICTURE}([a-z]+/[a-z0-9.-]+)"{_REST}>')
_SHARED = re.compile(f"(<p>)?({marks.OPEN}[{marks.SNIPPET}{marks.PLAIN_SNIPPET}][a-z0-9-]*{marks.CLOSE})(</p>)?")


class LinkProcessor(Treeprocessor):
    """Looks at every link and picture of the tree; notes what they name, and what can be no link or picture.

    pages, pictures: take the targets as they are written, by the name of what they lead to. places: takes the ids on
    the same page that are led to. faults: sentences.
    """

    def __init__(
        self, pages: dict[str, str], pictures: dict[str, str], places: dict[str, None], faults: list[str]
    ) -> None:
        super().__init__()
        self._pages, self._pictures, self._places, self._faults = pages, pictures, places, faults

    def run(self, root: etree.Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        for link in list(root.iter("a")):
            self._resolve(link)
        for image in list(root.iter("img")):
            self._place(image, parents)

    def _resolve(self, link: etree.Element) -> None:
        target, is_call = link.get("href", ""), link.get("class") == CALL
        link.attrib.clear()
        if marks.OPEN + marks.CITATION in "".join(link.itertext()):
            self._faults.append(f"citation inside a link: {target!r}")
        if match := FILE_LINK.match(target):
            self._pages[target] = match["address"]
            link.set("href", TO_PAGE + match["address"] + (f"#{match['anchor']}" if match["anchor"] else ""))
        elif SAME_PAGE.match(target):
            self._places[target[1:]] = None
            link.set("href", target)
        elif match := TOKEN_PHONE.match(target):
            link.set("href", (_TO_CALL if is_call else TO_PHONE) + match["name"])
        elif OUTSIDE.match(target) and not marks.is_marked(target):
            link.set("href", target)
            if target.startswith("http"):
                link.set("class", "external")
        else:
            self._faults.append(f"link that is neither a page nor https, mailto or tel: {target!r}")
            link.tag = "span"

    def _place(self, image: etree.Element, parents: dict[etree.Element, etree.Element]) -> None:
        target, caption = image.get("src", ""), image.get("title", "")
        alt = marks.tokens_only(image.get("alt", "")).strip()
        parent, match = parents[image], PICTURE.match(target)
        image.attrib.clear()
        if not alt:
            self._faults.append(f"picture without a text alternative: {target!r}")
        if match:
            self._pictures[target] = match["name"]
        else:
            self._faults.append(f"picture that does not exist: {target!r}")
        if match and not _stands_alone(image, parent):
            self._faults.append(f"picture that does not stand alone in its paragraph: {target!r}")
        if not match or not _stands_alone(image, parent):
            image.tag, image.text = "span", alt
            return
        parent.tag, parent.text = "figure", None
        parent.set("class", "figure")
        image.attrib.update(picture_attributes(match["name"], alt))
        if caption:
            etree.SubElement(parent, "figcaption").text = caption


def _stands_alone(image: etree.Element, parent: etree.Element) -> bool:
    texts = (parent.text or "") + (image.tail or "")
    return parent.tag == "p" and len(parent) == 1 and not texts.strip()


def picture_attributes(name: str, alt: str) -> dict[str, str]:
    """Return the attributes of an <img> for a picture of the library, the mark of its file first.

    Even the first picture of a page stands below what a reader sees first, behind key points, contents and a section.
    """
    return {"src": _OF_PICTURE + name, "alt": alt, "decoding": "async", "loading": "lazy"}


def _number(found: re.Match[str]) -> str:
    what = marks.CALL if found[1] == _TO_CALL else marks.PHONE
    return f"{marks.mark(what, found[2])}{found[3]}{marks.mark(marks.END_OF_LINK)}"


def as_marks(html: str) -> str:
    """Return sanitized HTML with a mark for each address of a page, file of a picture and shared text in it.

    A shared text is blocks, so it stands alone in its paragraph, and takes its place; anywhere else it is left out.
    """
    html = _LINK.sub(lambda found: f"{marks.mark(marks.LINK, found[1])}{found[2]}{marks.mark(marks.END_OF_LINK)}", html)
    html = _PHONE.sub(_number, html)
    html = _IMAGE.sub(
        lambda found: f"{marks.mark(marks.PICTURE, found[2])}{found[1]}{found[3]}>{marks.mark(marks.END_OF_PICTURE)}",
        html,
    )
    return _SHARED.sub(lambda found: found[2] if found[1] and found[3] else (found[1] or "") + (found[3] or ""), html)
