"""What ruamel says of a text: the reader that laconic-so has, where readers of YAML differ.

It is asked about doubtful texts alone (tabs, tags, anchors, a byte order mark inside), since it
takes a hundred times as long as libyaml.
"""

from __future__ import annotations

import warnings

from stacklint.model.yaml.parse import Fault, FaultKind
from stacklint.model.yaml.unreadable import TAB

# Half a minute for 8 MB is too long to wait for an opinion; real files are far below this.
MAX_LENGTH = 256 * 1024


def second_fault(text: str) -> Fault | None:
    """Say why ruamel refuses a text; None where it takes it, or the text is too long to ask.

    The text must have passed our own reader: it is no bomb then, and not too deep. A key that
    stands twice is passed over, since that has its own rule.
    """
    if len(text) > MAX_LENGTH:
        return None
    # Imported late: 20 ms that a clean run need not pay.
    from ruamel.yaml import YAML  # noqa: PLC0415 -- as above
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 -- as above

    reader = YAML()
    reader.allow_duplicate_keys = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader.load(text)
    except RecursionError:
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = 0 if mark is None else min(mark.index, len(text))
        return Fault(FaultKind.SYNTAX, first_words(error), offset)
    except (YAMLError, ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        return Fault(FaultKind.SYNTAX, first_words(error), 0)
    return None


def first_words(error: Exception) -> str:
    """Give what ruamel has to say of a text, in a line."""
    said = str(getattr(error, "problem", None) or getattr(error, "context", None) or error)
    if said.startswith("found character '\\t'"):
        return TAB
    return said.strip().split("\n")[0] or "laconic-so's reader gives up"
