/** What can be chosen, and what is asked when nobody chose. Providers' lists are kept, so that a question waits for none of them. */
import type { ModelInfo } from '@codingagent/protocol/api.ts'
import { builtInAnalyst } from './analyst/analyst.ts'
import { configuredProviders, offeredModel, type ConfiguredProvider, type ModelSettings } from './providers.ts'

export type ModelCatalog = {
  /**
   * The model that was set, else the first one of the first provider that is set up, else the built-in analyst. Never the built-in analyst
   * in place of a provider that does not answer: then the question fails in that provider's words.
   */
  default(): Promise<string>
  /** Never rejects: a provider that does not answer gives its last list, else its well-known models. */
  list(): Promise<ModelInfo[]>
}

/** Milliseconds that a list counts as new, and after which one that did not come is asked for again. */
const FRESH = 300_000
const RETRY = 20_000

/** Stands for the model of a server that has not said what it has: such a server often has one and takes any name. */
const UNNAMED = 'default'

export function modelCatalog(settings: ModelSettings, chosen?: string): ModelCatalog {
  const lists = configuredProviders(settings).map(keptList)
  return {
    async default() {
      const [first] = lists
      if (chosen !== undefined) return chosen
      if (!first) return builtInAnalyst.id
      const [best = UNNAMED] = await first.soon()
      return `${first.name}/${best}`
    },
    async list() {
      const offered = await Promise.all(
        lists.map(async list => (await list.now()).map(id => offeredModel(`${list.name}/${id}`, settings))),
      )
      const { id, name, tools, vision } = builtInAnalyst
      return [...offered.flat(), { id, name, tools, vision }]
    },
  }
}

type KeptList = {
  name: string
  /** As new as FRESH says, waiting for the provider when it is older. */
  now(): Promise<string[]>
  /** Whatever is known, without waiting; waits only where nothing is known. */
  soon(): Promise<string[]>
}

function keptList({ name, known, ask }: ConfiguredProvider): KeptList {
  let ids = known
  let askAgainAt = 0
  let asking: Promise<void> | null = null

  async function renew(from: () => Promise<string[]>): Promise<void> {
    try {
      ids = await from()
      askAgainAt = Date.now() + FRESH
    } catch {
      askAgainAt = Date.now() + RETRY
    } finally {
      asking = null
    }
  }
  function renewed(): Promise<void> {
    if (!ask || Date.now() < askAgainAt) return Promise.resolve()
    asking ??= renew(ask)
    return asking
  }
  return {
    name,
    async now() {
      await renewed()
      return ids
    },
    async soon() {
      const coming = renewed()
      if (ids.length === 0) await coming
      return ids
    },
  }
}
