"""Links and pictures: relative file links become addresses, everything else is https, mailto, tel or gone."""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose.references import References

FILE_LINK = re.compile(r"^\.\./(?P<address>[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*)\.md(?:#(?P<anchor>[a-z0-9][a-z0-9-]*))?$")
SAME_PAGE = re.compile(r"^#[a-z0-9][a-z0-9-]*$")
OUTSIDE = re.compile(r"^(https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s?]+@[^\s?]+|tel:[+0-9*#-]+)$")
PICTURE = re.compile(r"^(?:\.\./)+(?P<name>(?:drawings|images)/[a-z0-9][a-z0-9-]*\.[a-z]+)$")


class LinkProcessor(Treeprocessor):
    """Resolves every link and picture of the tree, and notes those that lead nowhere."""

    def __init__(self, references: References, faults: list[str]) -> None:
        super().__init__()
        self._references = references
        self._faults = faults

    def run(self, root: etree.Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        for link in [element for element in root.iter("a") if "aria-label" not in element.attrib]:
            self._resolve(link, parents.get(link))
        for image in list(root.iter("img")):
            self._place(image, parents)

    def _resolve(self, link: etree.Element, parent: etree.Element | None) -> None:
        target = link.get("href", "")
        link.attrib.clear()
        if link.find(".//sup") is not None:
            self._faults.append(f"citation inside a link: {target!r}")
        if match := FILE_LINK.match(target):
            address = self._references.addresses.get(match["address"])
            if match["address"] not in self._references.addresses:
                self._faults.append(f"link to a page that does not exist: {target!r}")
            if address is None:  # unknown, or not public at the moment: the words stay, the link goes
                link.tag = "span"
                return
            link.set("href", address + (f"#{match['anchor']}" if match["anchor"] else ""))
        elif SAME_PAGE.match(target):
            link.set("href", target)
        elif OUTSIDE.match(target):
            link.set("href", target)
            if target.startswith("http"):
                link.set("class", "external")
        else:
            self._faults.append(f"link that is neither a page nor https, mailto or tel: {target!r}")
            link.tag = "span"

    def _place(self, image: etree.Element, parents: dict[etree.Element, etree.Element]) -> None:
        target, alt, caption = image.get("src", ""), image.get("alt", "").strip(), image.get("title", "")
        parent = parents[image]
        match = PICTURE.match(target)
        picture = self._references.pictures.get(match["name"]) if match else None
        image.attrib.clear()
        if picture is None:
            self._faults.append(f"picture that does not exist: {target!r}")
        if not alt:
            self._faults.append(f"picture without a text alternative: {target!r}")
        if (
            picture is None
            or parent.tag != "p"
            or len(parent) != 1
            or (parent.text or "").strip()
            or (image.tail or "").strip()
        ):
            if picture is not None:
                self._faults.append(f"picture that does not stand alone in its paragraph: {target!r}")
            image.tag, image.text = "span", alt
            return
        parent.remove(image)
        parent.tag, parent.text = "figure", None
        parent.set("class", "figure")
        parent.append(picture_element(picture, alt))
        if caption:
            etree.SubElement(parent, "figcaption").text = caption


def picture_element(picture, alt: str, *, lazy: bool = True) -> etree.Element:
    """Return <picture> with its sources and an <img> whose size is known before it loads."""
    element = etree.Element("picture")
    for media_type, srcset in picture.sources:
        etree.SubElement(
            element,
            "source",
            {"type": media_type, "srcset": srcset, "sizes": "(min-width: 44em) 42em, 100vw"},
        )
    attributes = {
        "src": picture.url,
        "alt": alt,
        "width": str(picture.width),
        "height": str(picture.height),
        "decoding": "async",
    }
    if lazy:
        attributes["loading"] = "lazy"
    etree.SubElement(element, "img", attributes)
    return element
