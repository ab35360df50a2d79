"""Run stacklint as `python -m stacklint`."""

import sys

# `-m` puts the working directory first: there lies what is linted, and none of it is ours to run.
if not sys.flags.safe_path:
    del sys.path[0]

from stacklint.cli import start

start()
