import type { Plugin } from 'vite'
import { answer } from './routes.ts'

/** Answers /api/v1 inside Vite, so that the screen can be built and tested with no server behind it. */
export function mockApi(): Plugin {
  return {
    name: 'mock-api',
    configureServer(server) {
      server.middlewares.use('/api/v1', (incoming, response) => {
        answer(incoming, response).catch((error: unknown) => {
          response.statusCode = 500
          response.end(String(error))
        })
      })
    },
  }
}
