/** A provider's faults in words a person can act on, without keys and addresses. */
import type { ModelErrorCode } from './model.ts'

export type Provider = {
  /** As a person knows it, such as OpenAI. */
  name: string
  /** The setting that holds its key, or the address where no key is needed. */
  setting: string
  /** The setting that holds its address, where one can be set. */
  address?: string
  /** Scrubbed from anything that is shown. */
  secret?: string
  /** The host that is called: tells two servers of one name apart. Never shown, for it may be an inner one. */
  host?: string
}

export type Circumstances = {
  provider: Provider
  modelId: string
  status?: number
  /** The provider's own words. */
  detail: string
  waitMs?: number
  /** How long it was silent. */
  seconds?: number
}

export const sentence: Record<ModelErrorCode, (at: Circumstances) => string> = {
  wrong_key: ({ provider: { name, setting }, modelId, status }) =>
    status === 403
      ? `${name} does not let this key use ${modelId}. Check ${setting} in the settings and what the key may do, or choose another model.`
      : `${name} did not accept the key. Check ${setting} in the settings.`,
  unknown_model: ({ provider, modelId }) =>
    `${provider.name} has no model called “${modelId}”. Check its spelling or choose another model.`,
  quota_spent: ({ provider }) =>
    `The credit or quota at ${within(provider)} is used up. Raise it there, or choose another model.`,
  rate_limited({ provider, waitMs }) {
    const soon = waitMs ? `in about ${Math.ceil(waitMs / 1000)} seconds` : 'in a minute'
    return `${provider.name} is taking no more requests just now. Try again ${soon}, or choose another model.`
  },
  unreachable: ({ provider }) =>
    `Could not reach ${within(provider)}. Check the network${andAddress(provider)}, then try again.`,
  wrong_address: ({ provider, status }) =>
    `Instead of ${within(provider)} a web page or a proxy answered${bracketed(status)}. Check the proxy of the network${andAddress(provider)}.`,
  no_tls: ({ provider }) =>
    `No secure connection to ${within(provider)} came about. Check its certificate${provider.address ? `, and whether ${provider.address} begins with http or https as it should` : ' and the proxy of the network'}.`,
  silent: ({ provider, seconds }) =>
    `${provider.name} said nothing for ${seconds} seconds. Try again, or choose another model.`,
  no_answer: ({ provider }) =>
    `${provider.name} closed the connection without an answer. Try again, or choose another model.`,
  filtered: ({ provider }) =>
    `${provider.name} refused this by its rules for content. Ask in other words, or choose another model.`,
  too_long: ({ modelId }) =>
    `This conversation is longer than ${modelId} can read. Start a new session, or choose a model that reads more.`,
  cut_off: ({ provider }) => `The connection to ${within(provider)} broke off in the middle of the answer. Try again.`,
  no_tools: ({ modelId }) => `${modelId} cannot call tools.`,
  provider_error: ({ provider, status, detail }) =>
    `${provider.name} answered with an error${bracketed(status)}${detail ? `: ${detail}` : ''}. Try again, or choose another model.`,
}

/** The name within a sentence. */
const within = ({ name }: Provider): string => name.replace(/^The /, 'the ')
const andAddress = ({ address }: Provider): string => (address ? ` and ${address}` : '')
const bracketed = (status: number | undefined): string => (status ? ` (${status})` : '')
