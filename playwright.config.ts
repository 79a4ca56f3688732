import { defineConfig } from 'playwright/test'

/** The window's specs, in Chromium against the built program; with CGR_E2E_HOST=electron the same ones in Electron, but for those that are about a browser. */
export default defineConfig({
  testDir: 'tests/e2e', workers: 1, timeout: 240_000, expect: { timeout: 20_000 }, forbidOnly: Boolean(process.env['CI']), reporter: 'list',
  ...(process.env['CGR_E2E_HOST'] === 'electron' && { grepInvert: /@browser/ }),
  outputDir: 'out/e2e', use: { trace: 'off', screenshot: 'only-on-failure' },
})
