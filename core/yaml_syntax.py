"""What to do about a YAML syntax error, in words for people who do not know YAML.

Both parsers of PyYAML (C and Python) describe the same fault in their own words; both end in the same
sentence here.  Not here: finding the fault.
"""

from __future__ import annotations

import re

import yaml

_WHOLE = "this does not fit here; "
# Pattern in the parser's words, whether the beginning of the thing is the better place, and the advice.
_ADVICE: tuple[tuple[str, bool, str], ...] = (
    (r"quoted.*(end of stream|document (indicator|separator))", True, "the quote that opens here is not closed."),
    (r"(a|undefined) tag", True, "! has a meaning in YAML; put the value in quotes."),
    (r"escape|hexa?decimal", True, "a backslash in double quotes must be written twice; or use single quotes."),
    (r"expected ',' or '\]'", True, "the list that begins here needs commas between values and a ] at its end."),
    (r"expected ',' or '\}'", True, "the group that begins here needs commas between keys and a } at its end."),
    (r"cannot start any token", False, "a value cannot begin with this sign; put the value in quotes."),
    (r"mapping values are not allowed", False, (
        "a colon does not fit here; put text with a colon in quotes, and indent a key like the keys beside it.")),
    (r"unexpected ':'", False, "a colon does not fit here; put text with a colon in quotes."),
    (r"mapping keys are not allowed", False, "a value cannot begin with ?; put the value in quotes."),
    (r"could not find expected ':'", True, "this line needs the form key: value."),
    (r"sequence entries are not allowed", False, "a list with - begins on its own line, below its key."),
    (r"block scalar", True, "after | or > the text begins on the next line."),
    (r"scanning an (anchor|alias)", True, "& and * have a meaning in YAML; put the value in quotes."),
    (r"incompatible YAML document|directive", False, "remove this line; a line may not begin with %."),
    (r"<?document start>?", False, _WHOLE + "remove the line above that is ... or begins with %."),
    (r"expected (key|<block end>|'-' indicator)", False, (
        _WHOLE + "indent keys that belong together alike, with spaces, and close every quote and bracket.")),
    (r"node content", False, _WHOLE + "a value is missing before this sign."),
)


def advice(error: yaml.MarkedYAMLError) -> tuple[tuple[int, int], str]:
    """Return line and column (from 1) and a sentence that says what to do."""
    words = f"{error.context or ''} {error.problem or ''}"
    for pattern, at_beginning, sentence in _ADVICE:
        if re.search(pattern, words):
            return _place(error, at_beginning), sentence
    return _place(error, False), f"this is not YAML ({error.problem})."


def _place(error: yaml.MarkedYAMLError, at_beginning: bool) -> tuple[int, int]:
    marks = (error.context_mark, error.problem_mark)
    mark = next((mark for mark in (marks if at_beginning else marks[::-1]) if mark is not None), None)
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
