import { QueryClient } from '@tanstack/react-query'
import { ApiError, isLostLine } from './api-error.ts'

/** A lost line and a server's fault are tried again; a refusal is an answer. */
const worthRetrying = (tries: number, error: Error) =>
  isLostLine(error) ? tries < 6 : error instanceof ApiError ? error.status >= 500 && tries < 2 : false

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: worthRetrying,
      retryDelay: tries => Math.min(400 * 2 ** tries, 6_000),
    },
  },
})
