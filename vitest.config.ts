import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // A process for each file: native modules and worker threads end with it.
    pool: 'forks',
    // Limits against hanging, not against slowness: a busy machine must pass too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
