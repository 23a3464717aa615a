import { describe, expect, test } from 'vitest'
import { guardLocal } from './guard-local.ts'

const host = '127.0.0.1:3000'
const request = (method: string, headers: Record<string, string>) => () =>
  guardLocal({ method, headers: { host, ...headers } })

describe('pages of other places may not change anything', () => {
  test.each(['POST', 'PATCH', 'DELETE', 'PUT'])('%s from another port of this machine is refused', method => {
    expect(request(method, { origin: 'http://localhost:9999' })).toThrow('A page of another site')
    expect(request(method, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toThrow(
      'A page of another site',
    )
    expect(request(method, { origin: 'null' })).toThrow('A page of another site')
  })

  test('the product’s own page and programs without an origin may', () => {
    expect(request('POST', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).not.toThrow()
    expect(request('POST', {})).not.toThrow()
    expect(request('GET', { origin: 'http://localhost:9999' })).not.toThrow()
  })

  test('a name that was pointed at this machine is refused', () => {
    for (const name of ['evil.example', '127.0.0.1.evil.example', 'localhost.'])
      expect(() => guardLocal({ method: 'GET', headers: { host: name } })).toThrow('on this machine alone')
  })
})
