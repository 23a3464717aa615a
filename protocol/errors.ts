/** Every refusal the product can give, with its HTTP status. A refusal is expected; a bug is not in this table. */
import { z } from 'zod'

export const errorStatus = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  request_timeout: 408,
  conflict: 409,
  link_expired: 410,
  too_large: 413,
  unsupported_type: 415,
  range_not_satisfiable: 416,
  expectation_failed: 417,
  unreadable_file: 422,
  quota_reached: 429,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  model_unavailable: 503,
  sandbox_unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus
const codes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]

export const ErrorBody = z
  .object({ error: z.object({ code: z.enum(codes), message: z.string(), details: z.unknown().optional() }) })
  .meta({ id: 'Error' })
export type ErrorBody = z.infer<typeof ErrorBody>

/** An expected refusal. Its message is read by a person: what happened and what to do. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}
