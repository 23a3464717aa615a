import { X } from 'lucide-react'
import type { TableFilter } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { filterText, type TableAction } from './table-state.ts'

/** The conditions that hold now, each with its way out. */
export function FilterChips({ filters, change }: { filters: TableFilter[]; change: (action: TableAction) => void }) {
  if (filters.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pb-2" aria-label={strings.table.filters}>
      {filters.map(filter => (
        <li
          key={filter.column}
          className="flex max-w-full items-center gap-1 rounded-full bg-accent-wash py-0.5 ps-2.5 pe-1 text-xs"
        >
          <span dir="auto" className="truncate">
            {filterText(filter)}
          </span>
          <button
            type="button"
            aria-label={strings.table.removeFilter(filter.column)}
            onClick={() => change({ do: 'unfilter', column: filter.column })}
            className="shrink-0 rounded-full p-1 hover:bg-hover"
          >
            <X className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  )
}
