import { defineConfig } from 'vitest/config'

// One project a room; the browser tests of web bring their own configuration.
const room = (name: string, more: object = {}) => ({
  test: {
    name,
    root: name,
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.tsc/**', '**/dist/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes, or the test is wrong: a busy machine decides none.
    expect: { poll: { timeout: 30_000 } },
    ...more,
  },
})

export default defineConfig({
  test: {
    projects: [room('protocol'), room('engine'), room('server'), room('evals'), room('test'), 'web/vitest.config.*'],
    maxWorkers: 2,
  },
})
