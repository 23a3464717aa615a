/** The menu of a column: sort, filter by its type, freeze, hide. */
import { useState, type FormEvent } from 'react'
import type { TableFilter, TablePage } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { Button } from '../../ui/button.tsx'
import { Popover, PopoverAnchor, PopoverContent } from '../../ui/popover.tsx'
import { isNumeric } from './cell-text.ts'
import type { TableAction, TableState } from './table-state.ts'

type Column = TablePage['columns'][number]
type Props = {
  menu: { column: Column; x: number; y: number }
  /** The column's place among all columns. */
  index: number
  state: TableState
  change: (action: TableAction) => void
  close: () => void
}

export function ColumnMenu({ menu, index, state, change, close }: Props) {
  const { column } = menu
  const act = (action: TableAction) => {
    change(action)
    close()
  }
  const frozen = state.frozen > index
  return (
    <Popover open onOpenChange={open => !open && close()}>
      <PopoverAnchor asChild>
        <span className="fixed size-0" style={{ left: menu.x, top: menu.y }} />
      </PopoverAnchor>
      <PopoverContent align="start" className="w-64 p-1.5" aria-label={strings.table.columnMenu(column.name)}>
        <div className="flex flex-col">
          <MenuButton onClick={() => act({ do: 'sort', column: column.name, descending: false })}>
            {strings.table.sortUp}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'sort', column: column.name, descending: true })}>
            {strings.table.sortDown}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'freeze', columns: frozen ? 0 : index + 1 })}>
            {frozen ? strings.table.unfreeze : strings.table.freeze}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'hide', column: column.name })}>{strings.table.hide}</MenuButton>
          <MenuButton onClick={() => act({ do: 'filter', filter: { column: column.name, op: 'missing' } })}>
            {strings.table.onlyMissing}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'filter', filter: { column: column.name, op: 'present' } })}>
            {strings.table.onlyPresent}
          </MenuButton>
        </div>
        <FilterForm column={column} present={state.filters.find(f => f.column === column.name)} act={act} />
      </PopoverContent>
    </Popover>
  )
}

function MenuButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover focus-visible:bg-hover"
    >
      {children}
    </button>
  )
}

const ordered = (type: string) => isNumeric(type) || type === 'date' || type === 'datetime' || type === 'time'

type FormProps = { column: Column; present: TableFilter | undefined; act: (action: TableAction) => void }

function FilterForm({ column, present, act }: FormProps) {
  const range = present?.op === 'range' ? present : undefined
  const [low, setLow] = useState(String(range?.min ?? ''))
  const [high, setHigh] = useState(String(range?.max ?? ''))
  const [text, setText] = useState(present?.op === 'contains' ? present.text : '')
  const byRange = ordered(column.type)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const filter = byRange ? rangeFilter(column, low, high) : containsFilter(column, text)
    act(filter ? { do: 'filter', filter } : { do: 'unfilter', column: column.name })
  }
  return (
    <form onSubmit={submit} className="mt-1.5 flex flex-col gap-2 border-t border-line p-2">
      {byRange ? (
        <div className="flex gap-2">
          <FilterInput label={strings.table.from} value={low} change={setLow} />
          <FilterInput label={strings.table.to} value={high} change={setHigh} />
        </div>
      ) : (
        <FilterInput label={strings.table.contains} value={text} change={setText} />
      )}
      <Button type="submit" variant="outline" size="sm">
        {strings.table.applyFilter}
      </Button>
    </form>
  )
}

function FilterInput({ label, value, change }: { label: string; value: string; change: (text: string) => void }) {
  return (
    <label className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-soft">
      {label}
      <input
        value={value}
        onChange={event => change(event.target.value)}
        className="h-8 rounded-md border border-edge bg-transparent px-2 text-sm text-ink"
      />
    </label>
  )
}

const bound = (column: Column, text: string) => {
  const trimmed = text.trim()
  if (!trimmed) return undefined
  return isNumeric(column.type) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed
}

function rangeFilter(column: Column, low: string, high: string): TableFilter | null {
  const min = bound(column, low)
  const max = bound(column, high)
  if (min === undefined && max === undefined) return null
  return { column: column.name, op: 'range', ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

const containsFilter = (column: Column, text: string): TableFilter | null =>
  text.trim() ? { column: column.name, op: 'contains', text: text.trim() } : null
