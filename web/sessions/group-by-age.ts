import type { Session } from '@codingagent/protocol/api.ts'

type Age = 'today' | 'yesterday' | 'week' | 'older'
const DAY = 86_400_000

/** Sessions in their order, under the age of their last change by the person's own calendar. */
export function groupByAge(sessions: readonly Session[], now = new Date()): [Age, Session[]][] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const ageOf = ({ updatedAt }: Session): Age => {
    const time = Date.parse(updatedAt)
    if (time >= midnight) return 'today'
    if (time >= midnight - DAY) return 'yesterday'
    return time >= midnight - 7 * DAY ? 'week' : 'older'
  }
  const groups = new Map<Age, Session[]>()
  for (const session of sessions) {
    const age = ageOf(session)
    groups.set(age, [...(groups.get(age) ?? []), session])
  }
  return [...groups]
}
