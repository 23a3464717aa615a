/**
 * Without a log-in, the network is the only gate, and a foreign web page in the same browser stands inside it. Two things keep it out: a
 * Host header that is not loopback means a name was pointed at this machine (DNS rebinding), and an Origin or Sec-Fetch-Site from
 * elsewhere means a page of another site sent the request.
 */
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

const foreign = 'A page of another site may not use this server: open its own page.'

/** Throws a Refusal for a request that a foreign page may have made. */
export function guardLocal(request: Pick<FastifyRequest, 'headers' | 'method'>): void {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
  if (host === undefined || !loopbackName.test(host))
    throw new Refusal('forbidden', 'Without a log-in this server answers on this machine alone: open it as localhost.')
  const reads = request.method === 'GET' || request.method === 'HEAD'
  // Another port of this machine is another site's page too, once it wants to change something.
  if (origin !== undefined && (reads ? !loopbackName.test(originHost(origin) ?? '') : originHost(origin) !== host))
    throw new Refusal('forbidden', foreign)
  const navigation = mode === 'navigate' && request.method === 'GET'
  if ((site === 'cross-site' && !navigation) || (site === 'same-site' && !reads))
    throw new Refusal('forbidden', foreign)
}

/** Throws a Refusal for a request with more than one Host: one of them may be meant for us, and another for whoever stands before us. */
export function refuseSecondHost({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): void {
  // Names and values by turns.
  const hosts = rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1) throw new Refusal('bad_request', 'The request names two hosts: send one Host header.')
}
