"""Files that are secrets: known by their names, and then by what they hold."""

from __future__ import annotations

import posixpath
import re

from stacklint.model.allow import MARK
from stacklint.model.enums import Enum
from stacklint.model.pattern import Pattern
from stacklint.model.secrets.placeholders import placeholder_in
from stacklint.model.tokens import has_token
from stacklint.model.yaml.document import Document


class Held(Enum):
    """What a file holds; a guarded key is of no use without its passphrase."""

    PRIVATE_KEY = "private key"
    GUARDED_KEY = "private key with a passphrase"
    GENERATED_ENV = "config.env that `create` wrote"
    OWN_ENV = "config.env that nobody reads"
    KUBECONFIG = "kubeconfig"


CONFIG_ENV, KUBECONFIG = "config.env", "kubeconfig.yml"

_NAMES = frozenset({CONFIG_ENV, KUBECONFIG, "id.json"})
_ENDINGS = (
    *(".pem", ".key", ".p12", ".pfx", ".ppk"),
    *("_key", "-key", "_rsa", "_ecdsa", "_ed25519"),
)
_BEGINS = Pattern(r"-----BEGIN (?P<kind>[A-Z0-9 ]*)PRIVATE KEY(?: BLOCK)?-----")
_GENERATED = Pattern(r"^#[^\n]*AUTO-GENERATED", re.MULTILINE)
# A keypair of Solana: the bytes of a private and a public key.
_BYTES = Pattern(r"\s*\[\s*(?:\d{1,3}\s*,\s*){63}\d{1,3}\s*\]\s*")
_PUTTY = "PuTTY-User-Key-File-"
# The bag of a PKCS #12 file that holds a key; what guards it is a passphrase.
_KEY_BAG = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01"
# An OpenSSH key without a passphrase: its cipher is called `none`.
_UNGUARDED = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"
_LETS_IN = Pattern(
    r"[{,\s\"'](?:client-key-data|token|password)[\"']?[ \t]*:[ \t]*[\"']?[^\s{}<\"']"
)
_ASSIGNED = Pattern(r"^[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.]*[ \t]*=[ \t]*(\S.*)$", re.MULTILINE)

_ENCRYPTED_STARTS = (
    b"$ANSIBLE_VAULT;",
    b"\0GITCRYPT\0",
    b"age-encryption.org/",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"U2FsdGVkX1",
)
_SOPS = b"ENC[AES256_GCM,"


def may_be_secret(path: str) -> bool:
    """Tell by its name whether a file is worth a closer look; hardly any is."""
    name = path.rpartition("/")[2]
    if name in _NAMES or name.endswith(_ENDINGS):
        return True
    is_keypair = name.endswith(".json") and ("keypair" in name or "identity" in name)
    return is_keypair or (name.startswith("id_") and not name.endswith(".pub"))


def is_encrypted(data: bytes) -> bool:
    """Tell whether sops, ansible-vault, git-crypt, age, gpg or openssl has encrypted a file."""
    return data.lstrip().startswith(_ENCRYPTED_STARTS) or _SOPS in data


def held_in(path: str, data: bytes) -> Held | None:
    """Tell what secret a file is; None where it is none, or nobody can read it."""
    if is_encrypted(data):
        return None
    name, text = posixpath.basename(path), data.decode("utf-8", "replace")
    if name == CONFIG_ENV:
        return Held.GENERATED_ENV if _GENERATED.search(text) else Held.OWN_ENV
    if name == KUBECONFIG:
        return Held.KUBECONFIG
    return _key_in(data, text)


def _key_in(data: bytes, text: str) -> Held | None:
    found = _BEGINS.search(text)
    if found is not None:
        return Held.GUARDED_KEY if _is_guarded(found["kind"], text) else Held.PRIVATE_KEY
    if text.startswith(_PUTTY):
        return Held.PRIVATE_KEY if "Encryption: none" in text else Held.GUARDED_KEY
    if _KEY_BAG in data:
        return Held.GUARDED_KEY
    return Held.PRIVATE_KEY if _BYTES.fullmatch(text) else None


def _is_guarded(kind: str, text: str) -> bool:
    if kind.startswith("OPENSSH"):
        return _UNGUARDED not in text
    return kind.startswith("ENCRYPTED") or "Proc-Type: 4,ENCRYPTED" in text


def holds_credentials(data: bytes) -> bool:
    """Tell whether a file of variables gives one a value that nobody has to fill in any more."""
    if is_encrypted(data):
        return False
    values = _ASSIGNED.findall(data.decode("utf-8", "replace"))
    return any(not has_token(x) and placeholder_in(x.strip("'\" ")) is None for x in values)


def opens_cluster(data: bytes) -> bool:
    """Tell whether a kubeconfig holds what lets one in, and does not only say where to ask."""
    text = data.decode("utf-8", "replace")
    return not is_encrypted(data) and _LETS_IN.search(text) is not None


def shown(path: str, data: bytes) -> Document:
    """Give a file without its secrets: what says that it is one, and what allows it, stay."""
    lines = data.decode("utf-8", "replace").split("\n")
    kept = (line.rstrip("\r") if _may_be_shown(line) else "" for line in lines)
    return Document(path, "\n".join(kept), None, None, 0)


def _may_be_shown(line: str) -> bool:
    if line.startswith("#"):
        return MARK in line or _GENERATED.match(line) is not None
    return _BEGINS.fullmatch(line.strip()) is not None
