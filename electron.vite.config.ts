import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'

/** Name of the built file → source; a thread and every host is an entry of its own. */
const entries = {
  backends: 'src/main/compute/model/backends/trialProcess.ts',
  cli: 'src/main/cli.ts',
  engine: 'src/main/core/engineThread.ts',
  supervised: 'src/main/core/supervisedThread.ts',
  worker: 'src/main/compute/threads/worker.ts',
  model: 'src/main/compute/model/modelProcess.ts',
}

const input = Object.fromEntries(
  Object.entries(entries).map(([name, path]) => [name, resolve(import.meta.dirname, path)]).filter(([, path]) => existsSync(path!)),
)

export default defineConfig({
  main: {
    build: {
      // Chunks lie flat beside the entries, so that a path relative to import.meta.url means the same in all of them.
      rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
    },
  },
})
