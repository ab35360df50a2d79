"""Names that Kubernetes takes, and how long a name may be that becomes part of one.

Source: what a real API server answered (Kubernetes 1.32, reference on deployment directories,
section 8), and the names that laconic-so makes there (section 2).
"""

from __future__ import annotations

from functools import lru_cache

from stacklint.model.pattern import Pattern

ID_LENGTH = 16
"""Characters of a deployment id."""
MAX_LABEL = 63

MAX_VOLUME = MAX_LABEL - ID_LENGTH - len("-")
"""A volume stands in the label `<id>-<volume>` of its claim."""
MAX_JOB = MAX_LABEL - ID_LENGTH - len("-job-")
"""The name of a job, `<id>-job-<job>`, is a label of its pods."""
MAX_POD = MAX_LABEL - ID_LENGTH - len("--service")
"""In a stack of several pods, a proxied one has the Service `<id>-<pod>-service`."""

_LABEL = Pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = Pattern(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_KEY_PREFIX = Pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_LONGEST_PREFIX = 253
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = Pattern(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_WITH_PORT = Pattern(r"[^:]*:\d*")
_NOT_IN_PATH = ("//", "/./", "/../", "%2f", "%2F")
_CLUSTER = Pattern(r"[a-z0-9.-]+")
_CONFIG_KEY = Pattern(r"(?!\.\.)[-._a-zA-Z0-9]{1,253}")
_NOT_IN_LABEL = Pattern(r"[^a-z0-9-]")


# Namespaces apart, names are those of stacks, which many specs share.
@lru_cache(maxsize=1024)
def why_no_label(name: str, most: int = MAX_LABEL) -> str:
    """Say why a name is no RFC 1123 label of that length at most; empty where it is one."""
    if len(name) > most:
        return f"it has {len(name)} characters, and {most} fit"
    if _LABEL.fullmatch(name):
        return ""
    if name != name.lower():
        return "it has capitals"
    wrong = _NOT_IN_LABEL.search(name)
    if wrong is not None:
        return f"it has a {_spelled(wrong.group())}"
    return "it begins or ends with `-`" if name else "it is empty"


def why_no_service_name(name: str) -> str:
    """Say why a name is no RFC 1035 label, as Services must have; empty where it is one."""
    if name[:1].isdecimal() and len(name) <= MAX_LABEL and _LABEL.fullmatch(name):
        return "it begins with a digit"
    return why_no_label(name)


@lru_cache(maxsize=256)
def why_no_label_value(text: str) -> str:
    """Say why a text is no value of a label; empty where it is one."""
    if len(text) > MAX_LABEL:
        return f"it has {len(text)} characters, and {MAX_LABEL} fit"
    # Most are labels themselves, for which a pattern is there already.
    is_one = _LABEL.fullmatch(text) or _LABEL_VALUE.fullmatch(text)
    return "" if is_one else "it has characters that no label takes"


def why_no_key(key: str) -> str:
    """Say why a text is no key of a label or an annotation; empty where it is one."""
    prefix, slash, name = key.rpartition("/")
    if not name:
        return "it has no name" + (" behind the `/`" if slash else "")
    if slash and (len(prefix) > _LONGEST_PREFIX or _KEY_PREFIX.fullmatch(prefix) is None):
        return "what stands before the `/` is no domain"
    return why_no_label_value(name)


def why_no_cluster(name: str) -> str:
    """Say why a text is no name of a kind cluster; empty where it is one."""
    is_one = _CLUSTER.fullmatch(name) is not None
    return "" if is_one else "kind takes lower-case letters, digits, `.` and `-`"


def is_config_key(name: str) -> bool:
    """Tell whether a file of that name can be one of a ConfigMap."""
    return _CONFIG_KEY.fullmatch(name) is not None


def why_no_host(name: str) -> str:
    """Say why a text is no host of an Ingress; empty where it is one, also with a `*` in front."""
    bare = name.removeprefix("*.")
    if len(name) <= _LONGEST_PREFIX and all(map(_LABEL.fullmatch, bare.split("."))):
        is_address = name[-1:].isdecimal() and _ADDRESS.fullmatch(name) is not None
        return "it is an IP address" if is_address else ""
    if "/" in name:
        return "it is a URL"
    if _WITH_PORT.fullmatch(name):
        return "it has a port"
    if name != name.lower():
        return "it has capitals"
    return "no DNS name has such parts"


# Most specs have a few paths, and `/` above all.
@lru_cache(maxsize=256)
def why_no_path(path: str) -> str:
    """Say why a text is no path of an Ingress; empty where it is one."""
    if not path.startswith("/"):
        return "it does not begin with `/`"
    wrong = next((x for x in _NOT_IN_PATH if x in path), "")
    return (
        f"it has `{wrong}`" if wrong else "it ends in dots" if path.endswith(("/.", "/..")) else ""
    )


def as_label(name: str, most: int = MAX_LABEL) -> str:
    """Give the closest RFC 1123 label; empty where nothing is left of the name."""
    return _NOT_IN_LABEL.sub("-", name.lower())[:most].strip("-")


def _spelled(character: str) -> str:
    words = {" ": "blank", ".": "dot"}
    return words.get(
        character, f"`{character}`" if character.isprintable() else "control character"
    )
