/**
 * The little of PostgreSQL's wire protocol (version 3) that sharing one backend among several connections needs.
 * Every message but the first of a connection is: one byte of type, four bytes of length (itself included), the body.
 */

export interface WireMessage {
  type: string
  /** The whole message, head included. */
  bytes: Buffer
}

/** Cuts a stream of bytes into messages; what is not whole yet waits for the next piece. */
export function messageReader(): (piece: Uint8Array) => WireMessage[] {
  let rest: Buffer = Buffer.alloc(0)
  return piece => {
    let data = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    const messages: WireMessage[] = []
    while (data.length >= 5) {
      const length = data.readUInt32BE(1) + 1
      if (data.length < length) break
      messages.push({ type: String.fromCharCode(data.readUInt8(0)), bytes: data.subarray(0, length) })
      data = data.subarray(length)
    }
    rest = data
    return messages
  }
}

function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)))
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const readyForQuery = (): Buffer => message('Z', Buffer.from('I'))

/** What a server answers to a start-up packet when it asks for no password. */
export const welcome = (connection: number): Buffer =>
  Buffer.concat([
    message('R', int32(0)),
    message('S', 'server_version', '18.0'),
    message('S', 'server_encoding', 'UTF8'),
    message('S', 'client_encoding', 'UTF8'),
    message('S', 'DateStyle', 'ISO, MDY'),
    message('S', 'TimeZone', 'UTC'),
    message('S', 'integer_datetimes', 'on'),
    message('S', 'standard_conforming_strings', 'on'),
    message('K', int32(connection), int32(0)),
    readyForQuery(),
  ])

export const refusal = (code: string, text: string): Buffer =>
  Buffer.concat([message('E', 'SERROR', 'VERROR', `C${code}`, `M${text}`, Buffer.from([0])), readyForQuery()])

/** A simple query, as a client sends it. */
export const simpleQuery = (sql: string): Buffer => message('Q', sql)

/** The SQL that a Query or Parse message carries, else ''. */
export function sqlOf(message: WireMessage | undefined): string {
  if (message === undefined) return ''
  const { type, bytes } = message
  if (type === 'Q') return bytes.toString('utf8', 5, bytes.length - 1)
  if (type !== 'P') return ''
  const nameEnd = bytes.indexOf(0, 5)
  return bytes.toString('utf8', nameEnd + 1, bytes.indexOf(0, nameEnd + 1))
}

/** The channel of a NotificationResponse. */
export const channelOf = ({ bytes }: WireMessage): string => bytes.toString('utf8', 9, bytes.indexOf(0, 9))

/** Of a ReadyForQuery: I idle, T in a transaction, E in a failed one. */
export const transactionStatusOf = ({ bytes }: WireMessage): string => bytes.toString('latin1', 5, 6)
