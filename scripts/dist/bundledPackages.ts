import type { Plugin } from 'vite'

/** The lists beside what was bundled: one for each entry, in which the packages' folders stand, from node_modules on. */
export const isList = (name: string): boolean => /^packages\.[\w-]+\.json$/.test(name)

/** The folder of the package that a file is of, from node_modules on; undefined for our own files and the bundler's. */
function packageFolder(path: string): string | undefined {
  const parts = path.split('?')[0].split(/[\\/]/), at = parts.lastIndexOf('node_modules')
  return at < 0 ? undefined : parts.slice(parts.indexOf('node_modules'), at + (parts[at + 1].startsWith('@') ? 3 : 2)).join('/')
}

/** For Vite: writes down whose files have gone into a bundle, for their licences have to go with it. */
export const listPackages = (): Plugin => ({
  name: 'list-packages',
  generateBundle(_, bundle) {
    const entry = Object.values(bundle).find(file => file.type === 'chunk' && file.isEntry)
    // A pass that only looks has no entry.
    if (!entry) return
    const found = new Set([...this.getModuleIds()].map(packageFolder).filter(folder => folder !== undefined))
    this.emitFile({ type: 'asset', fileName: `packages.${entry.name}.json`, source: `${JSON.stringify([...found].toSorted(), null, 1)}\n` })
  },
})
