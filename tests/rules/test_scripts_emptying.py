"""What empties a volume without an `rm` that names it: other programs, loops and listings."""

from __future__ import annotations

import pytest

from tests.rules.test_scripts_deleting import DB, severities_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"shred -u {DB}/*", 1),
        (f"shred -u {DB}/x", 0),
        (f"shred -n 3 -zu {DB}/*", 1),
        (f"truncate -s 0 {DB}/*", 1),
        (f"truncate --size=0 {DB}/*", 1),
        (f"truncate -s0 {DB}/*", 1),
        (f"truncate -s 10M {DB}/*", 0),
        (f"truncate -s 0 {DB}/log", 0),
        (f"find {DB} -type f -exec shred -u {{}} \\;", 1),
        (f"find {DB} -type f -exec /bin/rm -f {{}} +", 1),
        (f"python3 -c \"import shutil; shutil.rmtree('{DB}')\"", 1),
        (f"python3.11 - <<'E'\nimport shutil\nshutil.rmtree('{DB}', ignore_errors=True)\nE", 1),
        (f"python - <<E\nimport shutil\nshutil.rmtree('{DB}')\nE", 1),
        ("python3 -c \"import shutil; shutil.rmtree('/srv/other')\"", 0),
        (f"python3 -c \"print('{DB}')\"", 0),
        (f"perl -MFile::Path -e 'rmtree(\"{DB}\")'", 1),
        (f"ruby -rfileutils -e 'FileUtils.rm_rf(\"{DB}\")'", 1),
        (f"node -e \"fs.rmSync('{DB}', {{recursive: true}})\"", 1),
        (f"mv {DB} /tmp/old", 1),
        (f"mv {DB} /tmp", 1),
        (f"mv {DB}/* /dev/null", 1),
        (f"mv {DB} {DB}.old", 0),
        (f"mv {DB} /tmp/x\nmv /tmp/x {DB}", 0),
        (f'T=$(mktemp -d)\nmv {DB} "$T"', 1),
        (f'T=$(mktemp -d)\nmv {DB} "$T"/db\nmv "$T"/db {DB}', 0),
        ("cd /srv/kind && git clean -fdx", 1),
        ("git -C /srv/kind clean -ffdxq", 1),
        ("git -C /srv/kind clean -fd", 0),
        ("git -C /srv/kind clean -ndx", 0),
        ("git clean -fdx", 0),
        ("git -C /srv/kind clean -d -f -x", 1),
        (f"git -C {DB}/x clean -fdx", 0),
        (
            "for p in $(kubectl get pvc -o name); do kubectl delete $p; done",
            1,
        ),
        (
            'for p in $(kubectl get pvc -o name); do kubectl delete pvc "${p#*/}"; done',
            1,
        ),
        (
            'kubectl get pvc -o name | while read -r p; do kubectl delete "$p"; done',
            1,
        ),
        (f"ls {DB} | xargs -I% rm -rf {DB}/%", 1),
        (f"ls -A {DB} | xargs -I{{}} rm -rf {DB}/{{}}", 1),
        (f"cd {DB} && ls | xargs rm -rf", 1),
        (f"for f in $(ls {DB}); do rm -rf {DB}/$f; done", 1),
        (f'for f in {DB}/*; do rm -rf "$f"; done', 1),
        (f"sudo -u postgres rm -rf {DB}", 1),
        (f"sudo sh -c 'rm -rf {DB}/*'", 1),
        (f"ssh ops@h sudo rm -rf {DB}", 1),
        (f"parallel rm -rf ::: {DB} /x", 1),
        (f"systemd-run --wait rm -rf {DB}", 1),
        (f"ansible all -m file -a 'path={DB} state=absent'", 1),
        (f"ansible all -b -m shell -a 'rm -rf {DB}'", 1),
        (f"nsenter -t 1 -m rm -rf {DB}", 1),
        (f'eval "rm -rf {DB}"', 1),
        (f'rm -rf "${{DATA:-{DB}}}"', 1),
        ("zfs create -o mountpoint=/srv/kind tank/kind\nzfs destroy -r tank/kind", 1),
        ("zfs set mountpoint=/srv/kind tank/kind\nzfs destroy -r tank/kind/notes", 1),
        ("zpool create -m /srv/kind tank /dev/sdb\nzpool destroy tank", 1),
        ("zfs set mountpoint=/srv/kind tank/kind\nzfs destroy -r tank/other", 0),
        (f"for f in $(ls {DB} | grep tmp); do rm -rf {DB}/$f; done", 0),
        (f"for f in $(ls {DB}/*.tmp); do rm -rf $f; done", 0),
        (f"for f in $(ls -d {DB}/*); do rm -rf $f; done", 1),
        (f"ls {DB} | grep tmp | xargs -I% rm -rf {DB}/%", 0),
        (
            "for p in $(kubectl get pods -o name); do kubectl delete $p; done",
            0,
        ),
        (
            'kubectl get pods -o name | while read -r p; do kubectl delete "$p"; done',
            0,
        ),
    ],
)
def test_what_empties_a_volume(text: str, count: int) -> None:
    assert len(severities_of(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "for n in $(kubectl get ns -o name | grep laconic); do kubectl delete $n; done",
        "for n in $(kubectl get ns -o jsonpath='{.x}'); do kubectl delete ns $n; done",
        "kubectl get ns -o name | while read -r n; do kubectl delete $n; done",
    ],
)
def test_objects_of_a_loop_are_all_of_their_kind(text: str) -> None:
    assert severities_of(text, "namespace-deleted-by-script") == ["error"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"mv {DB} {DB}.old\nlaconic-so deployment --dir /srv/d restart\nrm -rf {DB}.old", 1),
        ("cd /srv/kind/notes\nmv db db.old\nrm -rf db.old", 1),
        (f"mv {DB} /srv/trash/\nrm -rf /srv/trash/*", 1),
        (f"mv {DB}/* /srv/trash\nrm -rf /srv/trash", 1),
        (f"mv {DB} {DB}.old", 0),
        (f"rm -rf {DB}.old\nmv {DB} {DB}.old", 0),
        (f"mv {DB} {DB}.old\ntar -xf b.tgz -C {DB}\nrm -rf {DB}.old", 0),
        (f"mv {DB} {DB}.old\nmv {DB}.new {DB}\nrm -rf {DB}.old", 0),
        (f"mv {DB} {DB}.old\ncp -a {DB}.old/. {DB}/\nrm -rf {DB}.old", 0),
        (f"mv {DB} {DB}.old\nread -p 'Sure? ' a\nrm -rf {DB}.old", 0),
        (f"mv {DB} {DB}.old\nrm -rf {DB}.older", 0),
        (f"mv {DB} {DB}.old\nrm -rf /srv/other", 0),
        (f'swap() {{\n  mv {DB} {DB}.old\n}}\nclean() {{\n  rm -rf {DB}.old\n}}\n"$@"', 0),
    ],
)
def test_what_is_moved_aside_goes_with_its_new_name(text: str, count: int) -> None:
    assert len(severities_of(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f'[ -z "$(ls -A {DB})" ] && rm -rf {DB}', 0),
        (f'[ -n "$(ls -A {DB})" ] || rm -rf {DB}', 0),
        (f'if [[ -z "$(find {DB} -type f 2>/dev/null)" ]]; then rm -rf {DB}; fi', 0),
        (f'D={DB}\nif [ ! -n "$(ls -A "$D")" ]; then rm -rf "$D"; fi', 0),
        (f'[ -n "$(ls -A {DB})" ] && rm -rf {DB}/*', 1),
        (f'[ -z "$(ls -A {DB})" ] || rm -rf {DB}/*', 1),
        (f'[ -z "$(ls -A /srv/other)" ] && rm -rf {DB}', 1),
        (f"[ -L {DB} ] && rm -rf {DB}", 0),
        (f"if [ -h {DB} ]; then rm -rf {DB}; fi", 0),
        (f"[ ! -L {DB} ] && rm -rf {DB}", 1),
        (f"[ -L {DB} ] || rm -rf {DB}", 1),
        (f"[ -L {DB} ] && rm -rf {DB}/*", 1),
    ],
)
def test_nothing_goes_with_what_is_empty_or_a_link(text: str, count: int) -> None:
    assert len(severities_of(text)) == count
