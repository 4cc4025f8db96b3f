"""What no text may become, whatever was typed: looked for in the parsed result, as a browser would read it."""

import re
from html.parser import HTMLParser

SCRIPT_CAPABLE = {
    *("script", "style", "iframe", "object", "embed", "applet", "svg", "math", "template", "noscript", "xmp"),
    *("form", "input", "textarea", "select", "base", "meta", "link", "frame", "frameset", "portal", "title"),
    *("noembed", "noframes", "plaintext", "foreignobject", "animate", "set", "video", "audio", "marquee"),
}
SAFE_LINK = re.compile(r"(?:https?://[^/\\\s]|mailto:|tel:|#|/(?![/\\]))")
#: The sign that the binder sets before the words of a link that calls; no author can write it.
SIGN_OF_A_CALL = re.compile(
    r'(<a href="tel:[0-9+*#]+" data-hint="[^"<>]*">)<svg class="sign" aria-hidden="true"><use href="#sign-call"/></svg>'
)
SAFE_PICTURE = re.compile(r"/(?![/\\])")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.harm: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in SCRIPT_CAPABLE or ":" in tag:
            self.harm.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "action", "background", "ping"}:
                self.harm.append(f"{tag} {name}={value!r}")
            if name.endswith("href") and not SAFE_LINK.match(value):
                self.harm.append(f"{tag} {name}={value!r}")
            if name == "src" and not SAFE_PICTURE.match(value):
                self.harm.append(f"{tag} {name}={value!r}")
            if name == "srcset" and not all(SAFE_PICTURE.match(part.strip()) for part in value.split(",")):
                self.harm.append(f"{tag} {name}={value!r}")
            if name not in {"href", "src", "srcset", "alt", "aria-label"} and re.match(r"\s*\w*script:", value):
                self.harm.append(f"{tag} {name}={value!r}")

    def handle_comment(self, data):
        self.harm.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.harm.append(f"<!{decl}>")

    def unknown_decl(self, data):
        self.harm.append(f"<![{data}]>")

    def handle_pi(self, data):
        self.harm.append(f"<?{data}>")


def harm(html: str) -> list[str]:
    """Everything in the HTML that could act or load from elsewhere."""
    reader = _Reader()
    reader.feed(SIGN_OF_A_CALL.sub(r"\1", html))
    reader.close()
    return reader.harm
