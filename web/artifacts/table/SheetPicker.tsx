import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'

type Props = { profile: Profile | undefined; sheet: string | undefined; choose: (name: string) => void }

/** The sheets of a workbook, hidden ones named as such; nothing for a table that stands alone. */
export function SheetPicker({ profile, sheet, choose }: Props) {
  const sheets = profile?.sheets ?? []
  if (sheets.length < 2) return null
  return (
    <select
      aria-label={strings.table.sheet}
      value={sheet ?? sheets[0]?.name}
      onChange={event => choose(event.target.value)}
      className="h-8 max-w-48 rounded-md border border-edge bg-raised px-2 text-sm"
    >
      {sheets.map(({ name, hidden }) => (
        <option key={name} value={name}>
          {hidden ? strings.table.hiddenSheet(name) : name}
        </option>
      ))}
    </select>
  )
}
