/** What is wrong with an input, as one sentence that says what to send instead. */

type Fault = { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> }
export type InvalidInput = { validation: Fault[]; validationContext?: string }

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  stringbool: 'true or false',
  object: 'an object',
  array: 'a list',
}

const counted = (origin: unknown, count: unknown): string => {
  if (origin === 'string') return `${Number(count)} ${count === 1 ? 'character' : 'characters'}`
  return origin === 'array' ? `${Number(count)} ${count === 1 ? 'item' : 'items'}` : String(count)
}

/** Undefined where the schema's own words say it best. */
function advice({ keyword, message = '', params }: Fault): string | undefined {
  const { origin, minimum, maximum, expected } = params
  const kind = kinds[String(expected)]
  switch (keyword) {
    case 'too_small':
      return `send at least ${counted(origin, minimum)}`
    case 'too_big':
      return `send at most ${counted(origin, maximum)}`
    case 'invalid_type':
      return kind && (message.endsWith('received undefined') ? `it is missing, send ${kind}` : `send ${kind}`)
    case 'invalid_value':
      return kind && `send ${kind}`
    default:
      return undefined
  }
}

const decapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** Of several faults the first: whoever mends it sees the next. */
export function invalidInput({ validation, validationContext }: InvalidInput): string {
  const [first] = validation
  const place = first?.instancePath.split('/').filter(Boolean).join('.') ?? ''
  const where = place === '' ? `The ${validationContext ?? 'request'}` : `“${place}”`
  const said = (first && advice(first)) ?? decapitalised(first?.message ?? 'it does not have the right form')
  return `${where} is not valid: ${/[.!?]$/.test(said) ? said : `${said}.`}`
}
