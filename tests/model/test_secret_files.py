"""Files that are secrets: by name, and then by what they hold."""

from __future__ import annotations

import base64

import pytest

from stacklint.model.secrets.files import (
    Held,
    held_in,
    holds_credentials,
    is_encrypted,
    may_be_secret,
    opens_cluster,
    shown,
)

BODY = "MHcCAQEEIHh5bm90YXJlYWxrZXlidXRhbmV4YW1wbGU=\n"


def pem(kind: str, body: str = BODY) -> bytes:
    return f"-----BEGIN {kind}-----\n{body}-----END {kind}-----\n".encode()


def openssh(cipher: bytes) -> bytes:
    body = b"openssh-key-v1\0" + len(cipher).to_bytes(4) + cipher + b"\0\0\0\4none"
    return pem("OPENSSH PRIVATE KEY", base64.b64encode(body).decode() + "\n")


@pytest.mark.parametrize(
    ("path", "maybe"),
    [
        ("config.env", True),
        ("live/config.env", True),
        ("live/kubeconfig.yml", True),
        ("a.pem", True),
        ("a.key", True),
        ("a/b.p12", True),
        ("a.pfx", True),
        ("a.ppk", True),
        ("id_rsa", True),
        ("keys/id_ed25519", True),
        ("id.json", True),
        ("validator-keypair.json", True),
        ("validator-identity.json", True),
        ("keys/deploy_key", True),
        ("keys/ci-key", True),
        ("ssh_host_ed25519_key", True),
        ("ops_ed25519", True),
        ("ssh_host_ed25519_key.pub", False),
        ("deploy_key.yml", False),
        ("id_rsa.pub", False),
        ("config.env.example", False),
        ("a.pem.example", False),
        ("kubeconfig.yaml", False),
        ("my-config.env", False),
        ("key", False),
        ("monkey.yml", False),
        ("package.json", False),
        ("id_x/a.yml", False),
    ],
)
def test_name(path: str, *, maybe: bool) -> None:
    assert may_be_secret(path) is maybe


@pytest.mark.parametrize(
    ("path", "data", "held"),
    [
        ("a.pem", pem("PRIVATE KEY"), Held.PRIVATE_KEY),
        ("a.pem", pem("RSA PRIVATE KEY"), Held.PRIVATE_KEY),
        ("a.pem", pem("CERTIFICATE") + pem("EC PRIVATE KEY"), Held.PRIVATE_KEY),
        ("a.pem", pem("PRIVATE KEY").replace(b"\n", b"\r\n"), Held.PRIVATE_KEY),
        ("a.pem", pem("ENCRYPTED PRIVATE KEY"), Held.GUARDED_KEY),
        ("a", pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n" + BODY), Held.GUARDED_KEY),
        ("a.key", pem("PGP PRIVATE KEY BLOCK"), Held.PRIVATE_KEY),
        ("id_rsa", openssh(b"none"), Held.PRIVATE_KEY),
        ("id_rsa", openssh(b"aes256-ctr"), Held.GUARDED_KEY),
        ("a.ppk", b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n", Held.PRIVATE_KEY),
        ("a.ppk", b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: aes256-cbc\n", Held.GUARDED_KEY),
        (
            "a.p12",
            b"\x30\x82\x0b\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02\xa0",
            Held.GUARDED_KEY,
        ),
        ("id.json", str(list(range(64))).encode(), Held.PRIVATE_KEY),
        ("id.json", str(list(range(63))).encode(), None),
        ("id.json", b'{"a": 1}', None),
        ("a.pem", pem("CERTIFICATE"), None),
        ("a.pem", pem("PUBLIC KEY"), None),
        ("a.key", b"message.hello=Hello\n", None),
        ("a.key", b"\0\xff\xfe", None),
        ("a.key", b"", None),
        ("live/config.env", b"# AUTO-GENERATED\n\nA=b\n", Held.GENERATED_ENV),
        ("config.env", b"# ---\n# AUTO-GENERATED from spec.yml\nA=b\n", Held.GENERATED_ENV),
        ("config.env", b"A=AUTO-GENERATED\n", Held.OWN_ENV),
        ("config.env", b"", Held.OWN_ENV),
        ("a/kubeconfig.yml", b"apiVersion: v1\n", Held.KUBECONFIG),
    ],
)
def test_what_a_file_holds(path: str, data: bytes, held: Held | None) -> None:
    assert held_in(path, data) is held


@pytest.mark.parametrize(
    "data",
    [
        b"$ANSIBLE_VAULT;1.1;AES256\n6162\n",
        b"\0GITCRYPT\0\1\2",
        b"age-encryption.org/v1\n-> X25519\n",
        b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n",
        b"-----BEGIN PGP MESSAGE-----\n\nhQ\n",
        b"U2FsdGVkX1+abc\n",
        b"data: ENC[AES256_GCM,data:nq0=,type:str]\nsops:\n  version: 3\n",
        b"A=ENC[AES256_GCM,data:nq0=,type:str]\nsops_version=3.9.0\n",
    ],
)
def test_what_is_encrypted_is_no_secret(data: bytes) -> None:
    assert is_encrypted(data)
    assert held_in("config.env", data) is None
    assert not holds_credentials(data + b"A=b\n")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("A=b\n", True),
        ("  export A = b\n", True),
        ("# a\nA=\nB='x y'\n", True),
        ("", False),
        ("# A=b\n", False),
        ("A=\nB= \n", False),
        ("A=__A__\nB=${B}\nC=<token>\nD='changeme'\n", False),
        ("not a variable\n", False),
    ],
)
def test_credentials(text: str, *, holds: bool) -> None:
    assert holds_credentials(text.encode()) is holds


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("users: [{name: ops, user: {token: kD93jfk20-xq}}]\n", True),
        ("users:\n- user:\n    client-key-data: TUhj\n", True),
        ('{"users": [{"user": {"client-key-data":"TUhj"}}]}\n', True),
        ("users:\n- user:\n    'token': kD93jfk20-xq\n", True),
        ("users:\n- user: {exec: {command: aws}}\n", False),
        ("users:\n- user: {token: }\n", False),
        ('users:\n- user: {"tokenFile": /run/x}\n', False),
    ],
)
def test_kubeconfig(text: str, *, opens: bool) -> None:
    assert opens_cluster(text.encode()) is opens


def test_nothing_secret_is_shown() -> None:
    allow = "# stacklint: allow-file[secret-file-tracked] -- the lab\n"
    data = f"# PASSWORD=hunter2\n{allow}\r\nA=hunter2\n".encode() + pem("EC PRIVATE KEY")
    document = shown("a.pem", data)
    assert document.text == f"\n{allow}\n\n-----BEGIN EC PRIVATE KEY-----\n\n\n"
    assert [comment.text for comment in document.comments] == [allow.strip()]
