"""What becomes of a file before a deployer reads it, as far as the repository says."""

from __future__ import annotations

from stacklint.model.enums import Enum


class Rendering(Enum):
    """A template is filled in first, what was rendered is deployed as it is; or nobody says."""

    TEMPLATE = "template"
    RENDERED = "rendered"
    UNSAID = "unsaid"
