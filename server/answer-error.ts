/** Turns whatever was thrown into one shape of answer: a refusal says what to do, a bug says only an id to look for in the log. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ModelError } from '@codingagent/engine/model/model.ts'
import { KernelFailure, SandboxUnavailable } from '@codingagent/engine/sandbox/sandbox.ts'
import { errorStatus, Refusal, type ErrorBody, type ErrorCode } from '@codingagent/protocol/errors.ts'
import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { invalidInput, type InvalidInput } from './invalid-input.ts'

const notJson = 'The body is not valid JSON: mend it and send it again.'

/** Faults of the framework that a client causes, in our own words. */
const ofFramework: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_type',
    'Send the body as application/json, or a file as multipart/form-data.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'The body is too large: send up to 1 MiB of JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['bad_request', 'The body is empty: send JSON, or leave out the content type.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad_request', notJson],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'bad_request',
    'The body is not as long as its Content-Length says: send it again.',
  ],
  FST_ERR_BAD_URL: ['bad_request', 'The address is not valid: its %-signs do not stand for text in UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: ['bad_request', 'The address is too long: no id and no name has so many characters.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'unsupported_type',
    'Send files as multipart/form-data, each in a part named "file".',
  ],
  FST_FILES_LIMIT: ['too_large', 'Too many files at once: send up to 100.'],
  FST_PROTO_VIOLATION: ['bad_request', 'Name each part "file".'],
  FST_FIELDS_LIMIT: ['too_large', 'Too many fields at once: send files alone, each in a part named "file".'],
  FST_PARTS_LIMIT: ['too_large', 'Too many parts at once: send up to 100 files.'],
  FST_REQ_FILE_TOO_LARGE: ['too_large', 'The file is too large: send a smaller one.'],
}

/** The parser of uploads says these in plain errors; Node says the first when who sent it went away, which is no fault of ours. */
const brokenForm =
  /^(aborted$|Multipart: Boundary not found|Unexpected end of multipart data|(Part|Preamble) terminated early|The needle cannot)/

const kernelCodes: Record<string, ErrorCode> = {
  encrypted: 'unreadable_file',
  unreadable: 'unreadable_file',
  too_large: 'too_large',
  not_found: 'not_found',
  bad_request: 'bad_request',
  memory: 'too_large',
}

/** Nothing is wrong with the file: the sandbox did not come to its end. */
const sandboxWords: Record<string, string> = {
  busy: 'The sandbox has too much to do right now: try again in a moment.',
  cancelled: 'Reading the file was called off: try again.',
  gone: 'The Python that was reading the file ended: try again.',
  timeout: 'Reading the file took too long and was stopped: try again, or take a smaller part of it.',
}

/** The refusal that stands for this error, or null for a bug. */
function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof SandboxUnavailable) return new Refusal('sandbox_unavailable', error.message)
  if (error instanceof ModelError) return new Refusal('model_unavailable', error.message)
  if (error instanceof KernelFailure) return kernelRefusal(error)
  if (hasZodFastifySchemaValidationErrors(error)) return new Refusal('bad_request', invalidInput(error as InvalidInput))
  return frameworkRefusal(error)
}

function kernelRefusal({ code, message }: KernelFailure): Refusal {
  const words = sandboxWords[code]
  if (words !== undefined) return new Refusal('sandbox_unavailable', words)
  return new Refusal(kernelCodes[code] ?? 'unreadable_file', message)
}

function frameworkRefusal(error: unknown): Refusal | null {
  const { code = '', statusCode } = (error ?? {}) as Partial<FastifyError>
  const known = ofFramework[code]
  if (known) return new Refusal(...known)
  if (error instanceof SyntaxError && statusCode === 400) return new Refusal('bad_request', notJson)
  if (error instanceof Error && brokenForm.test(error.message))
    return new Refusal('bad_request', 'The upload is cut, or not in parts as its boundary says: send it again.')
  if (statusCode === 429) return new Refusal('rate_limited', 'Too many requests: wait a moment and try again.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal('bad_request', 'The request could not be understood: /docs tells what can be.')
  return null
}

/** Fastify's error handler. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal) return reply.code(errorStatus[refusal.code]).type('application/json').send(bodyOf(refusal))
  const id = randomUUID()
  request.log.error({ err: error, errorId: id }, 'internal error')
  const message = `Something went wrong here, not with what you did. Try again; if it stays, report error ${id}.`
  return reply
    .code(500)
    .type('application/json')
    .send(bodyOf(new Refusal('internal', message)))
}

/** What is no HTTP never becomes a request: it is answered on its socket, which ends with it. */
export function answerBrokenRequest({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const refusal = new Refusal(...(brokenRequest[code ?? ''] ?? notHttp))
  const body = JSON.stringify(bodyOf(refusal))
  const status = errorStatus[refusal.code]
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`)
}

/** Node's listener for a request that expects what nobody here can do: it never becomes one of the framework's. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const refusal = new Refusal('expectation_failed', 'The header Expect can only be 100-continue: leave it out.')
  const body = JSON.stringify(bodyOf(refusal))
  const length = Buffer.byteLength(body)
  // What may come after the headers is not read.
  const headers = { 'content-type': 'application/json', 'content-length': length, connection: 'close' }
  response.writeHead(errorStatus[refusal.code], headers).end(body)
}

const notHttp: [ErrorCode, string] = [
  'bad_request',
  'This is not an HTTP request that can be read: send it as HTTP/1.1.',
]
const brokenRequest: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The address and the headers are too long: keep them below 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request took too long to come: send it again.'],
}

export function bodyOf({ code, message, details }: Refusal): ErrorBody {
  return { error: details === undefined ? { code, message } : { code, message, details } }
}
