import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from './content-policy.ts'

const hosts = (policy: Record<string, string[]>) =>
  Object.entries(policy).flatMap(([name, sources]) =>
    sources.filter(source => /^https?:/.test(source)).map(source => `${name} ${source}`),
  )

describe('what pages may load', () => {
  it('is of this server alone where the files lie here', () => {
    const policy = contentSecurityPolicy({ s3Endpoint: null })
    expect(hosts(policy)).toEqual([])
    expect(Object.values(policy).flat()).not.toContain('*')
  })

  it.each([
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['https://s3.example.org/some/path?x=1', 'https://s3.example.org'],
    ['https://user:secret@s3.example.org', 'https://s3.example.org'],
  ])('is of the store at %s too, for what is shown and never for what runs', (s3Endpoint, origin) => {
    const policy = contentSecurityPolicy({ s3Endpoint })
    const allowed = ['connect-src', 'frame-src', 'img-src', 'media-src'].map(name => `${name} ${origin}`)
    expect(hosts(policy).toSorted()).toEqual(allowed)
  })

  it.each([null, 'https://s3.example.org'])('runs no script but its own, with the store %s', s3Endpoint => {
    const policy = contentSecurityPolicy({ s3Endpoint })
    // WebAssembly is compiled; text never becomes code.
    expect(policy['script-src']).toEqual(["'self'", "'wasm-unsafe-eval'"])
    expect(policy['object-src']).toEqual(["'none'"])
    expect(policy['base-uri']).toEqual(["'none'"])
    expect(policy['frame-ancestors']).toEqual(["'self'"])
    expect(policy['form-action']).toEqual(["'self'"])
  })
})
