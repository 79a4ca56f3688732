import { defineConfig } from 'playwright/test'

// What only the desktop window has; needs a real Electron and a display. `npm run build` first.
export default defineConfig({
  testDir: 'tests/window', outputDir: 'out/e2e-window', workers: 1, fullyParallel: false, forbidOnly: !!process.env.CI,
  timeout: 120_000, expect: { timeout: 30_000 }, reporter: 'list',
})
