import { defineConfig } from 'playwright/test'

/** The window's specs, in Debian's Chromium against the built program; `CGR_E2E_HOST=electron` runs the same ones in Electron. */
export default defineConfig({
  testDir: 'tests/e2e', workers: 1, timeout: 240_000, expect: { timeout: 20_000 }, forbidOnly: Boolean(process.env['CI']), reporter: 'list',
  outputDir: 'out/e2e', use: { trace: 'off', screenshot: 'only-on-failure' },
})
