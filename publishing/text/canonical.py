"""YAML in one form only: strict reading with line numbers, and the writer whose output is the canonical form."""

import re

import yaml

from publishing.text.schema import Record, Report

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_REFUSED = {
    yaml.TagToken: "a tag",
    yaml.AnchorToken: "an anchor",
    yaml.AliasToken: "an alias",
    yaml.DirectiveToken: "a directive",
    yaml.DocumentStartToken: "a second document",
    yaml.DocumentEndToken: "a second document",
}


class _Writer(yaml.SafeDumper):
    """Strings, whole numbers and dates; no aliases."""

    def ignore_aliases(self, data) -> bool:
        return True


def decode(raw: bytes, report: Report) -> str | None:
    """Return a file's text, or None where its bytes are not one: wrong encoding, byte-order mark, control character."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return report.fault(1, "starts with a byte-order mark; save the file as UTF-8 without it")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return report.fault(raw[: error.start].count(b"\n") + 1, "is not UTF-8; save the file as UTF-8")
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        return report.fault(line, f"control character U+{ord(control[0]):04X}")
    return text


def read(text: str, schema: Record, report: Report, *, first_line: int = 1) -> dict | None:
    """Return the record in `text`, or None where it could not be read; faults have their line in the whole file.

    first_line: the line of the file on which `text` starts, from 1.
    """
    # Marks count from the start of the text: empty lines before it make them right without a second counter.
    padded = "\n" * (first_line - 1) + text
    if not _is_plain(padded, report):
        return None
    node = yaml.compose(padded, Loader=yaml.BaseLoader)
    if node is None:
        return report.fault(first_line, "is empty")
    return schema.read(node, report)


def _is_plain(text: str, report: Report) -> bool:
    """Report syntax errors, and whatever would not survive a round trip."""
    before = len(report.faults)
    end = 0
    try:
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            _report_comments(text, end, token.start_mark.index, report)
            end = max(end, token.end_mark.index)
            if type(token) in _REFUSED:
                report.fault(token.start_mark.line + 1, f"{_REFUSED[type(token)]} is not allowed here")
            if isinstance(token, yaml.ScalarToken) and token.style in {"|", ">"}:  # may have one behind its mark
                _report_comments(text, token.start_mark.index, text.find("\n", token.start_mark.index), report)
        _report_comments(text, end, len(text), report)
        if len(report.faults) == before:
            yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        # What was opened and never closed is noticed far below: then the place where it starts says more.
        opened = re.search("quoted scalar|flow", error.context or "")
        mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
        report.fault(mark.line + 1 if mark else 1, f"not valid YAML: {error.problem or error.context}")
    except (yaml.YAMLError, RecursionError) as error:
        report.fault(1, f"not valid YAML: {error}")
    return len(report.faults) == before


def _report_comments(text: str, start: int, stop: int, report: Report) -> None:
    """Between two tokens there is only white space, or a comment, which nobody would see again."""
    gap = text[start:stop]
    if "#" in gap:
        line = text.count("\n", 0, start + gap.index("#")) + 1
        report.fault(line, "a comment is not allowed here: it would be lost")


def write(value) -> str:
    """Return the canonical YAML of a record or a list of records."""
    return yaml.dump(
        value,
        Dumper=_Writer,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=float("inf"),
    )
