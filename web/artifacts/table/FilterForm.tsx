/** A condition on one column, as its type allows: a range, some of its values, or words within it. */
import { useState, type FormEvent } from 'react'
import type { ColumnProfile, TableFilter, TablePage } from '@codingagent/protocol/artifacts.ts'
import { Button } from '../../ui/button.tsx'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { cellText, isNumeric } from './cell-text.ts'
import type { TableAction } from './table-state.ts'

type Column = TablePage['columns'][number]
type Props = {
  column: Column
  profile: ColumnProfile | undefined
  present: TableFilter | undefined
  act: (action: TableAction) => void
}

const timeInputs: Record<string, 'date' | 'datetime-local' | 'time'> = {
  date: 'date',
  datetime: 'datetime-local',
  time: 'time',
}

export function FilterForm(props: Props) {
  const { type } = props.column
  return isNumeric(type) || type in timeInputs ? <RangeForm {...props} /> : <WordsForm {...props} />
}

function RangeForm({ column, present, act }: Props) {
  const range = present?.op === 'range' ? present : undefined
  const [low, setLow] = useState(String(range?.min ?? ''))
  const [high, setHigh] = useState(String(range?.max ?? ''))
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [min, max] = [boundOf(column, low), boundOf(column, high)]
    if (min === null || max === null) return setWrong(true)
    if (min === undefined && max === undefined) return act({ do: 'unfilter', column: column.name })
    const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
    act({ do: 'filter', filter: { column: column.name, op: 'range', ...bounds } })
  }
  return (
    <Form submit={submit}>
      <div className="flex gap-2">
        <Input column={column} label={strings.table.from} value={low} change={setLow} />
        <Input column={column} label={strings.table.to} value={high} change={setHigh} />
      </div>
      {wrong && (
        <p role="alert" className="text-xs text-bad">
          {strings.table.noNumber}
        </p>
      )}
    </Form>
  )
}

/** Undefined for nothing written, null for what is no number. An integer too long for a number is sent as its digits. */
function boundOf({ type }: Column, text: string): string | number | null | undefined {
  const written = text.trim().replaceAll(/(?<=\d)[\s\u202f_](?=\d{3})/g, '')
  if (written === '') return undefined
  if (!isNumeric(type)) return written
  const number = Number(written)
  if (!Number.isFinite(number)) return null
  return /^[+-]?\d+$/.test(written) && !Number.isSafeInteger(number) ? written : number
}

function WordsForm({ column, profile, present, act }: Props) {
  const values = valuesOf(column, profile)
  const [chosen, setChosen] = useState(() => new Set(present?.op === 'in' ? present.values : []))
  const [text, setText] = useState(present?.op === 'contains' ? present.text : '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen.size > 0) act({ do: 'filter', filter: { column: column.name, op: 'in', values: [...chosen] } })
    else if (text.trim()) act({ do: 'filter', filter: { column: column.name, op: 'contains', text: text.trim() } })
    else act({ do: 'unfilter', column: column.name })
  }
  const choose = (value: Value, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(value)
    else next.delete(value)
    setChosen(next)
  }
  return (
    <Form submit={submit}>
      {values.length > 0 && (
        <fieldset className="flex max-h-44 flex-col overflow-y-auto">
          <legend className="pb-1 text-xs text-soft">{strings.table.values}</legend>
          {values.map(({ value, count }) => (
            <label key={String(value)} className="flex min-h-7 items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={chosen.has(value)}
                onChange={event => choose(value, event.target.checked)}
                className="size-3.5 accent-accent"
              />
              <span className="truncate" dir="auto">
                {cellText(value, { type: column.type })}
              </span>
              {count !== undefined && (
                <span className="ms-auto text-xs text-faint tabular-nums">{count.toLocaleString()}</span>
              )}
            </label>
          ))}
        </fieldset>
      )}
      {column.type !== 'boolean' && (
        <Input column={column} label={strings.table.contains} value={text} change={setText} />
      )}
    </Form>
  )
}

type Value = string | number | boolean | null

/** The values to choose from: the commonest, unless a value of its own stands in nearly each row. */
function valuesOf({ type }: Column, profile: ColumnProfile | undefined): { value: Value; count?: number }[] {
  const top = profile?.top ?? []
  if (type === 'boolean' && top.length === 0) return [{ value: true }, { value: false }]
  return top.some(({ count }) => count > 1) ? top : []
}

function Form({ submit, children }: { submit: (event: FormEvent) => void; children: React.ReactNode }) {
  return (
    <form onSubmit={submit} noValidate className="mt-1.5 flex flex-col gap-2 border-t border-line p-2">
      {children}
      <Button type="submit" variant="outline" size="sm">
        {strings.table.applyFilter}
      </Button>
    </form>
  )
}

type InputProps = { column: Column; label: string; value: string; change: (text: string) => void }

function Input({ column: { type }, label, value, change }: InputProps) {
  return (
    <label className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-soft">
      {label}
      <input
        type={timeInputs[type] ?? 'text'}
        step={type === 'datetime' || type === 'time' ? 1 : undefined}
        inputMode={isNumeric(type) ? 'decimal' : undefined}
        value={value}
        onChange={event => change(event.target.value)}
        className="h-8 w-full min-w-0 rounded-md border border-edge bg-transparent px-2 text-sm text-ink"
      />
    </label>
  )
}
