#!/bin/sh
# Starts cgr on the Node that came with it: from any working directory, and through links.
here=$0
while [ -L "$here" ]; do
  link=$(command -p readlink "$here")
  case $link in /*) here=$link ;; *) here=${here%/*}/$link ;; esac
done
case $here in */*) here=${here%/*} ;; *) here=. ;; esac
root=$(cd "$here/.." && pwd -P) || exit 70
if [ -z "${CGR_ACCELERATOR_DIR:-}" ] && [ -f "$root/accelerator/manifest.json" ]; then
  CGR_ACCELERATOR_DIR=$root/accelerator
  export CGR_ACCELERATOR_DIR
fi
for node in "$root"/node_modules/node-*/bin/node; do
  exec "$node" "$root/out/main/cli.js" "$@"
done
