#!/bin/sh
# Lays out what the Debian package installs, as it will lie below /: the distribution, and what only Debian wants.
#
#   debian-tree.sh DISTRIBUTION ROOT VERSION TIME     TIME: of the build, as in 2026-11-22T00:00:00Z
set -eu
home=$1 root=$2 version=$(printf '%s' "$3" | sed 's/-SNAPSHOT$/~SNAPSHOT/') time=$4
deploy=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)

rm -rf "$root"
doc=$root/usr/share/doc/keepsake
mkdir -p "$root/usr/share/keepsake/lib/zookeeper" "$root/usr/share/keepsake/bin" "$root/usr/share/man/man1" "$doc/examples" \
    "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" "$root/lib/systemd/system" \
    "$root/usr/share/lintian/overrides" "$root/etc/keepsake" "$root/var/lib/keepsake"

# Not the archives of loaded classes: they hold the layout of the JVM that built this.
cp "$home"/lib/*.jar "$root/usr/share/keepsake/lib/"
cp "$home"/lib/zookeeper/*.jar "$root/usr/share/keepsake/lib/zookeeper/"
cp "$home"/bin/* "$root/usr/share/keepsake/bin/"
cp "$home"/share/man/man1/*.1 "$root/usr/share/man/man1/"
# sourced, never run, so without the line that names an interpreter
for completion in "$home"/share/bash-completion/completions/*; do
    sed '1{/^#!/d}' "$completion" >"$root/usr/share/bash-completion/completions/${completion##*/}"
done
cp "$home"/share/zsh/site-functions/* "$root/usr/share/zsh/vendor-completions/"
cp "$deploy"/systemd/*.service "$deploy"/systemd/*.timer "$root/lib/systemd/system/"
cp "$deploy/debian/agent.yaml" "$deploy/debian/environment" "$root/etc/keepsake/"
cp "$deploy/debian/lintian-overrides" "$root/usr/share/lintian/overrides/keepsake"
cp "$deploy/debian/copyright" "$deploy/debian/README.Debian" "$doc/"
cp "$home/NOTICE" "$home/bom.json" "$home/TROUBLESHOOTING.md" "$deploy/../README.md" "$doc/"
cp -r "$deploy/iam" "$deploy/prometheus" "$deploy/grafana" "$deploy/kubernetes" "$doc/examples/"
cp -r "$home/runbooks" "$doc/"
cp "$deploy/../CHANGELOG.md" "$doc/changelog"
sed "s/@VERSION@/$version/; s/@DATE@/$(LC_ALL=C date -u -d "$time" '+%a, %d %b %Y %H:%M:%S +0000')/" "$deploy/debian/changelog" \
    >"$doc/changelog.Debian"
gzip -9n "$doc/changelog" "$doc/changelog.Debian" "$root"/usr/share/man/man1/*.1
