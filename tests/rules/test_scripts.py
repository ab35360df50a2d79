"""Scripts that drive deployments: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Standing
from stacklint.model.secrets.masks import secret_spans, with_mask
from stacklint.model.yaml.document import text_document
from tests.memory import lint

SPEC = """\
stack: stacks/notes
deploy-to: k8s-kind
volumes:
  notes-db: /srv/kind/notes/db
"""
FILES = {"deployment/spec.yml": SPEC, "envs/prod.yml": "stack: stacks/shop\ndeploy-to: compose\n"}


def _findings(text: str, *rules: str, file: str = "deploy.sh", **more: str) -> list[Finding]:
    return lint({**FILES, **more, file: text}, *rules, profile=Profile.AUDIT).findings


@pytest.mark.parametrize(
    ("rule", "text", "count"),
    [
        ("spec-regenerated-by-script", "stack init --stack x --output envs/prod.yml", 1),
        ("spec-regenerated-by-script", "$SO deploy init --output envs/prod.yml", 1),
        ("spec-regenerated-by-script", "/opt/bin/laconic-so deploy init --output envs/prod.yml", 1),
        (
            "spec-regenerated-by-script",
            "laconic-so deploy init --output ./envs/../envs/prod.yml",
            1,
        ),
        ("spec-regenerated-by-script", "laconic-so deploy init --output $REPO/envs/prod.yml", 1),
        ("spec-regenerated-by-script", "laconic-so deploy init --output /x/envs/prod.yml", 1),
        ("spec-regenerated-by-script", "laconic-so deploy init --output other/envs/prod.yml", 0),
        ("spec-regenerated-by-script", "laconic-so deploy init --output prod.yml", 0),
        ("spec-regenerated-by-script", "laconic-so deploy init", 0),
        (
            "spec-regenerated-by-script",
            "[ -f x ] || laconic-so deploy init --output envs/prod.yml",
            1,
        ),
        (
            "spec-regenerated-by-script",
            "[ -f envs/prod.yml ] && laconic-so deploy init --output envs/prod.yml",
            1,
        ),
        (
            "spec-regenerated-by-script",
            'SO="laconic-so --verbose"; $SO deploy init --output envs/prod.yml',
            1,
        ),
        (
            "spec-regenerated-by-script",
            'cd "$(dirname "$0")/envs"; laconic-so deploy init --output prod.yml',
            1,
        ),
        (
            "spec-regenerated-by-script",
            "cd /srv/repo && laconic-so deploy init --output envs/prod.yml",
            1,
        ),
        (
            "spec-regenerated-by-script",
            'cd "$X/other"; laconic-so deploy init --output prod.yml',
            0,
        ),
        ("restart-without-spec-file", "laconic-so deployment --dir /x restart", 1),
        ("restart-without-spec-file", "laconic-so deployment --dir=/x restart --spec-file=y", 0),
        ("restart-without-spec-file", "laconic-so deployment --dir /x stop", 0),
        ("restart-without-spec-file", "systemctl restart deployment", 0),
        ("data-deleted-by-script", "rm -rf /srv/kind", 1),
        ("data-deleted-by-script", "rm -fr /srv/kind/notes/db", 1),
        ("data-deleted-by-script", "rm --recursive /srv/kind/notes/db", 1),
        ("data-deleted-by-script", "rm -rf /", 1),
        ("data-deleted-by-script", 'rm -rf "${DATA:-/srv/kind/notes/db}"', 1),
        ("data-deleted-by-script", "read -r x < f; rm -rf /srv/kind/notes/db", 1),
        ("data-deleted-by-script", "read -r x; rm -rf /srv/kind/notes/db", 0),
        ("data-deleted-by-script", "rm -rf /srv/kind/notes/db2", 0),
        ("data-deleted-by-script", "find /srv/kind/notes/db -print0 | xargs -0 rm -rf", 1),
        ("data-deleted-by-script", "find /srv/kind/notes -name x -print0 | xargs -0 rm -rf", 0),
        ("data-deleted-by-script", "find /srv/kind/notes/db | grep old | xargs rm -rf", 0),
        ("data-deleted-by-script", "ls -d /srv/kind/notes/* | xargs rm -rf", 1),
        ("data-deleted-by-script", "echo /srv/kind/notes/db | xargs -r rm -rf", 1),
        ("data-deleted-by-script", "find /srv/other | xargs rm -rf", 0),
        ("data-deleted-by-script", "rm -rf /srv/kind/*/db", 1),
        ("data-deleted-by-script", "rm -rf /srv/k*/no?es/*", 1),
        ("data-deleted-by-script", "rm -rf /srv/*", 1),
        ("data-deleted-by-script", "rm -rf /srv/kind/notes/db/*", 1),
        ("data-deleted-by-script", "rm -rf /srv/kind/notes/db/*.log", 0),
        ("data-deleted-by-script", "rm -rf /srv/kind/notes/*.bak", 0),
        ("data-deleted-by-script", "rm -rf /srv/*/x/db", 0),
        ("data-deleted-by-script", "docker run -v /srv/kind/notes/db:/d alpine rm -rf /d", 1),
        ("data-deleted-by-script", "docker run -v /srv/kind:/d a sh -c 'cd / && rm -rf /d/*'", 1),
        ("data-deleted-by-script", "docker run --volume=/srv/kind:/d:rw a rm -r /d/notes/db", 1),
        ("data-deleted-by-script", "docker run -v /srv/kind/notes/db:/d alpine rm -rf /x", 0),
        ("data-deleted-by-script", "docker run -v /srv/kind/notes/db:/d alpine rm /d/x", 0),
        ("data-deleted-by-script", "docker run -v /srv/kind/notes/db:/d a rm -rf /d/x", 0),
        ("data-deleted-by-script", "docker run -v /srv/other:/d alpine rm -rf /d", 0),
        ("data-deleted-by-script", "D=/srv/kind; rm -rf $D/notes", 1),
        ("data-deleted-by-script", "cd /srv/kind && rm -rf notes", 1),
        ("data-deleted-by-script", "rm -rf $UNKNOWN/db", 0),
        ("data-deleted-by-script", "for d in db x; do rm -rf /srv/kind/notes/$d; done", 1),
        ("data-deleted-by-script", "for d in x y; do rm -rf /srv/kind/notes/$d; done", 0),
        ("data-deleted-by-script", 'R=/srv/kind; rm -rf "${R:?}/notes"', 1),
        ("data-deleted-by-script", "ssh host rm -rf /srv/kind/notes/db", 1),
        ("data-deleted-by-script", "cd envs; ssh host 'rm -rf kind notes'", 0),
        ("data-deleted-by-script", "find /srv/kind/notes -mindepth 1 -exec rm -rf {} +", 1),
        ("data-deleted-by-script", "find /srv/kind/notes -name x -exec rm -rf {} +", 0),
        ("data-deleted-by-script", "find /srv/kind/notes -exec chown me {} +", 0),
        ("spec-rewritten-by-script", "sed -i s/a/b/ envs/prod.yml other.yml", 1),
        ("spec-rewritten-by-script", "sed -i s/a/b/ {envs/prod,deployment/spec}.yml", 2),
        ("spec-rewritten-by-script", "yq .a envs/prod.yml | sponge envs/prod.yml", 1),
        ("spec-rewritten-by-script", "yq -i '. *= load(\"envs/prod.yml\")' other.yml", 0),
        (
            "spec-regenerated-by-script",
            "for e in prod dev; do laconic-so deploy init --output envs/$e.yml; done",
            1,
        ),
        ("data-deleted-by-script", "docker-compose down --volumes", 1),
        ("data-deleted-by-script", "docker compose down --remove-orphans", 0),
        ("data-deleted-by-script", "docker volume prune -f", 1),
        ("data-deleted-by-script", "docker volume inspect x", 0),
        ("namespace-deleted-by-script", "kubectl delete ns x", 1),
        ("namespace-deleted-by-script", "kubectl delete --wait namespaces/x", 1),
        ("namespace-deleted-by-script", "kubectl delete pod -n x y", 0),
        ("namespace-deleted-by-script", "kubectl describe ns x", 0),
        ("namespace-deleted-by-script", "kubectl delete -n y ns,pvc --all", 1),
        ("namespace-deleted-by-script", "kubectl -n ns delete pod x", 0),
        ("namespace-deleted-by-script", "kubectl delete job ns", 0),
        ("namespace-deleted-by-script", "kubectl delete -n ns secret x", 0),
        ("namespace-deleted-by-script", "kubectl label pod delete ns=x", 0),
        ("namespace-deleted-by-script", "kubectl label ns delete x=y", 0),
        ("namespace-deleted-by-script", "kubectl -n delete get ns", 0),
        ("namespace-deleted-by-script", "kubectl auth can-i delete ns", 0),
        ("namespace-deleted-by-script", "kubectl --context prod -v 4 delete ns x", 1),
        ("namespace-deleted-by-script", "kubectl -n get delete ns x", 1),
        ("namespace-deleted-by-script", "kubectl $FLAGS delete ns x", 1),
        ("namespace-deleted-by-script", "kubectl exec p -- kubectl delete ns x", 1),
        ("namespace-deleted-by-script", "minikube kubectl -- delete ns x", 1),
        ("script-touches-owned-objects", "kubectl -n laconic-notes get deploy edit", 0),
        ("script-touches-owned-objects", "kubectl -n laconic-notes rollout status deploy scale", 0),
        ("data-deleted-by-script", "podman system prune --volumes -f", 1),
        ("data-deleted-by-script", "docker compose down --volumes=true", 1),
        ("data-deleted-by-script", "nerdctl volume rm x", 1),
        ("data-deleted-by-script", "cd -P -- /srv/kind/notes && rm -rf db", 1),
        ("restart-without-spec-file", "laconic-so deployment --dir /x restart --help", 0),
        ("cluster-deleted-by-script", "kind delete clusters --all", 1),
        ("cluster-deleted-by-script", "kind delete kubeconfig", 0),
        ("cluster-deleted-by-script", "k3d cluster delete main", 1),
        ("cluster-deleted-by-script", "k3d cluster create a; k3d cluster delete a", 0),
        ("cluster-deleted-by-script", "k3d cluster list", 0),
        ("cluster-deleted-by-script", "minikube delete --all", 1),
        ("cluster-deleted-by-script", "/usr/local/bin/k3s-uninstall.sh", 1),
        ("cluster-deleted-by-script", "sudo kubeadm reset -f", 1),
        ("config-env-edited-in-place", "echo A=b | sudo tee -a /srv/d/config.env", 1),
        ("config-env-edited-in-place", "cp mine.env $DIR/config.env", 1),
        ("config-env-edited-in-place", "cp $DIR/config.env backup.env", 0),
        ("config-env-edited-in-place", "echo A=b >> config.env", 0),
        ("config-env-edited-in-place", "cd /srv/d && echo A=b >> config.env", 1),
        ("config-env-edited-in-place", "cd deployment && echo A=b >> config.env", 0),
        ("deploy-failure-ignored", "laconic-so deployment --dir /x start || true", 1),
        ("deploy-failure-ignored", "laconic-so deployment --dir /x logs || true", 0),
        ("retired-command", "laconic-so deployment --dir /x update", 1),
        ("retired-command", "apt-get update", 0),
        ("data-deleted-by-script", "rm --force --verbose /srv/kind/notes/db", 0),
        ("data-deleted-by-script", "rm -vRf /srv/kind/notes/db", 1),
        ("spec-regenerated-by-script", "cd x; stack init --output envs/prod.yml", 0),
        ("spec-regenerated-by-script", "cd $R; stack init --output envs/prod.yml", 1),
        ("spec-regenerated-by-script", "cd envs; stack init --output prod.yml", 1),
        ("restart-without-spec-file", 'laconic-so deployment --dir x restart "$@"', 0),
        ("restart-without-spec-file", "laconic-so deployment --dir x restart ${ARGS[@]}", 0),
        ("restart-without-spec-file", "laconic-so deployment restart --dir $X", 1),
        ("script-touches-owned-objects", "kubectl scale deploy/x -n laconic-x --replicas 0", 1),
        ("script-touches-owned-objects", "kubectl scale deploy/x -n x --replicas 0", 0),
        ("script-touches-owned-objects", "kubectl -n caddy-system edit cm caddy", 1),
        ("script-touches-owned-objects", "kubectl -n caddy-system get cm caddy", 0),
        ("script-touches-owned-objects", "kubectl exec p -- curl -d @c x:2019/load", 1),
        ("script-touches-owned-objects", "kubectl exec p -- sh -c 'curl -XPUT x:2019/config/a'", 1),
        ("script-touches-owned-objects", "kubectl exec p -- curl x:2019/config/", 0),
        ("script-touches-owned-objects", "curl -s http://x:2019/config/ > was.json", 0),
        ("script-touches-owned-objects", "curl -X PATCH http://x:2019/config/a -d @c", 1),
        ("script-touches-owned-objects", "wget --post-file c http://x:2019/load", 1),
        ("script-touches-owned-objects", "kubectl -n laconic-x delete pvc --all", 1),
        ("script-path-differs-from-spec", "du -sh /srv/notes/db", 1),
        ("script-path-differs-from-spec", "for d in db x; do du -sh /srv/notes/$d; done", 1),
        ("script-path-differs-from-spec", "du -sh /srv/kind/notes/db/", 0),
        ("script-path-differs-from-spec", "du -sh /var/notes/db", 0),
        ("script-path-differs-from-spec", "echo /srv/notes/db:/x", 0),
        ("plaintext-secret", "export DB_PASSWORD=hunter2hunter2", 1),
        ("plaintext-secret", "curl https://ops:hunter2hunter2@x.test/", 1),
        ("plaintext-secret", 'curl "https://ops:hunter2hunter2@x.test/"', 1),
        ("plaintext-secret", 'export DB_PASSWORD="$SECRET"', 0),
        ("plaintext-secret", "export DB_PASSWORD=$(cat /run/secret)", 0),
        ("plaintext-secret", "kubectl get secret notes", 0),
    ],
)
def test_commands(rule: str, text: str, count: int) -> None:
    found = _findings(text + "\n", rule)
    assert len(found) == count, [x.message for x in found]
    assert all("hunter2" not in x.message + str(x.key) for x in found)


MADE = "laconic-so deploy init --output envs/prod.yml"
TAKEN = "laconic-so deploy create --spec-file envs/prod.yml"


GIVES_WAY = "laconic-so deploy init --output $S"


@pytest.mark.parametrize(
    ("guarded", "count"),
    [
        (f"ls envs/prod.yml || {MADE}", 0),
        (f"stat envs/prod.yml >/dev/null 2>&1 || {MADE}", 0),
        (f"[ -L envs/prod.yml ] || {MADE}", 0),
        (f"git ls-files --error-unmatch envs/prod.yml || {MADE}", 0),
        (f"git cat-file -e HEAD:envs/prod.yml || {MADE}", 0),
        (f"if ! ls envs/prod.yml; then {MADE}; fi", 0),
        (f"if stat envs/prod.yml; then :; else {MADE}; fi", 0),
        (f"ls envs/prod.yml && exit 0\n{MADE}", 0),
        (f'[ -z "$(ls envs/prod.yml 2>/dev/null)" ] && {MADE}', 0),
        (f'[ -n "$(ls envs/prod.yml 2>/dev/null)" ] || {MADE}', 0),
        (f"S=envs/prod.yml\nif [ -f $S ]; then S=$S.new; fi\n{GIVES_WAY}", 0),
        (f"S=envs/prod.yml\n[ -f $S ] && S=$S.new\n{GIVES_WAY}", 0),
        (f"S=envs/prod.yml\n[ ! -f $S ] || S=/tmp/new.yml\n{GIVES_WAY}", 0),
        (f"S=envs/prod.yml\nif [ $A ]; then S=$S.new; fi\n{GIVES_WAY}", 1),
        (f"S=envs/prod.yml\nif [ ! -f $S ]; then S=$S.new; fi\n{GIVES_WAY}", 1),
        (f"S=envs/prod.yml\nif [ -f $S ]; then T=$S.new; fi\n{GIVES_WAY}", 1),
        (f"ls envs/other.yml || {MADE}", 1),
        (f"ls envs/prod.yml && {MADE}", 1),
        (f'[ -n "$(ls envs/prod.yml)" ] && {MADE}', 1),
        (f"if ls envs/prod.yml; then {MADE}; fi", 1),
        (f"grep -q x envs/prod.yml && {MADE}", 1),
    ],
)
def test_what_asks_for_a_file_keeps_it(guarded: str, count: int) -> None:
    assert len(_findings(guarded + "\n", "spec-regenerated-by-script")) == count


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("case $1 in prod) S=envs/prod.yml;; *) S=x.yml;; esac\n{}", ["error"]),
        ('S=envs/prod.yml\n[ -n "$1" ] && S=$1\n{}', ["error"]),
        ('S=envs/prod.yml\n[ -n "$1" ] && S=$1\n[ -f "$S" ] || {}', []),
        ("S=envs/prod.yml\nS=$(mktemp)\n{}", []),
        ("S=$1\nS=$2\n{}", ["info"]),
    ],
)
def test_a_variable_is_what_it_was_set_to_last(text: str, severities: list[str]) -> None:
    made = "laconic-so deploy init --output $S\n"
    found = _findings(text.format(made), "spec-regenerated-by-script")
    assert [x.severity.word for x in found] == severities


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("D=/tmp/x\nrm -rf $D\nD=/srv/kind/notes\nls $D", []),
        ("F=0\n[ $1 = --wipe ] && F=1\n[ $F = 1 ] && {}", ["warning"]),
        ("M=keep\n[ $1 = --wipe ] && M=wipe\n[ $M = wipe ] && {}", ["warning"]),
        ("for D in db x; do [ $D = db ] && {}; done", ["error"]),
        ("M=keep\n[ $1 ] && M=$1\n[ $M = wipe ] && {}", ["warning"]),
        ("M=keep\n[ $1 ] && M=$1\ncase $M in wipe) {};; esac", ["warning"]),
        ("D=\n[ $1 = -n ] && D=echo\n$D {}", ["error"]),
    ],
)
def test_a_choice_is_asked_for(text: str, severities: list[str]) -> None:
    found = _findings(text.format("rm -rf /srv/kind/notes/db") + "\n", "data-deleted-by-script")
    assert [x.severity.word for x in found] == severities


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("t=$(mktemp -d)\nlaconic-so deploy init --output $t/a\ncp $t/a envs/prod.yml", 1),
        ("laconic-so deploy init --output /tmp/prod.yml && cp /tmp/prod.yml envs/", 1),
        (
            "laconic-so deploy init --output n.yml\n[ -f envs/prod.yml ] || mv n.yml envs/prod.yml",
            0,
        ),
        ("laconic-so deploy init --output n.yml\ncp n.yml envs/new.yml", 0),
        ("laconic-so deploy init --output n.yml\ncp envs/prod.yml n.yml", 0),
        ("laconic-so deploy init --output n.yml\ncp other.yml envs/prod.yml", 0),
        ("laconic-so deploy init --output n.yml\nyq x n.yml envs/prod.yml > envs/prod.yml", 0),
        ("cp n.yml envs/prod.yml\nlaconic-so deploy init --output n.yml", 0),
        (f"[ -f envs/prod.yml ] || {MADE}\nmv merged.yml envs/prod.yml", 0),
        (f"[ -f envs/prod.yml ] || {MADE}\nyq x a | tee envs/prod.yml", 0),
        (f"read -p x a\n{MADE}", 1),
        (f"cp envs/prod.yml keep\n{MADE}\nmv keep envs/prod.yml", 0),
        (f"K=$(mktemp)\ncp envs/prod.yml $K\n{MADE}\ncp $K envs/prod.yml", 0),
        (f"mv envs/prod.yml keep && {MADE} && mv keep envs/prod.yml", 0),
        (f"cat envs/prod.yml > keep\n{MADE}\ncat keep > envs/prod.yml", 0),
        (f"{MADE}\ngit diff\ngit checkout -- envs/prod.yml", 0),
        (f"{MADE}; git restore envs/prod.yml", 0),
        (f"cd envs; {MADE.replace('envs/', '')}; git checkout HEAD prod.yml", 0),
        (f"{MADE}; git restore --staged envs/prod.yml", 1),
        (f"{MADE}; git restore envs", 0),
        (f"{MADE}; git checkout -- .", 0),
        (f"{MADE}; git reset --hard", 0),
        (f"{MADE}; git reset", 1),
        (f"{MADE}; git checkout main", 1),
        (f"trap 'git checkout envs/prod.yml' EXIT\n{MADE}", 0),
        (f"trap -- 'git checkout -- envs/prod.yml' INT EXIT\n{MADE}", 0),
        (f"cp envs/prod.yml x; trap 'mv x envs/prod.yml' 0\n{MADE}", 0),
        (f"f() {{ git checkout envs/prod.yml; }}\ntrap f EXIT\n[ -f y ] || exit 1\n{MADE}", 0),
        (f"trap f EXIT\nf() {{ git checkout envs/prod.yml; }}\n{MADE}", 0),
        (f"cd envs; trap 'git restore prod.yml' EXIT\n{MADE.replace('envs/', '')}", 0),
        (f"trap 'git checkout envs/prod.yml' EXIT\n{MADE}\ntrap - EXIT", 1),
        (f"trap 'git checkout envs/prod.yml' ERR\n{MADE}", 1),
        (f"trap 'git checkout envs/dev.yml' EXIT\n{MADE}", 1),
        (f"[ $X ] && trap 'git checkout envs/prod.yml' EXIT\n{MADE}", 1),
        (f"trap; trap --; trap EXIT; trap '' EXIT; trap -p EXIT\n{MADE}", 1),
        (f"trap 'git checkout envs/prod.yml' EXIT\n{MADE}\n{TAKEN}", 1),
        (f"{MADE}; git checkout other.yml", 1),
        (f"cp envs/prod.yml keep\n{MADE}\nmv other envs/prod.yml", 1),
        (f"{MADE}\ncp envs/prod.yml keep\nmv keep envs/prod.yml", 1),
        (f"cp envs/prod.yml keep\nmv keep envs/prod.yml\n{MADE}", 1),
        (f"cp envs/prod.yml keep\n{MADE}\n[ -z $X ] || mv keep envs/prod.yml", 1),
        (
            (
                f"cp envs/prod.yml keep\n{MADE}\n"
                "laconic-so deploy create --spec-file envs/prod.yml\nmv keep envs/prod.yml"
            ),
            1,
        ),
        (f"read -p x a\n[ $a = y ] && {MADE}", 0),
    ],
)
def test_what_init_wrote_is_put_over_a_spec(text: str, count: int) -> None:
    assert len(_findings(text + "\n", "spec-regenerated-by-script")) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("again() {\n  %s\n}\nagain /srv/a\nagain /srv/b\n", 1),
        ("%s\n", 1),
    ],
)
def test_what_a_function_does_wrong_is_said_once(text: str, count: int) -> None:
    restart = 'laconic-so deployment --dir "$1" restart'
    assert len(_findings(text % restart, "restart-without-spec-file")) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"envs/prod.yml:\n\t{MADE}\n", 0),
        ("envs/prod.yml:\n\tlaconic-so deploy init --output $@\n", 0),
        ("SPEC = envs/prod.yml\n$(SPEC):\n\tlaconic-so deploy init --output $(SPEC)\n", 0),
        (f".ONESHELL:\nenvs/prod.yml:\n\tcd .\n\t{MADE}\n", 0),
        # Where what it needs is newer, it is made again.
        (f"envs/prod.yml: stacks/notes/stack.yml\n\t{MADE}\n", 1),
        ("envs/prod.yml: stack.yml\n\tlaconic-so deploy init --output $@\n", 1),
        (f".PHONY: envs/prod.yml\nenvs/prod.yml:\n\t{MADE}\n", 1),
        (f"spec:\n\t{MADE}\n", 1),
        (f"ifeq (,$(wildcard envs/prod.yml))\nspec:\n\t{MADE}\nendif\n", 0),
        (f"spec:\nifeq ($(wildcard envs/prod.yml),)\n\t{MADE}\nendif\n", 0),
        (f"S=envs/prod.yml\nspec:\nifeq ($(wildcard $(S)),)\n\t{MADE}\nendif\n", 0),
        (f'spec:\nifneq "$(wildcard envs/prod.yml)" ""\n\ttrue\nelse\n\t{MADE}\nendif\n', 0),
        (f"spec:\nifeq (,$(wildcard x.yml))\n\t{MADE}\nendif\n", 1),
        (f"spec:\nifneq (,$(wildcard envs/prod.yml))\n\t{MADE}\nendif\n", 1),
        (f"spec:\nifeq (,$(wildcard envs/prod.yml))\n\ttrue\nelse\n\t{MADE}\nendif\n", 1),
        (f"spec:\nifeq (,$(wildcard envs/prod.yml))\n\ttrue\nendif\n\t{MADE}\n", 1),
        (f"spec:\nifdef FORCE\n\t{MADE}\nendif\n", 1),
    ],
)
def test_make_makes_a_file_that_is_missing(text: str, count: int) -> None:
    assert len(_findings(text, "spec-regenerated-by-script", file="Makefile")) == count


def test_what_init_did_not_write_is_put_over_nothing() -> None:
    text = (
        "- hosts: all\n  tasks:\n    - shell: cd {{ where }} && ls\n"
        "    - replace: {path: envs/prod.yml, regexp: a, replace: b}\n"
    )
    assert _findings(text, "spec-regenerated-by-script", file="deploy.yml") == []


@pytest.mark.parametrize(
    ("stat", "when", "count"),
    [
        ("/srv/repo/envs/prod.yml", "not found.stat.exists", 0),
        ("/srv/repo/envs/prod.yml", "found.stat.exists == false", 0),
        ("/srv/repo/envs/prod.yml", "found.stat.exists", 1),
        ("'{{ spec }}'", "not found.stat.exists", 0),
        ("/srv/repo/kubeconfig", "not found.stat.exists", 1),
        ("/srv/repo/kubeconfig", "not other.stat.exists", 0),
    ],
)
def test_a_task_asks_for_the_file_that_stat_looked_at(stat: str, when: str, count: int) -> None:
    text = f"""\
- hosts: all
  tasks:
    - ansible.builtin.stat: {{path: {stat}}}
      register: found
    - command: {MADE}
      args: {{chdir: /srv/repo}}
      when: {when}
"""
    assert len(_findings(text, "spec-regenerated-by-script", file="p.yml")) == count


@pytest.mark.parametrize(
    ("rule", "text", "count"),
    [
        ("spec-regenerated-by-script", "for s in envs/*.yml; do {}; done", 1),
        ("spec-regenerated-by-script", "for s in /srv/repo/*/prod.yml; do {}; done", 1),
        ("spec-regenerated-by-script", "for s in *.yml; do {}; done", 0),
        ("spec-regenerated-by-script", "for s in envs/*.yml; do [ -f $s ] || {}; done", 0),
        ("data-deleted-by-script", "for s in /srv/kind/*/db; do rm -rf $s; done", 1),
        ("data-deleted-by-script", "for s in /srv/other/*; do rm -rf $s; done", 0),
    ],
)
def test_a_loop_over_what_fits_is_about_all_of_it(rule: str, text: str, count: int) -> None:
    text = text.format("laconic-so deploy init --output $s")
    found = [x for x in _findings(text + "\n", rule) if x.severity.word == "error"]
    assert len(found) == count


def test_a_task_puts_over_a_spec_what_init_wrote() -> None:
    copy = "copy: {remote_src: true, src: /tmp/n.yml, dest: /srv/repo/envs/prod.yml}"
    text = f"""\
- hosts: all
  tasks:
    - command: laconic-so deploy init --output /tmp/n.yml
    - {copy}
"""
    assert len(_findings(text, "spec-regenerated-by-script", file="p.yml")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"cd $RUNNER_TEMP && {MADE}", 0),
        (f'cd "${{TMPDIR:-/tmp}}/x"; {MADE}', 0),
        (f"pushd ${{XDG_RUNTIME_DIR}}\n{MADE}", 0),
        (f"cd $RUNNER_TEMP/x; cd -; {MADE}", 1),
        (f"TMP=/srv/repo; cd $TMP; {MADE}", 1),
        (f"cd $TEMPLATES; {MADE}", 1),
    ],
)
def test_a_directory_for_one_run_is_thrown_away(text: str, count: int) -> None:
    assert len(_findings(text + "\n", "spec-regenerated-by-script")) == count


@pytest.mark.parametrize(
    ("folder", "output", "count"),
    [
        ("${{ runner.temp }}", "envs/prod.yml", 0),
        ("${{ runner.temp }}/x", "envs/prod.yml", 0),
        ("./", "${{ runner.temp }}/envs/prod.yml", 0),
        ("${{ github.workspace }}", "envs/prod.yml", 1),
        ("${{ env.X }}", "envs/prod.yml", 1),
        ("${{ runner.temp }}", "${{ github.workspace }}/envs/prod.yml", 1),
    ],
)
def test_a_step_may_run_in_a_directory_for_one_run(folder: str, output: str, count: int) -> None:
    run = f"laconic-so deploy init --output {output}"
    steps = f"[{{run: '{run}', working-directory: '{folder}'}}]"
    text = f"jobs: {{a: {{steps: {steps}}}}}\n"
    found = _findings(text, "spec-regenerated-by-script", file=".github/workflows/x.yml")
    assert [x.severity.word for x in found].count("error") == count


@pytest.mark.parametrize(("folder", "count"), [("Agent.TempDirectory", 0), ("X", 1)])
def test_a_step_of_azure_may_run_in_a_directory_for_one_run(folder: str, count: int) -> None:
    text = f"steps: [{{script: {MADE}, workingDirectory: $({folder})/x}}]\n"
    found = _findings(text, "spec-regenerated-by-script", file="azure-pipelines.yml")
    assert len(found) == count


GIVEN = "laconic-so deploy init --output $1"


@pytest.mark.parametrize(
    ("rule", "text", "count"),
    [
        ("data-deleted-by-script", 'f() { rm -rf "/srv/kind/$1/db"; }\nf notes', 1),
        ("data-deleted-by-script", 'f() { rm -rf "${1:?}"/*; }\nf /srv/kind/notes/db', 1),
        ("data-deleted-by-script", 'f() { rm -rf "/srv/kind/$1/db"; }\nf other', 0),
        ("spec-regenerated-by-script", f"f() {{ {GIVEN}; }}\nf envs/prod.yml", 1),
        ("spec-regenerated-by-script", f"f() {{ {GIVEN}; }}\ncd envs; f prod.yml", 1),
        (
            "spec-regenerated-by-script",
            f"f() {{ [ -f $1 ] && return; {GIVEN}; }}\nf envs/prod.yml",
            0,
        ),
        (
            "spec-regenerated-by-script",
            f"f() {{ {GIVEN}; }}\n[ -f envs/prod.yml ] || f envs/prod.yml",
            0,
        ),
        (
            "spec-regenerated-by-script",
            (
                "for e in envs/prod x; do [ -f $e.yml ] && continue;"
                " laconic-so deploy init --output $e.yml; done"
            ),
            0,
        ),
        ("spec-regenerated-by-script", f"f() {{ [ -f envs/prod.yml ]; }}\nf || {MADE}", 0),
        ("spec-regenerated-by-script", f"f() {{ [ ! -f envs/prod.yml ]; }}\nf && {MADE}", 0),
        (
            "spec-regenerated-by-script",
            f"f() {{ test -f $1; }}\nif ! f envs/prod.yml; then {MADE}; fi",
            0,
        ),
        (
            "spec-regenerated-by-script",
            f'f() {{ ls "$1" >/dev/null 2>&1; }}\nf envs/prod.yml && exit 0\n{MADE}',
            0,
        ),
        ("spec-regenerated-by-script", f"f() {{ [ -f envs/prod.yml ]; }}\nf && {MADE}", 1),
        ("spec-regenerated-by-script", f"f() {{ test -f $1; }}\nf x.yml || {MADE}", 1),
        ("spec-regenerated-by-script", f"f() {{ f; }}\nf || {MADE}", 1),
        ("spec-regenerated-by-script", f"f() {{ g; }}\ng() {{ f; }}\nf || {MADE}", 1),
        (
            "spec-regenerated-by-script",
            f"f() {{ test -f $1; }}\ng() {{ f envs/$1.yml; }}\ng prod || {MADE}",
            0,
        ),
        (
            "spec-regenerated-by-script",
            f"f() {{ test -f $1; }}\ng() {{ f envs/$1.yml; }}\ng dev || {MADE}",
            1,
        ),
        (
            "spec-regenerated-by-script",
            f'f() {{\nlocal spec="$1"\n[[ -f "$spec" ]]\n}}\nf envs/prod.yml || {MADE}',
            0,
        ),
        (
            "spec-regenerated-by-script",
            f"f() {{ if [ -f envs/prod.yml ]; then return 1; fi; }}\nf || {MADE}",
            1,
        ),
        ("deploy-failure-ignored", "f() { laconic-so deployment --dir x start; }; f || :", 1),
    ],
)
def test_functions(rule: str, text: str, count: int) -> None:
    assert len(_findings(text + "\n", rule)) == count


@pytest.mark.parametrize("file", ["tests/x.sh", "a/e2e/x.sh", "fixtures/Makefile"])
def test_what_tests_do_is_nobodys_loss(file: str) -> None:
    found = _findings("x:\n\tdocker volume prune\nrm -rf /srv/kind\n", file=file)
    assert [x.rule for x in found if x.category == "scripts"] == []


def test_what_a_page_tells_is_less() -> None:
    page = "```sh\ndocker volume rm x\n```\n"
    (found,) = _findings(page, "data-deleted-by-script", file="README.md")
    assert (found.severity.word, found.profile.word) == ("warning", "strict")


ALLOW = "# stacklint: allow[data-deleted-by-script] -- rebuilt at each start"


@pytest.mark.parametrize(
    "text",
    [
        f"docker volume rm x  {ALLOW}\n",
        f"{ALLOW}\ndocker volume rm x\n",
        f"echo x\n\n{ALLOW.replace('allow', 'allow-file')}\necho\ndocker volume rm x\n",
        f"{ALLOW}\ndocker volume rm \\\n  x\n",
    ],
)
def test_a_comment_allows_it(text: str) -> None:
    found = _findings(text, "data-deleted-by-script", "unused-suppression")
    assert [(x.rule, x.standing) for x in found] == [("data-deleted-by-script", Standing.ALLOWED)]
    assert found[0].reason == "rebuilt at each start"


def test_a_comment_of_html_in_a_page_allows_it() -> None:
    text = f"<!-- {ALLOW.replace('allow', 'allow-file')} -->\n```sh\ndocker volume rm x\n```\n"
    (found,) = _findings(text, "data-deleted-by-script", file="README.md")
    assert (found.standing, found.reason) == (Standing.ALLOWED, "rebuilt at each start")


def test_a_comment_that_allows_nothing_is_unused() -> None:
    found = _findings(f"{ALLOW}\nls\n", "data-deleted-by-script", "unused-suppression")
    assert [x.rule for x in found] == ["unused-suppression"]


@pytest.mark.parametrize("text", ["\x00\xff", "a" * 100_000, "'" * 1000, "$(" * 1000, "{{" * 1000])
@pytest.mark.parametrize(
    "file", ["x.sh", "Makefile", "x.md", "Dockerfile", "p.yml", ".github/workflows/x.yml"]
)
def test_no_script_makes_a_rule_fail(file: str, text: str) -> None:
    for around in (
        "{}",
        "- command: {}",
        "```sh\nlaconic-so {}\n```",
        "jobs: {{a: {{steps: {}}}}}",
    ):
        _findings(around.format(text), file=file)


GITLAB = """\
deploy:
  {0}
  script:
    - cd x
    - laconic-so deploy init --output {1}
"""
GITHUB = """\
{0}
jobs:
  deploy:
    {1}
    steps:
      - run: laconic-so deploy init --output prod.yml
        {2}
"""
IN_ENVS = "defaults: {run: {working-directory: envs}}"
IN_X = "defaults: {run: {working-directory: x}}"


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        (".gitlab-ci.yml", GITLAB.format("tags: []", "envs/prod.yml"), 0),
        (".gitlab-ci.yml", GITLAB.format("tags: []", "../envs/prod.yml"), 1),
        (".gitlab-ci.yml", GITLAB.format("before_script: [cd y]", "../../envs/prod.yml"), 1),
        (".gitlab-ci.yml", GITLAB.format("before_script: [[cd y]]", "../envs/prod.yml"), 0),
        (".gitlab-ci.yml", "before_script: [stack init --output envs/prod.yml]\n", 1),
        (".github/workflows/x.yml", GITHUB.format("", "", ""), 0),
        (".github/workflows/x.yml", GITHUB.format(IN_ENVS, "", ""), 1),
        (".github/workflows/x.yml", GITHUB.format("", IN_ENVS, ""), 1),
        (".github/workflows/x.yml", GITHUB.format(IN_X, IN_ENVS, ""), 1),
        (".github/workflows/x.yml", GITHUB.format(IN_ENVS, IN_X, ""), 0),
        (".github/workflows/x.yml", GITHUB.format(IN_ENVS, "", "working-directory: x"), 0),
        (".github/workflows/x.yml", GITHUB.format(IN_ENVS, "", "shell: python"), 0),
        (".github/workflows/x.yml", GITHUB.format(IN_ENVS, "", "shell: bash -e {0}"), 1),
    ],
)
def test_where_a_job_runs(file: str, text: str, count: int) -> None:
    assert len(_findings(text, "spec-regenerated-by-script", file=file)) == count


MANUAL = "on: {push: {}, workflow_dispatch: {inputs: {again: {type: boolean}}}}"


@pytest.mark.parametrize(
    ("top", "condition", "severity"),
    [
        ("", "", "error"),
        ("", "if: hashFiles('envs/prod.yml') == ''", ""),
        ("", "if: ${{ hashFiles('envs/prod.yml') == '' }}", ""),
        ("", "if: \"!hashFiles('envs/prod.yml')\"", ""),
        ("", "if: hashFiles('envs/prod.yml') != ''", "error"),
        ("", "if: hashFiles('envs/prod.yml')", "error"),
        ("", "if: hashFiles('other.yml') == ''", "error"),
        ("", "if: hashFiles('envs/prod.yml') == '' || github.ref == 'x'", "error"),
        ("", "if: steps.looked.outputs.files_exists == 'false'", ""),
        ("", "if: steps.asked.outputs.is == 'no'", ""),
        ("", "if: steps.built.outputs.is == 'no'", "error"),
        ("", "if: github.ref == 'refs/heads/main'", "error"),
        ("on: workflow_dispatch", "", "warning"),
        ("on: [workflow_dispatch]", "", "warning"),
        ("on: {workflow_dispatch: {}}", "", "warning"),
        ("on: [push, workflow_dispatch]", "", "error"),
        (MANUAL, "if: github.event_name == 'workflow_dispatch'", "warning"),
        (MANUAL, "if: github.event_name != 'workflow_dispatch'", "error"),
        (MANUAL, "if: inputs.again", "warning"),
        (MANUAL, "if: ${{ github.event.inputs.again == 'true' }}", "warning"),
        (MANUAL, "if: ${{ !inputs.again }}", "error"),
        (MANUAL, "if: inputs.again != 'no'", "error"),
        (MANUAL, "if: inputs.again == 'false'", "error"),
        (MANUAL, "if: inputs.again || github.ref == 'x'", "error"),
        ("on: workflow_call", "if: inputs.again", "error"),
    ],
)
def test_what_a_step_waits_for(top: str, condition: str, severity: str) -> None:
    text = f"""\
{top}
jobs:
  a:
    steps:
      - {{id: looked, uses: andstor/file-existence-action@v3, with: {{files: envs/prod.yml}}}}
      - {{id: asked, run: "[ -f envs/prod.yml ] || echo is=no >> $GITHUB_OUTPUT"}}
      - {{id: built, run: "make envs/prod.yml; echo is=no >> $GITHUB_OUTPUT"}}
      - run: {MADE}
        {condition}
"""
    found = _findings(text, "spec-regenerated-by-script", file=".github/workflows/x.yml")
    assert "".join(x.severity.word for x in found) == severity


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ("when: manual", "warning"),
        ("rules: [{when: manual}]", "warning"),
        ("rules: [{if: $CI_COMMIT_TAG, when: never}, {when: manual}]", "warning"),
        ("rules: [{if: $CI_PIPELINE_SOURCE == 'web'}]", "warning"),
        ("rules: [{if: $CI_COMMIT_TAG, when: manual}, {if: $X}]", "error"),
        ("rules: [{exists: [envs/prod.yml], when: never}, {if: $X}]", ""),
        ("rules: [{<<: &r {exists: [envs/prod.yml]}, when: never}, {if: $X}]", ""),
        ("rules: [{exists: [x.yml], when: never}, {if: $X}]", "error"),
        ("rules: [{if: $X}, {exists: [envs/prod.yml], when: never}]", "error"),
        ("rules: [{if: $X, exists: [envs/prod.yml], when: never}, {if: $Y}]", "error"),
        ("rules: [{exists: [envs/prod.yml]}]", "error"),
        ("when: on_success", "error"),
        ("when: always", "error"),
    ],
)
def test_what_a_job_of_gitlab_waits_for(condition: str, severity: str) -> None:
    text = f"a:\n  {condition}\n  script: [{MADE}]\n"
    found = _findings(text, "spec-regenerated-by-script", file=".gitlab-ci.yml")
    assert "".join(x.severity.word for x in found) == severity


HAND, SCRIPT = "{when: manual}", f"script: [{MADE}]"
PUT = f"script: [{MADE.replace('envs', '$S')}]"


@pytest.mark.parametrize(
    ("jobs", "severity"),
    [
        (f".a: {HAND}\nx: {{extends: .a, {SCRIPT}}}", "warning"),
        (f".a: {HAND}\n.b: {{extends: .a}}\nx: {{extends: [.b, .c], {SCRIPT}}}", "warning"),
        (f".a: {HAND}\n.b: {{when: always}}\nx: {{extends: [.a, .b], {SCRIPT}}}", "error"),
        (f".a: {HAND}\n.b: {{when: always}}\nx: {{extends: [.b, .a], {SCRIPT}}}", "warning"),
        (f".a: {HAND}\nx: {{extends: .a, when: on_success, {SCRIPT}}}", "error"),
        (f"x: {{extends: .elsewhere, {SCRIPT}}}", "error"),
        (f".a: {{rules: [{HAND}]}}\nx: {{rules: !reference [.a, rules], {SCRIPT}}}", "warning"),
        (f".a: {{rules: [{HAND}]}}\nx: {{rules: [!reference [.a, rules]], {SCRIPT}}}", "warning"),
        (f".a: {{{SCRIPT}}}\nx: {{extends: .a, when: manual}}", "warning"),
        (f".a: {{{SCRIPT}}}\nx: {{extends: .a, when: manual}}\ny: {{extends: .a}}", "error"),
        (f".a: {{{SCRIPT}}}\nx: {{script: [!reference [.a, script], b], when: manual}}", "warning"),
        (f".a: &a {{{SCRIPT}}}\nx: {{<<: *a, when: manual}}", "warning"),
        (f".a: {{{SCRIPT}}}", "error"),
        (f"a: {HAND}\nb: {{needs: [a]}}\nx: {{needs: [{{job: b}}], {SCRIPT}}}", "warning"),
        (f"a: {{}}\nx: {{needs: [a], {SCRIPT}}}", "error"),
        (
            f"workflow: {{rules: [{{if: $CI_PIPELINE_SOURCE == 'web'}}]}}\nx: {{{SCRIPT}}}",
            "warning",
        ),
        (f"default: {{before_script: [cd x]}}\nx: {{{SCRIPT}}}", ""),
        (f"before_script: [cd x]\nx: {{before_script: [], {SCRIPT}}}", "error"),
        (
            f".a: {{variables: {{S: envs}}}}\nx: {{extends: .a, variables: {{Y: y}}, {PUT}}}",
            "error",
        ),
        (f".a: {{variables: {{S: x}}}}\nx: {{extends: .a, variables: {{Y: y}}, {PUT}}}", ""),
        (f".a: {{extends: .b}}\n.b: {{extends: .a}}\nx: {{extends: .a, {SCRIPT}}}", "error"),
        (f"x: {{script: [!reference [x, script], !reference [], {MADE}]}}", "error"),
    ],
)
def test_a_job_of_gitlab_is_written_out(jobs: str, severity: str) -> None:
    found = _findings(jobs + "\n", "spec-regenerated-by-script", file=".gitlab-ci.yml")
    assert "".join(x.severity.word for x in found) == severity


def test_a_job_of_gitlab_that_extends_without_end_ends() -> None:
    many = "\n".join(
        f".a{i}: {{extends: [{', '.join([f'.a{i + 1}'] * 10)}],"
        f" script: [{', '.join([f'!reference [.a{i + 1}, script]'] * 10)}]}}"
        for i in range(12)
    )
    _findings(f"{many}\nx: {{extends: .a0}}\n", file=".gitlab-ci.yml")


@pytest.mark.parametrize(
    ("file", "condition", "severity"),
    [
        (".woodpecker.yml", "when: {event: manual}", "warning"),
        (".woodpecker.yml", "when: [{event: [manual, deployment]}]", "warning"),
        (".woodpecker.yml", "when: [{event: manual}, {event: push}]", "error"),
        (".woodpecker.yml", "when: {event: [push, manual]}", "error"),
        (".woodpecker.yml", "when: [{event: manual}, {branch: main}]", "error"),
        (".woodpecker.yml", "when: []", "error"),
        (".drone.yml", "trigger: {event: [promote]}", "warning"),
        (".drone.yml", "trigger: {branch: [main]}", "error"),
    ],
)
def test_what_a_pipeline_waits_for(file: str, condition: str, severity: str) -> None:
    text = f"{condition}\nsteps: [{{name: a, commands: [{MADE}]}}]\n"
    found = _findings(text, "spec-regenerated-by-script", file=file)
    assert "".join(x.severity.word for x in found) == severity


CIRCLE = """\
version: 2.1
commands: {{c: {{steps: [{{run: {{command: {made}}}}}]}}}}
jobs:
  a: {{steps: [{step}]}}
workflows:
  w: {{jobs: [{{hold: {{type: approval}}}}, {{b: {{name: d, requires: [hold]}}}}, {call}]}}
{more}
"""
RUN = f"{{run: {MADE}}}"
HELD = "{a: {requires: [hold]}}"


@pytest.mark.parametrize(
    ("step", "call", "more", "severity"),
    [
        (RUN, "a", "", "error"),
        (RUN, HELD, "", "warning"),
        (RUN, "{a: {requires: [d]}}", "", "warning"),
        (RUN, "{a: {requires: [b]}}", "", "error"),
        (RUN, HELD, "  x: {jobs: [a]}", "error"),
        ("c", HELD, "", "warning"),
        ("{c: {x: y}}", HELD, "", "warning"),
        ("c", "a", "", "error"),
        (f"{{when: {{condition: x, steps: [{RUN}]}}}}", "a", "", "error"),
        (f"{{unless: {{condition: x, steps: [{RUN}]}}}}", HELD, "", "warning"),
    ],
)
def test_a_job_of_circleci_waits_for_an_approval(
    step: str, call: str, more: str, severity: str
) -> None:
    made = MADE if "c" in {step, step[1:2]} else "ls"
    text = CIRCLE.format(made=made, step=step, call=call, more=more)
    found = _findings(text, "spec-regenerated-by-script", file=".circleci/config.yml")
    assert "".join(x.severity.word for x in found) == severity


@pytest.mark.parametrize(
    ("job", "run", "count"),
    [
        ("", "command: laconic-so deploy init --output prod.yml", 0),
        ("", "{command: laconic-so deploy init --output prod.yml, working_directory: envs}", 1),
        ("working_directory: ~/r", f"{{command: {MADE}, working_directory: ~/r}}", 1),
        ("working_directory: ~/r", f"{{command: {MADE}, working_directory: ~/r/x}}", 0),
        ("environment: {E: envs}", f"{MADE.replace('envs', '$E')}", 1),
        ("", f"{{command: {MADE.replace('envs', '$E')}, environment: {{E: x}}}}", 0),
    ],
)
def test_where_a_step_of_circleci_runs(job: str, run: str, count: int) -> None:
    around = f", {job}" if job else ""
    text = f"version: 2.1\njobs: {{a: {{steps: [run: {run}]{around}}}}}\n"
    text = text.replace("run: command:", "run: ")
    found = _findings(text, "spec-regenerated-by-script", file=".circleci/config.yml")
    assert len(found) == count


def test_a_parameter_of_a_pipeline_is_a_variable() -> None:
    for file, told in (
        (".circleci/config.yml", "<< parameters.x >>"),
        ("x.yml", "$[[ inputs.x ]]"),
    ):
        run = f"laconic-so deploy init --output /r/{told}/envs/prod.yml && ls"
        circle = f"version: 2.1\njobs: {{a: {{steps: [run: '{run}']}}}}\n"
        text = circle if "circle" in file else f"a:\n  stage: b\n  script: ['{run}']\n"
        assert len(_findings(text, "spec-regenerated-by-script", file=file)) == 1


@pytest.mark.parametrize(
    ("steps", "severity"),
    [
        (f"[{{block: Sure}}, {{command: {MADE}}}]", "warning"),
        (f"[{{input: Sure}}, {{command: {MADE}}}]", "warning"),
        (f"[{{command: {MADE}}}, {{block: Sure}}]", "error"),
        (f"[{{group: x, steps: [{{command: {MADE}}}]}}]", "error"),
        (f"[{{block: Sure}}, {{group: x, steps: [{{command: {MADE}}}]}}]", "warning"),
        (f"[{{block: Sure, key: a}}, {{command: {MADE}, depends_on: a}}]", "warning"),
        (f"[{{block: Sure, key: a}}, {{command: {MADE}, depends_on: [b]}}]", "error"),
        (
            f"[{{block: Sure}}, {{command: ls, key: b}}, {{command: {MADE}, depends_on: b}}]",
            "warning",
        ),
    ],
)
def test_a_step_of_buildkite_waits_for_a_block(steps: str, severity: str) -> None:
    found = _findings(
        f"steps: {steps}\n", "spec-regenerated-by-script", file=".buildkite/pipeline.yml"
    )
    assert "".join(x.severity.word for x in found) == severity


@pytest.mark.parametrize(("told", "severity"), [("trigger: manual, ", "warning"), ("", "error")])
def test_a_step_of_bitbucket_is_started_by_hand(told: str, severity: str) -> None:
    text = f"pipelines: {{default: [step: {{{told}script: [{MADE}]}}]}}\n"
    found = _findings(text, "spec-regenerated-by-script", file="bitbucket-pipelines.yml")
    assert "".join(x.severity.word for x in found) == severity


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".drone.yml", f"steps: []\n---\nsteps: [commands: [{MADE}]]\n"),
        (".drone.yml", f"kind: secret\n--- # b\nsteps: [commands: [{MADE}]]\n---\nx: y\n"),
        (".gitlab-ci.yml", f"spec: {{inputs: {{x: }}}}\n---\na: {{script: [{MADE}]}}\n"),
        ("ci/deploy.yml", f"a:\n  stage: b\n  script: [{MADE}]\n"),
        (
            "ci/deploy.yml",
            f"spec: {{inputs: {{x: }}}}\n---\na:\n  rules: [x]\n  script: [{MADE}]\n",
        ),
    ],
)
def test_a_pipeline_may_be_several_documents_or_be_included(file: str, text: str) -> None:
    (found,) = _findings(text, "spec-regenerated-by-script", file=file)
    line = text[: text.index(MADE)].count("\n") + 1
    assert (found.severity.word, found.at.line) == ("error", line)


def test_what_is_no_job_has_no_commands() -> None:
    text = f"build:\n  script: {MADE}\nother:\n  stage: b\n"
    assert not _findings(text, "spec-regenerated-by-script", file="recipe/meta.yml")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("$CI_PROJECT_DIR/envs/prod.yml", "error"),
        ("${CI_PROJECT_DIR}/envs/prod.yml", "error"),
        ("$CI_PROJECT_DIR/other.yml", "info"),
        ("envs/prod.yml", "error"),
        ("$SPEC", "info"),
        ("$OTHER", "info"),
        ("x/$SPEC/envs/prod.yml", "info"),
        ("$(cat x)/envs/prod.yml", "info"),
    ],
)
def test_a_variable_of_a_job_may_have_others_in_it(told: str, found: str) -> None:
    script = "laconic-so deploy init --output $SPEC"
    text = f"a: {{variables: {{SPEC: '{told}'}}, script: [{script}]}}\n"
    seen = _findings(text, "spec-regenerated-by-script", file=".gitlab-ci.yml")
    assert "".join(x.severity.word for x in seen) == found


def test_a_review_is_no_namespace_of_a_spec() -> None:
    text = "a: {variables: {NS: 'review-$X'}, script: [kubectl delete ns $NS]}\n"
    rule, spec = "namespace-deleted-by-script", {"envs/shop.yml": EMPTY}
    (found,) = _findings(text, rule, file=".gitlab-ci.yml", **spec)
    assert found.severity.word == "warning"


@pytest.mark.parametrize(("event", "severity"), [("manual", "warning"), ("push", "error")])
def test_what_a_step_of_a_pipeline_waits_for(event: str, severity: str) -> None:
    text = f"steps: [{{name: a, commands: [{MADE}], when: {{event: {event}}}}}]\n"
    found = _findings(text, "spec-regenerated-by-script", file=".woodpecker.yml")
    assert "".join(x.severity.word for x in found) == severity


@pytest.mark.parametrize(("asked", "count"), [("outcome", 0), ("conclusion", 1)])
def test_a_step_whose_outcome_is_asked_for_is_minded(asked: str, count: int) -> None:
    text = f"""\
jobs:
  a:
    steps:
      - id: up
        run: laconic-so deployment --dir /x restart --spec-file envs/prod.yml
        continue-on-error: true
      - if: steps.up.{asked} == 'failure'
        run: exit 1
"""
    found = _findings(text, "deploy-failure-ignored", file=".github/workflows/x.yml")
    assert len(found) == count


def test_a_job_that_may_fail_says_so_for_all_its_steps() -> None:
    text = (
        "jobs: {a: {continue-on-error: true, steps: [{run: laconic-so deployment --dir x start}]}}"
    )
    assert len(_findings(text, "deploy-failure-ignored", file=".github/workflows/x.yml")) == 1


EMPTY = "stack: stacks/shop\ndeploy-to: k8s\nvolumes:\n  shop-db:\n"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("kubectl delete ns laconic-shop", "error"),
        ("kubectl delete ns a laconic-shop", "error"),
        ("kubectl delete ns/laconic-shop", "error"),
        ("kubectl delete ns $NS", "error"),
        ("kubectl delete ns laconic-$X", "error"),
        ('kubectl delete ns "$(cat ns)"', "error"),
        ("kubectl delete ns pr-$NUMBER", "warning"),
        ('kubectl delete ns "pr-${X:-1}-web"', "warning"),
        ("N=pr-$1; kubectl delete ns $N", "warning"),
        ("kubectl get ns -o name | grep x | xargs kubectl delete", "error"),
        ("oc delete project laconic-shop", "error"),
        ("for n in a laconic-shop; do kubectl delete ns $n; done", "error"),
        ("for n in a b; do kubectl delete ns $n; done", "warning"),
        ('kubectl delete ns "$(jq -r "$(cat x)" y)"', "error"),
        ("kubectl delete ns --all", "error"),
        ("kubectl delete ns -l app=x", "error"),
        ("kubectl delete ns monitoring", "warning"),
        ("kubectl -n delete delete ns laconic-shop", "error"),
        ("kubectl --context delete delete ns monitoring", "warning"),
    ],
)
def test_a_namespace_that_is_no_spec_of_ours_holds_no_volume_of_ours(
    text: str, severity: str
) -> None:
    (found,) = _findings(text, "namespace-deleted-by-script", **{"envs/shop.yml": EMPTY})
    assert (found.severity.word, "shop.yml" in found.message) == (severity, severity == "error")


EMPTY = "stack: stacks/shop\ndeploy-to: k8s-kind\nvolumes:\n  shop-db:\n"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("pvc --all", ["data"]),
        ("pvc --all -n laconic-shop", ["data"]),
        ("pvc -l app=x", ["data"]),
        ("-A persistentvolumeclaims --all", ["data"]),
        ("pods,PVC --all --wait=false", ["data"]),
        ("pvc/laconic-0a1b-shop-db", ["data"]),
        ("deploy/web pvc/laconic-0a1b-shop-db", ["data"]),
        ("pvc laconic-0a1b-shop-db -n $NS", ["data"]),
        ('pvc "$ID-shop-db"', ["data"]),
        ('pvc "$CLAIM"', ["data"]),
        ("pvc --all -n laconic-notes", ["owned"]),
        ("pvc,pv --all -n laconic-notes", ["owned"]),
        ("pv laconic-0a1b-notes-db", ["owned"]),
        ("pv -l app=x", ["owned"]),
        ("pvc elasticsearch-data-0", []),
        ("pvc --all -n monitoring", []),
        ("pvc --all -n pr-$X", []),
        ("pvc --all -n laconic-$X", ["data"]),
        ("pv archive", []),
        ("pvc --all --dry-run=client", []),
        ("pvc --all --help", []),
        ("all --all", []),
    ],
)
def test_claims_go_with_what_they_hold(told: str, found: list[str]) -> None:
    rules = {"data": "data-deleted-by-script", "owned": "script-touches-owned-objects"}
    seen = _findings(f"kubectl delete {told}\n", *rules.values(), **{"envs/prod.yml": EMPTY})
    assert [x.rule for x in seen] == [rules[one] for one in found]


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ("pvc --all", "error"),
        ("pvc -l app=redis", "warning"),
        ("pvc --selector=app=redis -A", "warning"),
        ("pvc -l app=redis -n $NS", "warning"),
        ("pvc -l app=redis -n laconic-shop", "error"),
    ],
)
def test_labels_may_choose_what_is_not_ours(told: str, severity: str) -> None:
    text, spec = f"kubectl delete {told}\n", {"envs/prod.yml": EMPTY}
    (found,) = _findings(text, "data-deleted-by-script", **spec)
    assert found.severity.word == severity


@pytest.mark.parametrize(
    "text",
    [
        "kubectl get pvc -n laconic-shop -o name | xargs kubectl delete -n laconic-shop",
        "oc delete pvc --all",
        "kubectl get pvc -o name | grep shop | xargs -r kubectl delete --wait=false",
        "microk8s kubectl delete pvc --all",
        'for p in $(kubectl get pvc -o name); do kubectl delete pvc "$p"; done',
    ],
)
def test_claims_are_deleted_in_other_words(text: str) -> None:
    found = _findings(text + "\n", "data-deleted-by-script", **{"envs/prod.yml": EMPTY})
    assert len(found) == 1


def test_a_task_deletes_a_claim_as_a_command_does() -> None:
    task = "k8s: {kind: PersistentVolumeClaim, name: x-shop-db, state: absent}"
    text = f"- hosts: all\n  tasks: [{{{task}}}]\n"
    found = _findings(text, "data-deleted-by-script", file="p.yml", **{"envs/prod.yml": EMPTY})
    assert len(found) == 1


def test_a_spec_says_which_namespace_is_one_of_ours() -> None:
    spec = f"{SPEC}namespace: notes\n"
    text = "kubectl -n notes scale deploy/web --replicas 0\nkubectl -n x scale deploy/web\n"
    found = _findings(text, "script-touches-owned-objects", **{"deployment/spec.yml": spec})
    assert len(found) == 1


@pytest.mark.parametrize("file", ["tests/spec.yml", "envs/prod.example.yml"])
def test_what_is_no_environment_is_no_second_spec(file: str) -> None:
    files = {"deployment/spec.yml": SPEC, file: SPEC, "x.sh": "laconic-so deployment restart\n"}
    assert lint(files, "restart-without-spec-file", profile=Profile.AUDIT).findings == []


def test_what_an_image_deletes_is_no_volume() -> None:
    text = "FROM x\nRUN rm -rf /srv/kind\n"
    assert _findings(text, "data-deleted-by-script", file="Dockerfile") == []


@pytest.mark.parametrize(
    "text",
    [
        "docker volume rm x --token hunter2Xq9",
        "docker volume rm x --api-key 'hunter2Xq9'",
        'docker volume rm x -e MNEMONIC="a b hunter2Xq9 d"',
        "docker login -p hunter2Xq9; docker volume rm x",
        "sshpass -p hunter2Xq9 scp a b; docker volume rm x",
        "mysql -phunter2Xq9 -e x; docker volume rm x",
        "curl -u admin:hunter2Xq9 http://x; docker volume rm x",
        "curl -H 'Authorization: Token hunter2Xq9' http://x; docker volume rm x",
        "docker volume rm x; echo hunter2Xq9 | docker login --password-stdin",
        'ssh h "docker volume rm x --password hunter2Xq9"',
    ],
)
def test_what_a_command_is_told_is_kept(text: str) -> None:
    (found,) = _findings(text + "\n", "data-deleted-by-script")
    assert "hunter2" not in found.message + str(found.key)
    assert "hunter2" not in with_mask(text, secret_spans(text_document("x.sh", text)))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x.sh", "TOKEN=hunter2Xq9\ndocker volume rm $TOKEN\n"),
        ("Makefile", "TOKEN=hunter2Xq9\nx:\n\tdocker volume rm $(TOKEN)\n"),
        (
            "p.yml",
            (
                "- hosts: a\n  vars: {db_password: hunter2Xq9}\n"
                "  tasks:\n  - command: docker volume rm {{ db_password }}\n"
            ),
        ),
    ],
)
def test_a_secret_stays_in_its_variable(file: str, text: str) -> None:
    (found,) = _findings(text, "data-deleted-by-script", file=file)
    assert "hunter2" not in found.message + str(found.key)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("case $1 in --wipe) %s ;; esac", "warning"),
        ("case $1 in up) ;; *) %s ;; esac", "error"),
        ('case $1 in x) W=1 ;; esac; [ -n "$W" ] && %s', "warning"),
        ("if ((WIPE)); then %s; fi", "warning"),
        ("if $WIPE; then %s; fi", "warning"),
        ("select x in yes no; do %s; done", ""),
        ("select x in yes no; do break; done; %s", ""),
        ("for x in yes no; do %s; done", "error"),
        ('[ -n "$WIPE" ] && %s', "warning"),
        ('[ -z "$WIPE" ] || %s', "warning"),
        ('[ "$WIPE" = yes ] && %s', "warning"),
        ('[ "$WIPE" != yes ] && exit; %s', "warning"),
        ("[[ ! $WIPE == yes ]] && exit; %s", "warning"),
        ('[ "$WIPE" != "" ] && %s', "warning"),
        ('[ "$1" ] && %s', "warning"),
        ('[ -n "$KEEP" ] || %s', "error"),
        ('[ -z "$KEEP" ] && %s', "error"),
        ('[ "$KEEP" != yes ] && %s', "error"),
        ('[ "$KEEP" = yes ] && exit 0; %s', "error"),
        ('if [ "$KEEP" = "" ]; then %s; fi', "error"),
        ('[ "$A" = x ] && [ -z "$B" ] && %s', "warning"),
        ('if [ "$(id -u)" -ne 0 ]; then exit 1; fi; %s', "error"),
        ("if [[ $EUID -ne 0 ]]; then exit 1; fi; %s", "error"),
        ("[ $# -eq 1 ] || exit 1; %s", "error"),
        ('[ "$(docker ps -q)" ] && %s', "error"),
        ('X=$(docker ps -q); [ -n "$X" ] && %s', "error"),
        ('DRY_RUN=${DRY_RUN:-1}\nif [ "$DRY_RUN" = 1 ]; then exit; fi; %s', "warning"),
        ('DRY_RUN=${DRY_RUN:-0}\nif [ "$DRY_RUN" = 1 ]; then exit; fi; %s', "error"),
        ('KEEP="${KEEP:-yes}"\n[ "$KEEP" = yes ] || %s', "warning"),
        ("WIPE=${WIPE:-true}\nif $WIPE; then %s; fi", "error"),
        ("W=false\nfor a; do [ $a = --wipe ] && W=true; done\nif $W; then %s; fi", "warning"),
        ("KEEP=0\nfor a; do [ $a = -k ] && KEEP=1; done\n((KEEP)) || %s", "error"),
        ("KEEP=0\nfor a; do [ $a = -k ] && KEEP=1; done\n[[ $KEEP == 1 ]] || %s", "error"),
        ('if [[ "${KEEP:-0}" != "1" ]]; then %s; fi', "error"),
        ('if [[ "${WIPE:-0}" != "0" ]]; then %s; fi', "warning"),
    ],
)
def test_what_somebody_asks_for_by_name_is_less(text: str, severity: str) -> None:
    found = _findings(text % "rm -rf /srv/kind/notes/db", "data-deleted-by-script")
    assert [x.severity.word for x in found] == [severity] * bool(severity)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ('read -p "Really? " x', 0),
        ('read -rp "Type the name of the volume to delete: " x', 0),
        ('read -p "Enter yes to go on: " x', 0),
        ('read -rsn1 -p "Press any key to continue" x', 0),
        ('read -p "[y/N] " x', 0),
        ("read -r x", 0),
        ("echo Sure; read answer", 0),
        ("echo 'Press return'; read", 0),
        ("f() { echo Sure; read REPLY; }; f", 0),
        ("read host < x", 1),
        ("echo Host; read host", 1),
        ("read -r a b <<< '1 2'", 1),
        ("while read answer; do ls; done < x", 1),
        ("read -rsp 'Password: ' x", 1),
        ('read -p "Enter the environment: " x', 1),
        ('read -p "Enter your node\'s moniker: " x', 1),
        ('read -p "Which host? " x', 1),
        ('read -e -p "Domain name: " x', 1),
    ],
)
def test_who_wants_a_name_has_not_asked(asked: str, count: int) -> None:
    assert len(_findings(f"{asked}\ndocker compose down -v\n", "data-deleted-by-script")) == count


@pytest.mark.parametrize(
    ("before", "told", "severity"),
    [
        ("assert: {that: wipe == 'yes'}", "", "warning"),
        ("ansible.builtin.assert: {that: [wipe is defined, x]}", "", "warning"),
        ("{fail: {msg: no}, when: wipe is not defined}", "", "warning"),
        ("{fail: {msg: no}, when: [wipe is not defined, other]}", "", "error"),
        ("{fail: {msg: no}, when: keep is defined}", "", "error"),
        ("{debug: {msg: no}, when: wipe is not defined}", "", "error"),
        ("ping:", "tags: [never, wipe]", "warning"),
        ("ping:", "tags: never, wipe", "warning"),
        ("ping:", "tags: [wipe]", "error"),
    ],
)
def test_a_task_waits_for_those_before_it(before: str, told: str, severity: str) -> None:
    text = f"- {before}\n- file: {{path: /srv/kind/notes/db, state: absent}}\n  {told}\n"
    (found,) = _findings(text, "data-deleted-by-script", file="p.yml")
    assert found.severity.word == severity


@pytest.mark.parametrize(
    ("when", "severity"),
    [
        ("wipe | bool", "warning"),
        ("wipe is defined", "warning"),
        ("wipe == 'yes'", "warning"),
        ("env.wipe | default(false) | bool", "warning"),
        ("not keep", "error"),
        ("keep is not defined", "error"),
        ("keep is undefined", "error"),
        ("keep != 'yes'", "error"),
        ("looked.changed", "error"),
        ("looked.rc == 0", "error"),
        ("ansible_os_family == 'Debian'", "error"),
    ],
)
def test_what_a_task_came_to_is_nothing_that_somebody_asked_for(when: str, severity: str) -> None:
    text = f"- file: {{path: /srv/kind/notes/db, state: absent}}\n  when: {when}\n"
    (found,) = _findings(text, "data-deleted-by-script", file="p.yml")
    assert found.severity.word == severity


@pytest.mark.parametrize(
    ("before", "task", "severity"),
    [
        ("", "file: {path: /srv/kind/notes/db, state: absent}", "error"),
        ("", "ansible.builtin.file: path=/srv/kind state=absent", "error"),
        ("", "file: {path: /srv/kind, state: absent}\n  when: wipe | bool", "warning"),
        ("", "file: {path: /srv/kind/notes/db, state: directory}", ""),
        ("", "file: {path: '/srv/{{ item }}', state: absent}\n  loop: [x, kind]", "error"),
        ("", "file: {path: '/srv/{{ item }}', state: absent}\n  loop: [x, y]", ""),
        ("", "docker_volume: {name: x, state: absent}", "error"),
        ("", "docker_volume: {name: x}", ""),
        (
            "",
            "docker_compose_v2: {project_src: /x, state: absent, remove_volumes: true}",
            "error",
        ),
        ("", "community.docker.docker_compose_v2: {project_src: /x, state: absent}", ""),
        ("", "file: {path: /srv/kind/notes/db2, state: absent}", ""),
        ("", "file: {path: '{{ x }}/db', state: absent}", ""),
        ("- pause: {prompt: sure}\n", "file: {path: /srv/kind, state: absent}", ""),
    ],
)
def test_a_task_deletes_as_a_command_does(before: str, task: str, severity: str) -> None:
    found = _findings(f"{before}- {task}\n", "data-deleted-by-script", file="p.yml")
    assert [x.severity.word for x in found] == [severity] * bool(severity)


def test_an_object_that_is_written_out_is_deleted_as_one_that_is_named() -> None:
    written = "{kind: Namespace, metadata: {name: x}}"
    text = f"- kubernetes.core.k8s: {{state: absent, definition: {written}}}\n"
    (found,) = _findings(text, "namespace-deleted-by-script", file="p.yml")
    assert found.severity.word == "warning"


@pytest.mark.parametrize(
    ("kind", "count"), [("Namespace", 1), ("namespace", 1), ("namespaces", 1), ("Pod", 0)]
)
def test_ansible_finds_a_kind_by_any_of_its_names(kind: str, count: int) -> None:
    text = f"- k8s: {{state: absent, kind: {kind}, name: x}}\n"
    assert len(_findings(text, "namespace-deleted-by-script", file="p.yml")) == count


def test_a_block_waits_for_all_its_tasks() -> None:
    task = "command: laconic-so deploy init --output /r/envs/prod.yml"
    text = f"- block:\n  - {task}\n  when: not spec.stat.exists\n"
    assert _findings(text, "spec-regenerated-by-script", file="p.yml") == []


def test_a_task_behind_a_question_deletes_no_namespace() -> None:
    text = "- pause: {prompt: sure}\n- k8s: {kind: Namespace, name: x, state: absent}\n"
    assert _findings(text, "namespace-deleted-by-script", file="p.yml") == []


def test_a_loop_that_reads_lines_asks_nobody() -> None:
    text = "while read -r line; do docker volume rm $line; done < list\n"
    assert len(_findings(text, "data-deleted-by-script")) == 1


def test_variables_of_just_are_put_in() -> None:
    text = 'spec := "envs/prod.yml"\ninit:\n    stack init --output {{ spec }}\n'
    (found,) = _findings(text, "spec-regenerated-by-script", file="justfile")
    assert found.severity.word == "error"


def test_a_question_in_one_case_is_asked_in_no_other() -> None:
    text = 'case $1 in a) read -p "sure? " x;; b) docker volume rm x;; esac\n'
    assert len(_findings(text, "data-deleted-by-script")) == 1


EACH = "laconic-so deployment --dir /x restart --spec-file $x"


@pytest.mark.parametrize(
    ("spec", "text", "count"),
    [
        ("envs/dev.yml", "laconic-so deployment --dir /x restart --spec-file envs/prod.yml", 1),
        ("my-deployment/spec.yml", "laconic-so deployment --dir /x restart", 1),
        ("apps/deployment/spec.yml", "laconic-so deployment --dir /x restart", 0),
        ("tests/envs/dev.yml", "laconic-so deployment --dir /x restart", 0),
        ("envs/dev.example.yml", "laconic-so deployment --dir /x restart", 0),
        ("envs/dev.yml", "laconic-so deployment --dir /x restart --spec-file envs/dev.yml", 0),
        ("envs/dev.yml", 'laconic-so deployment --dir /x restart --spec-file "$1"', 0),
        ("envs/dev.yml", "laconic-so deployment --dir /x start", 0),
        ("envs/dev.yml", f"for x in envs/*.yml; do {EACH}; done", 0),
        ("envs/dev.yml", f"for x in /srv/operator/envs/*.yml; do {EACH}; done", 0),
        ("envs/dev.yml", f"for x in envs/p*.yml; do {EACH}; done", 1),
    ],
)
def test_spec_is_one_that_a_restart_would_have_to_name(spec: str, text: str, count: int) -> None:
    files = {"envs/a.example.yml": SPEC, spec: SPEC, "deploy.sh": text}
    found = lint(files, "spec-not-read-by-restart", profile=Profile.AUDIT).findings
    assert len(found) == count


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("envs/prod.yml", "the old copy is applied again"),
        ("deployment/spec.yml", "a restart that names none applies deployment/spec.yml in its"),
    ],
)
def test_what_is_applied_in_place_of_a_spec_that_nobody_names(other: str, said: str) -> None:
    restart = "laconic-so deployment --dir /x restart --spec-file envs/prod.yml"
    files = {"envs/dev.yml": SPEC, other: SPEC, "deploy.sh": restart}
    (found,) = lint(files, "spec-not-read-by-restart", profile=Profile.AUDIT).findings
    assert said in found.message


@pytest.mark.parametrize(
    ("directory", "output", "count"),
    [
        ("{{ repo }}", "envs/prod.yml", 1),
        ("{{ repo }}/envs", "prod.yml", 1),
        ("{{ repo }}/envs/", "../envs/prod.yml", 1),
        ("/srv/{{ name }}/envs", "prod.yml", 1),
        ("{{ repo }}/other", "prod.yml", 0),
        ("{{ repo }}", "prod.yml", 0),
        ("{{ repo }}/envs", "/x/prod.yml", 0),
    ],
)
def test_where_a_template_names_the_directory_its_end_counts(
    directory: str, output: str, count: int
) -> None:
    play = (
        "- hosts: all\n"
        "  tasks:\n"
        f"    - command: laconic-so deploy init --output {output}\n"
        f'      args: {{chdir: "{directory}"}}\n'
    )
    found = _findings(play, "spec-regenerated-by-script", file="ansible/deploy.yml")
    assert len(found) == count


def test_every_option_without_effect_is_named() -> None:
    restart = "laconic-so deployment --dir /x restart --spec-file a.yml"
    found = _findings(f"{restart} --expected-ip=10.0.0.1 --config-file c\n", "retired-command")
    said = "`restart` does nothing with `--config-file` and `--expected-ip` any more"
    assert [x.message for x in found] == [said]


SETS = "db_password: kD93jfk20-xq\n"
LOCKED = (
    "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\napi_key: ENC[AES256_GCM,data:x]\n"
)


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("group_vars/all.yml", SETS, 1),
        ("ansible/host_vars/web/main.yaml", SETS, 1),
        ("inventory/prod/hosts.yml", SETS, 1),
        ("hosts", "web1 ansible_password=kD93jfk20-xq\n", 1),
        ("inventory.ini", "[all:vars]\ndb_password=kD93jfk20-xq\n", 1),
        ("group_vars/all.yml", "db_password: '{{ vault_db }}'\n", 0),
        ("group_vars/all.yml", LOCKED, 0),
        ("vars/all.yml", SETS, 0),
        (
            "hosts.yml",
            f"- hosts: all\n  tasks: [{{command: kubectl get pods}}]\n  vars: {{{SETS}}}",
            1,
        ),
        ("tests/group_vars/all.yml", SETS, 0),
    ],
)
def test_secrets_of_inventories(file: str, text: str, count: int) -> None:
    found = _findings(text, "plaintext-secret", file=file)
    assert [x.severity.word for x in found] == ["warning"] * count


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("Makefile", "export DB_PASSWORD ?= kD93jfk20-xq\nx:\n\techo\n"),
        ("Makefile", "API_KEY := kD93jfk20-xq\nx:\n\techo\n"),
        (
            "play.yml",
            "- hosts: a\n  tasks: [{command: x, environment: {API_KEY: kD93jfk20-xq }}]\n",
        ),
    ],
)
def test_secrets_as_makefiles_and_playbooks_set_them(file: str, text: str) -> None:
    assert len(_findings(text, "plaintext-secret", file=file)) == 1


def test_playbook_among_inventories_is_one() -> None:
    text = "- hosts: all\n  tasks:\n    - command: docker volume prune -f\n"
    assert len(_findings(text, "data-deleted-by-script", file="hosts.yml")) == 1


def test_spec_among_inventories_is_told_of_once() -> None:
    text = "stack: stacks/x\ndeploy-to: compose\nconfig:\n  DB_PASSWORD: kD93jfk20-xq\n"
    found = _findings(text, "plaintext-secret", file="inventory/prod.yml")
    assert [x.severity.word for x in found] == ["error"]


@pytest.mark.parametrize(
    "folder", ["$RUNNER_TEMP", "${RUNNER_TEMP}", "$XDG_RUNTIME_DIR", "$TMPDIR"]
)
def test_what_a_run_throws_away_is_no_tracked_spec(folder: str) -> None:
    text = f'laconic-so deploy init --output "{folder}/envs/prod.yml"\n'
    found = _findings(text, "spec-regenerated-by-script")
    assert [x.severity.word for x in found] == ["info"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("$DOCKER_COMPOSE down -v", 1),
        ("X=$(command -v docker-compose || echo 'docker compose')\n$X down -v", 1),
        ('if a; then DC=(docker compose); else DC=(docker-compose); fi\n"${DC[@]}" down -v', 1),
        ("podman-compose down --volumes", 1),
        ("docker compose $ARGS down -v", 1),
        ("docker compose -p x --env-file .env ${F[@]} down -v", 1),
        ("docker --log-level error compose --profile=a down -v", 1),
        ("docker compose run --rm -v ./m:/m migrate -path /m down", 0),
        ("docker-compose exec -T api flask db down -v", 0),
        ("$DOCKER_COMPOSE down", 0),
        ("$X down -v", 0),
        ("$MODEM down -v", 0),
        ("docker volume rm x", 1),
        ("docker volume create x\ndocker run -v x:/x y\ndocker volume rm -f x", 0),
        ("V=x-$$\ndocker volume create --label a=b $V\ndocker volume rm $V", 0),
        ("docker volume create x\ndocker volume rm x y", 1),
        ('V="smoke-$$"\ndocker run -v "$V:/x" y\ndocker volume rm "$V" "$V-b"', 0),
        ("docker volume rm x-$RANDOM", 0),
        ('P="smoke-$$"\ndocker compose -p "$P" up -d\ndocker compose -p "$P" down -v', 0),
        ("docker compose -p notes down -v", 1),
        ("docker volume rm", 1),
        ("docker volume create x\ndocker volume prune", 1),
        ("docker rm -f main-control-plane", 1),
        ("docker container rm main-worker2", 1),
        ("docker rm -f $(docker ps -aq)", 1),
        ('docker rm -f "$(docker ps -a -q)"', 1),
        ("docker rm -f $(docker ps -aq --filter name=x)", 0),
        ("docker rm -f web", 0),
        ("docker stop main-control-plane", 0),
    ],
)
def test_what_docker_holds_goes_in_other_words(text: str, count: int) -> None:
    rules = ("cluster-deleted-by-script", "data-deleted-by-script")
    assert len(_findings(text + "\n", *rules)) == count


def test_containers_are_no_nodes_where_nothing_is_deployed_to_kind() -> None:
    spec = {"deployment/spec.yml": SPEC.replace("k8s-kind", "compose")}
    text = "docker rm -f $(docker ps -aq)\n"
    found = lint({**spec, "x.sh": text}, "cluster-deleted-by-script", profile=Profile.AUDIT)
    assert not found.findings


@pytest.mark.parametrize(("told", "count"), [("volumes: true", 1), ("images: true", 0)])
def test_a_task_prunes_volumes(told: str, count: int) -> None:
    for module in ("docker_prune", "community.docker.docker_prune"):
        text = f"- name: x\n  {module}:\n    {told}\n"
        assert len(_findings(text, "data-deleted-by-script", file="p.yml")) == count


OF_BLOG = "stack: stacks/blog\ndeploy-to: compose\nvolumes:\n  blog-db: ./data/blog-db\n"
CREATED = "laconic-so deploy create --spec-file envs/blog.yml --deployment-dir"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"rm -rf /srv/b\n{CREATED} /srv/b", "error recommended"),
        (f"rm -rf /srv/b/data\n{CREATED} /srv/b/", "error recommended"),
        (f"rm -rf /srv/?\n{CREATED} /srv/b", "error recommended"),
        (f'D=$HOME/b\n[ -d "$D" ] && rm -rf "$D"\n{CREATED} "${{D}}"', "error recommended"),
        (f'f() {{ rm -rf "$1"; }}\nf /srv/b\n{CREATED} /srv/b', "error recommended"),
        (f'[ "$FRESH" = 1 ] && rm -rf /srv/b\n{CREATED} /srv/b', "warning recommended"),
        ("laconic-so deployment --dir /srv/b stop\nrm -rf /srv/b", "warning strict"),
        (f"rm -rf /srv/b/config /srv/b2 /srv/b/data/other\n{CREATED} /srv/b", ""),
        (f"{CREATED} /srv/b\nrm -rf /srv/b", ""),
        (f"rm -rf /srv/b\n{CREATED.replace('blog', 'prod')} /srv/b", ""),
        (f"rm -rf /tmp/b\n{CREATED} /tmp/b", ""),
        (f"D=$(mktemp -d)\nrm -rf $D\n{CREATED} $D", ""),
        (f"read -p sure x\nrm -rf /srv/b\n{CREATED} /srv/b", ""),
        ('f() { laconic-so deployment --dir "$1" stop; }\ng() { rm -rf "$1"; }', ""),
        ('cd "$X" && rm -rf *\nlaconic-so deployment --dir "$X" start', ""),
    ],
)
def test_a_deployment_directory_holds_volumes_with_a_relative_path(text: str, found: str) -> None:
    seen = _findings(text + "\n", "data-deleted-by-script", **{"envs/blog.yml": OF_BLOG})
    assert " ".join(f"{x.severity.word} {x.profile.word}" for x in seen) == found


@pytest.mark.parametrize(("target", "count"), [("compose", 1), ("k8s-kind", 1), ("k8s", 0)])
def test_a_directory_that_a_task_deletes_may_be_a_deployment(target: str, count: int) -> None:
    text = f"""\
- file: {{path: "{{{{ dep }}}}", state: absent}}
- command: {CREATED.replace("envs", "{{ repo }}/envs")} {{{{ dep }}}}
"""
    spec = OF_BLOG.replace("compose", target)
    found = _findings(text, "data-deleted-by-script", file="p.yml", **{"envs/blog.yml": spec})
    assert len(found) == count


OF_JOB = """\
on: push
jobs:
  a:
    runs-on: {0}
    steps:
      - uses: {1}
      - run: {2}
"""
HOSTED, CHECKOUT, KIND = "ubuntu-latest", "actions/checkout@v4", "helm/kind-action@v1"
AT_HOME = ".github/workflows/x.yml"
LOST = ("cluster-deleted-by-script", "data-deleted-by-script", "namespace-deleted-by-script")


@pytest.mark.parametrize(
    ("runs_on", "uses", "run", "count"),
    [
        (HOSTED, CHECKOUT, "docker system prune -af --volumes", 0),
        ("[ubuntu-24.04-arm]", CHECKOUT, "docker compose down -v", 0),
        ("macos-15-xlarge", CHECKOUT, "docker volume rm x", 0),
        (HOSTED, CHECKOUT, "sudo rm -rf /srv/kind /usr/share/dotnet", 0),
        (HOSTED, CHECKOUT, "kind delete cluster", 0),
        (HOSTED, CHECKOUT, "bash -c 'docker compose down -v'", 0),
        (HOSTED, KIND, "kubectl delete namespace laconic-shop", 0),
        (HOSTED, KIND, "kubectl delete pvc --all -n laconic-shop", 0),
        (HOSTED, CHECKOUT, "kubectl delete namespace laconic-shop", 1),
        (HOSTED, CHECKOUT, "kubectl delete pvc --all -n laconic-shop", 1),
        (HOSTED, CHECKOUT, "ssh ops@alpha 'cd /srv && docker compose down -v'", 1),
        (HOSTED, CHECKOUT, "ssh ops@alpha rm -rf /srv/kind", 1),
        (HOSTED, CHECKOUT, "docker --context prod compose down -v", 1),
        (HOSTED, CHECKOUT, "DOCKER_HOST=ssh://ops@alpha docker compose down -v", 1),
        (HOSTED, CHECKOUT, "laconic-so deployment --dir x stop --delete-volumes", 1),
        (HOSTED, KIND, "laconic-so deployment --dir x stop --delete-volumes", 0),
        (HOSTED, KIND, "ssh ops@alpha laconic-so deployment --dir x stop --delete-volumes", 1),
        ("self-hosted", KIND, "laconic-so deployment --dir x stop --delete-volumes", 1),
        ("self-hosted", CHECKOUT, "docker compose down -v", 1),
        ("[self-hosted, ubuntu-22.04]", CHECKOUT, "docker compose down -v", 1),
        ("ubuntu-prod", CHECKOUT, "docker compose down -v", 1),
        ("${{ matrix.os }}", CHECKOUT, "docker compose down -v", 1),
    ],
)
def test_what_is_deleted_on_a_machine_for_one_run(
    runs_on: str, uses: str, run: str, count: int
) -> None:
    text = OF_JOB.format(runs_on, uses, f"|\n          {run}")
    found = _findings(text, *LOST, file=AT_HOME, **{"envs/shop.yml": EMPTY})
    assert len(found) == count


@pytest.mark.parametrize(
    ("runs_on", "behind", "count"),
    [
        (HOSTED, "git diff --exit-code", 0),
        (HOSTED, "diff envs/prod.yml x || echo stale", 0),
        (HOSTED, "git commit -am x", 1),
        (HOSTED, "laconic-so deploy create --spec-file envs/prod.yml", 1),
        (HOSTED, "scp envs/prod.yml ops@alpha:", 1),
        (HOSTED, "make deploy", 1),
        ("self-hosted", "git diff --exit-code", 1),
    ],
)
def test_a_spec_that_is_only_looked_at_is_as_it_was(runs_on: str, behind: str, count: int) -> None:
    text = OF_JOB.format(runs_on, CHECKOUT, f"|\n          {MADE}\n          {behind}")
    assert len(_findings(text, "spec-regenerated-by-script", file=AT_HOME)) == count


def test_elsewhere_a_label_is_a_name_that_somebody_gave() -> None:
    text = OF_JOB.format(HOSTED, CHECKOUT, "docker compose down -v")
    assert len(_findings(text, *LOST, file=".gitea/workflows/x.yml")) == 1


def test_an_action_for_ssh_is_on_another_host() -> None:
    text = OF_JOB.format(HOSTED, "appleboy/ssh-action@v1", "ls")
    text += "      - uses: appleboy/ssh-action@v1\n        with: {script: docker compose down -v}\n"
    assert len(_findings(text, *LOST, file=AT_HOME)) == 1


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("D=$(mktemp -d)\nlaconic-so deployment --dir $D/d stop --delete-volumes", "warning"),
        ("cd $(mktemp -d)\nlaconic-so deployment --dir d stop --delete-volumes", "warning"),
        ("cd $(mktemp -d)\nlaconic-so deployment --dir /srv/d stop --delete-volumes", "error"),
        ("cd $(mktemp -d)\ndocker volume rm notes_db", "error"),
        ("cd $(mktemp -d)\ndocker system prune --volumes", "error"),
    ],
)
def test_a_deployment_of_one_run_has_nobodys_volumes(text: str, severity: str) -> None:
    [found] = _findings(text, "data-deleted-by-script")
    assert found.severity.word == severity


def test_volumes_of_a_whole_stack_go_on_kubernetes_alone() -> None:
    [found] = _findings(
        "laconic-so deployment --dir d stop --delete-volumes", "data-deleted-by-script"
    )
    assert "on Kubernetes those of every deployment of the stack" in found.message
