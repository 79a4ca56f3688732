import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // A process for each file: native modules and worker threads end with it.
    pool: 'forks',
    testTimeout: 60_000,
  },
})
