"""An old phone, made out of a new browser: what it would not know is renamed before it arrives."""

import re

#: What in a style sheet becomes unknown -> under which name. Safari 15, and what was new with it, know none.
_STYLES = {
    r"@container\b": "@unknown-container",
    r"\bcontainer(-type|-name)?(?=\s*:)": r"unknown-container\1",
    r"::details-content\b": "::unknown-content",
    r":popover-open\b": ":unknown-open",
    r":has\(": ":unknown-has(",
    r"\[popover\b": "[unknown-popover",
    r"@starting-style\b": "@unknown-style",
    r"\b(position-anchor|anchor-name|position-area)(?=\s*:)": r"unknown-\1",
    r"\blight-dark\(": "unknown-light-dark(",
}
_MARKUP = re.compile(r"\s(popover|popovertarget|popovertargetaction|command|commandfor)(=\"[^\"]*\")?(?=[\s>])")
#: What a script would ask for before it uses it.
SCRIPT = """
for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover']) delete HTMLElement.prototype[name];
for (const name of ['popoverTargetElement', 'popoverTargetAction', 'commandForElement', 'command'])
  delete HTMLButtonElement.prototype[name];
delete globalThis.ToggleEvent;
"""


def styles(css: str) -> str:
    """Return a style sheet in which every new feature has a name that no browser knows."""
    for known, unknown in _STYLES.items():
        css = re.sub(known, unknown, css)
    return css


def markup(html: str) -> str:
    """Return HTML without the attributes of popovers and commands."""
    return re.sub(r"<[a-z][^>]*>", lambda tag: _MARKUP.sub("", tag[0]), html)
