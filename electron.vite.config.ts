import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { listPackages } from './scripts/dist/bundledPackages.ts'

/** Name of the built file → source; a thread and every host is an entry of its own. */
const entries = {
  backends: 'src/main/compute/model/backends/trialProcess.ts',
  check: 'src/main/core/checkThread.ts',
  cli: 'src/main/cli.ts',
  embed: 'src/main/core/embedThread.ts',
  engine: 'src/main/core/engineThread.ts',
  helper: 'src/main/app/threads/helperThread.ts',
  job: 'src/main/app/jobs/jobProcess.ts',
  supervised: 'src/main/core/supervisedThread.ts',
  variance: 'src/main/core/varianceThread.ts',
  walk: 'src/main/core/walkThread.ts',
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
  // What Electron itself loads: the window's process and the bridge, each in one CommonJS file, which Electron 22 can read as well as 45.
  preload: {
    plugins: [listPackages()],
    build: {
      outDir: 'out/window', target: 'node16', externalizeDeps: false, isolatedEntries: true,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'src/main/index.ts'), preload: resolve(import.meta.dirname, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  // The pages, which both hosts serve; Chromium 108 (Electron 22) reads them as well.
  renderer: {
    root: resolve(import.meta.dirname, 'src/renderer'), plugins: [react(), listPackages()], worker: { plugins: () => [listPackages()] },
    build: { outDir: 'out/renderer', target: 'chrome108', chunkSizeWarningLimit: 4000, rolldownOptions: { input: resolve(import.meta.dirname, 'src/renderer/index.html') } },
  },
})
