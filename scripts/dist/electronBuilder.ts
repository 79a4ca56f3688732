import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'

/**
 * What electron-builder is told. An installer holds two things: the window, three small files in app.asar that need nothing else, and beside it, unpacked,
 * the folder of the headless program with its own Node, natives and licences, which the window starts (src/main/window/coreProcess.ts).
 * `program`: that folder. `electron`: a folder that holds Electron, and its version.
 */
export const configuration = (program: string, output: string, electron: { readonly folder: string; readonly version: string }): Configuration => ({
  appId: 'org.cgr.workstation', productName: 'CGR workstation', copyright: 'MIT licence', artifactName: 'cgr-workstation-${version}-${os}-${arch}.${ext}',
  directories: { output, buildResources: 'resources' },
  electronDist: electron.folder, electronVersion: electron.version,
  // Everything that the window loads is bundled: no module goes in, neither ours nor another Node.
  files: ['out/window/*.cjs', 'resources/icon.png', 'package.json', '!node_modules/**/*'],
  // Packages must name a page: the program's own, which needs no network.
  extraMetadata: { desktopName: 'cgr-workstation.desktop', homepage: 'file:///opt/CGR%20workstation/resources/cgr/docs/', dependencies: {}, optionalDependencies: {}, devDependencies: {}, scripts: {} },
  // electron-builder leaves out the node_modules of a folder, unless it is the folder.
  extraResources: [{ from: program, to: 'cgr' }, { from: join(program, 'node_modules'), to: 'cgr/node_modules' }],
  // What Electron shows where it finds no program of its own.
  afterPack: ({ appOutDir }) => {
    for (const name of ['app', 'default_app.asar']) rmSync(join(appOutDir, 'resources', name), { recursive: true, force: true })
    return Promise.resolve()
  },
  asar: true, npmRebuild: false, nodeGypRebuild: false, electronLanguages: ['en-US'], compression: 'normal',
  // Nothing asks for a newer version, ever.
  publish: null,
  electronFuses: {
    runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, enableCookieEncryption: false, onlyLoadAppFromAsar: true,
    // Checked where Electron can: on macOS and Windows.
    enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
  },
  linux: { target: ['deb', 'rpm', 'tar.gz', 'AppImage'], executableName: 'cgr-workstation', icon: 'resources/icon.png', category: 'Science', synopsis: 'Tells the conformations in a cryo-EM data set apart', maintainer: 'CGR workstation contributors <cgr-workstation@localhost>', vendor: 'CGR', syncDesktopName: true },
  // What Electron needs beyond the libraries that electron-builder names, and `cgr` on the PATH. rpm: links to build IDs would collide with other packages of the same Electron.
  deb: { afterRemove: 'scripts/dist/afterRemove.sh', packageCategory: 'science', fpm: ['-d', 'libgbm1', '-d', 'libdrm2', '-d', 'libasound2t64 | libasound2', `${output}/cgr=/usr/bin/cgr`] },
  rpm: { afterRemove: 'scripts/dist/afterRemove.sh', packageCategory: 'Applications/Engineering', fpm: ['-d', '(mesa-libgbm or libgbm1)', '-d', '(alsa-lib or libasound2)', '--rpm-rpmbuild-define', '_build_id_links none', '--directories', '/opt/CGR workstation', `${output}/cgr=/usr/bin/cgr`] },
  win: { target: ['nsis', 'zip'] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, differentialPackage: false },
  mac: { target: ['dmg'], category: 'public.app-category.education', identity: null },
  dmg: { writeUpdateInfo: false },
})
