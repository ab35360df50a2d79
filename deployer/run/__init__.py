"""One run: look, judge, plan, act, wait until all is ready; and back where that fails."""
