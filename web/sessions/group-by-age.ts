import type { Session } from '@codingagent/protocol/api.ts'

const groups = ['pinned', 'today', 'yesterday', 'week', 'older'] as const
type Group = (typeof groups)[number]
const DAY = 86_400_000

/** Sessions in their order: those pinned, then the others under the age of their last change by the person's own calendar. */
export function groupByAge(sessions: readonly Session[], now = new Date()): [Group, Session[]][] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const groupOf = ({ pinned, updatedAt }: Session): Group => {
    if (pinned) return 'pinned'
    const time = Date.parse(updatedAt)
    if (time >= midnight) return 'today'
    if (time >= midnight - DAY) return 'yesterday'
    return time >= midnight - 7 * DAY ? 'week' : 'older'
  }
  const found = Map.groupBy(sessions, groupOf)
  return groups.flatMap(group => {
    const members = found.get(group)
    return members ? [[group, members] satisfies [Group, Session[]]] : []
  })
}
