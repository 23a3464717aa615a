/**
 * Models that refused to be offered tools, for the life of this process: each further run begins with fenced code instead of another
 * refused request. Asked again after an hour, because a model server may have been given a newer template or another model of that name.
 */
import type { Provider } from './fault-sentences.ts'

type Named = { provider: Pick<Provider, 'name' | 'host'>; modelId: string }

const AGAIN = 3_600_000

/** Until when, by `Date.now()`. */
const refusers = new Map<string, number>()

/** The address belongs to it: two servers may each have a model of one name. */
const keyOf = ({ provider, modelId }: Named): string => JSON.stringify([provider.name, provider.host, modelId])

export function rememberToolLess(model: Named): void {
  refusers.set(keyOf(model), Date.now() + AGAIN)
}

/** Whether tools are offered to it, by the setting MODEL_TOOLS. */
export function offersTools(setting: 'auto' | 'on' | 'off', model: Named): boolean {
  return setting === 'on' || (setting === 'auto' && Date.now() >= (refusers.get(keyOf(model)) ?? 0))
}
