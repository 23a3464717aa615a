import { strings } from '../strings.ts'

/** A refusal or a lost line, in words a person can act on. `status` is 0 when no answer came at all. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status: number) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

export const lostLine = () => new ApiError('network', strings.errors.network, 0)

/** What stands in the body of a refusal; a proxy's HTML page becomes a plain sentence. */
export function refusalFrom(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body
    if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error)
      return new ApiError(String(error.code), String(error.message), status)
  }
  if (status === 413) return new ApiError('too_large', strings.errors.tooLarge, status)
  if (status === 502 || status === 503 || status === 504) return new ApiError('network', strings.errors.away, 0)
  return new ApiError('internal', strings.errors.unknown, status)
}

export const wordsOf = (error: unknown): string => (error instanceof ApiError ? error.message : strings.errors.unknown)
export const isLostLine = (error: unknown): boolean => error instanceof ApiError && error.code === 'network'
