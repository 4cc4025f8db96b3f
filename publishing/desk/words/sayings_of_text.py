"""Sentences for what can be wrong in a text: its parts, cards, lists, links, and what would be printed as a sign."""

import re
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from publishing.desk.words.sayings_of_fields import Saying
from publishing.text.prose import constructs


def _what(found: re.Match[str]) -> str:
    """Return what people call a card or a box."""
    name = found["name"]
    named = str(constructs.get(name).label) if name in constructs.names() else now("card or box")
    return named[:1].upper() + named[1:]


def _of_block(sentence: Promise) -> Callable[[re.Match[str]], str]:
    return lambda found: str(sentence) % {"what": _what(found)}


def _lacks(found: re.Match[str]) -> str:
    if found["name"] not in constructs.care_levels():
        return now("No card says when to call for help. Put one in.")
    return now("There is no %(card)s here. Put one in, and name at least one sign.") % {
        "card": constructs.get(found["name"]).label
    }


_OF_PARTS: tuple[Saying, ...] = (
    (r"the section '(?P<part>.*)' is missing", _("The part “%(part)s” is not written yet.")),
    (
        r"unknown section '(?P<part>.*)'; there are .*",
        _("No page of this kind has a part “%(part)s”. Put its words into another part."),
    ),
    (r"section '(?P<part>.*)' must come before '(?P<other>.*)'", _("“%(part)s” must stand before “%(other)s”.")),
    (r"nothing stands below the front matter .*", _("Nobody would see this text: such a page has none. Take it out.")),
    (
        r"the body must start with a level 2 heading",
        _("Words stand before the first heading. Move them below a heading."),
    ),
    (r"a heading needs a space and a text .*", _("A heading has no words. Write them, or take the heading out.")),
    (r"a heading inside a block", _("A heading stands inside a card or a box. Move it out.")),
    (r"a heading is plain words.*", _("A heading is plain words. Take bold, links and sources out of it.")),
    (r"level 1 is the title of the page.*", _("A heading is as large as the title of the page. Make it smaller.")),
    (r"headings go no deeper .*", _("A heading is too small. Use a larger one, or bold words.")),
    (r"heading level \d+ follows level \d+.*", _("A heading is two sizes smaller than the one above. Make it larger.")),
    (r"a heading needs a blank line .*", _("Leave an empty line before and after a heading.")),
    (r"nothing stands under this heading", _("Nothing stands under this heading yet. Write it, or take it out.")),
    (r"the id .* stands already in line \d+", _("Two headings are the same. Change one of them.")),
    (
        r"a table has only the headings that it began with",
        _("Nothing is written in the headings of a table yet. Say what stands in each column."),
    ),
    (r"a row of a table is empty", _("Nothing is written in a row of a table yet. Write it, or take the row out.")),
    (r"a snippet has no headings.*", _("A shared text has no headings: it stands under those of other pages.")),
    (r"a text of \d+ lines; at most (?P<most>\d+)", _("This text is too long. At most %(most)s lines fit: divide it.")),
    (
        r"a paragraph of (?P<n>\d+) characters.*",
        _("A paragraph has %(n)s letters, which is too long. Split it in two."),
    ),
    (r"a paragraph with (?P<n>\d+) opening brackets.*", _("A paragraph has %(n)s brackets. Split it in two.")),
    (
        r"a table of \d+ rows and \d+ columns; at most (?P<rows>\d+) and (?P<columns>\d+)",
        _("A table is too large. At most %(rows)s rows and %(columns)s columns fit."),
    ),
    (r"more than \d+ cells in all tables.*", _("The tables of this text are too large together. Shorten them.")),
    (r"lists and quotes nested .*", _("Lists stand inside lists too deep to be read. Make one list of them.")),
    (r"nested too deeply to be read", _("Lists stand inside lists too deep to be read. Make one list of them.")),
    (
        r"unknown token \{(?P<name>.*?)\}; .*",
        _("“{%(name)s}” would be printed as it stands. Put in the clinic's name or phone by its button."),
    ),
)
_OF_BLOCKS: tuple[Saying, ...] = (
    (r"\d+ blocks; at most (?P<most>\d+)", _("This text has too many cards and boxes. At most %(most)s fit.")),
    (r"a block that opens with .*", _("The title of a card or a box is too long. Shorten it.")),
    (r"\d+ paragraphs inside blocks.*", _("Too much stands inside cards and boxes. Move some of it out.")),
    (
        r"a block must start at the .*|'///' inside a line.*",
        _("A card or a box must start in a line of its own. Put it in by its button."),
    ),
    (
        r"'///' closes a block .*|a block was not understood.*",
        _("A card or a box ends here, and begins nowhere. Take out the three slashes, or put the card in again."),
    ),
    (r"a blank line is missing (?:after|before) the block", _("Leave an empty line before and after a card or a box.")),
    (r"unknown block .*", _("There is no card or box of that name. Put one in by its button.")),
    (r"a block inside the block of line \d+", _("A card stands inside another card. Move it out.")),
    (
        r"the block '(?P<name>.*)' is not closed by '///'",
        _of_block(_("%(what)s: it does not end. Put it in again by its button.")),
    ),
    (
        r"the block '(?P<name>.*?)' holds one list.*",
        _of_block(_("%(what)s: only the items of one list can stand in it. Move other words out.")),
    ),
    (
        r"the block '(?P<name>.*?)' needs .* after '\|'",
        _of_block(_("%(what)s: it does not say which, or has no title. Put it in again by its button.")),
    ),
    (r"the block '(?P<name>.*?)' takes nothing after '\|'", _of_block(_("%(what)s: it has its own title."))),
    (r"an? (?P<name>\S+) block has nothing inside.*", _of_block(_("%(what)s: no words can stand in it."))),
    (r"the block '(?P<name>.*)' is empty", _of_block(_("%(what)s: nothing stands in it. Write at least one line."))),
    (r"blocks have no options here", _("Take out the spaces at the start of a card or a box.")),
    (r".* needs a care card(?: '/// (?P<name>.*)')?", _lacks),
    (
        r"unknown snippet .*",
        _("The shared text that is put in here does not exist. Choose another, or take it out."),
    ),
    (r"a snippet that includes itself.*", _("This shared text would put itself in. Take out the one that leads back.")),
    (r"with its snippets it has more than .*", _("The shared texts make this page too long. Take some out.")),
)
_OF_LINKS: tuple[Saying, ...] = (
    (r"citation inside a link: .*", _("A source stands inside the words of a link. Move it behind the link.")),
    (
        r"link that is neither a page .*",
        _("A link leads nowhere. Choose a page, or write a web address that starts with https."),
    ),
    (
        r"link to a page that does not exist: .*",
        _("A link leads to a page that does not exist. Choose the page again."),
    ),
    (
        r"(?:link to a place that is not on its page|place that is not on the page): .*",
        _("A link leads to a part of a page that is not there. Choose the page again."),
    ),
    (r"unknown citation: .*", _("A source that is named here is not in the list of sources. Choose it again.")),
    (r"picture without a text alternative: .*", _("A picture has no words that say what it shows. Write them.")),
    (r"picture that does not exist: .*", _("There is no such picture. Choose another, or take it out.")),
    (r"picture that does not stand alone .*", _("A picture must stand alone. Leave an empty line around it.")),
    (r"an address in running text .*", _("A web address stands bare in the text. Make a link of the words instead.")),
    (
        r"a link is written .*|between the words of a link .*|.* is no link here.*",
        _("A link is not complete. Put it in by its button."),
    ),
    (r"a link without words.*", _("A link has no words. Write what a reader should press.")),
    (r"a picture without an address.*", _("A picture is not complete. Put it in by its button.")),
    (
        r"a source is cited as .*|there are no footnotes.*",
        _("A source is not complete. Put it in by its button."),
    ),
)
_OF_SIGNS: tuple[Saying, ...] = (
    (r"a comment would be printed.*", _("A hidden remark would be printed. Take it out; leave it as a note instead.")),
    (
        r"HTML has no meaning here.*|.* would be printed; write the character itself|attributes in braces .*"
        r"|this text has no Markdown .*",
        _("Some signs here would be printed as they stand. Write plain words."),
    ),
    (r"there is no struck-out text.*", _("Words are struck out. Take them out of the text.")),
    (r"there is no marked text.*", _("Words are marked with a color. Make them bold instead.")),
    (r"a '`' that has no second one.*", _("A backtick (`) stands alone. Take it out.")),
    (
        r"a '.*' that opens or closes no emphasis.*",
        _("A star or a low dash would be printed. Finish the bold, or take it out."),
    ),
    (r"there is no block of code.*", _("A box of code cannot be printed. Write plain words.")),
    (
        r"a line that starts with a dash.*|a list is numbered .*|there is no list of definitions.*"
        r"|a line that starts like an item.*|one line of prose is no list.*",
        _("This looks like a list and would not be printed as one. Use the button for lists."),
    ),
    (r"a block is written as .*", _("This looks like a box and would be printed as signs. Put one in by its button.")),
    (r"the list of contents comes by itself", _("The list of contents comes by itself. Take its sign out.")),
    (r"a line under words makes no heading.*", _("A row of dashes under words makes no heading. Use the button.")),
    (r"a list has no boxes to tick.*", _("A list has no boxes to tick. Take them out.")),
    (r"a numbered list inside an item .*", _("A numbered list inside another starts with 1.")),
    (r"an item of a list without words", _("An item of a list has no words. Write it, or take it out.")),
    (r"indented text that belongs to no item.*", _("A paragraph starts with spaces. Take them out.")),
    (r"a quotation holds sentences only.*", _("A quotation holds sentences only: no list, heading or table.")),
    (r"a line break .*", _("A line break stands at the end of a paragraph. Take it out.")),
    (
        r"a table without a row .*|a blank line is missing behind the table.*|the line of dashes has .*"
        r"|a row of \d+ cells .*|a table has a header.*",
        _("A table is not complete: a row has another number of cells than the first, or is missing."),
    ),
)
OF_TEXT: tuple[Saying, ...] = (*_OF_PARTS, *_OF_BLOCKS, *_OF_LINKS, *_OF_SIGNS)
