"""Changes named by place, made as edits of the text, and verified before anyone sees them."""

from stacklint.fix.apply import Draft, apply_changes
from stacklint.fix.each import each_alone
from stacklint.fix.refused import Refused

__all__ = ["Draft", "Refused", "apply_changes", "each_alone"]
