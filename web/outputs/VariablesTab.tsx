import type { Variable } from '@codingagent/protocol/api.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Moon, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { restartKernel } from '../api/calls.ts'
import { bytes, count } from '../formats.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { variablesQuery } from '../sessions/session-queries.ts'
import { strings } from '../strings.ts'
import { announce } from '../ui/announce.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog, DialogContent } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.ts'

/** What lives in the session's Python. */
export function VariablesTab({ sessionId }: { sessionId: string }) {
  const { data, isError, refetch } = useQuery({ ...variablesQuery(sessionId), enabled: sessionId !== NEW_SESSION })
  const [asking, setAsking] = useState(false)
  if (isError && !data)
    return (
      <div className="px-5 py-8 text-center text-base text-soft">
        <p className="mb-3">{strings.variables.unread}</p>
        <Button variant="outline" size="sm" onClick={() => void refetch()}>
          {strings.actions.tryAgain}
        </Button>
      </div>
    )
  const items = data?.items ?? []
  if (items.length === 0) return <p className="px-5 py-8 text-center text-base text-faint">{strings.variables.none}</p>
  return (
    <div className="px-2 pb-4">
      {data?.lost && (
        <p role="note" className="mb-2 flex gap-2 px-1 text-sm text-soft">
          <Moon aria-hidden className="mt-0.5 size-4 shrink-0" />
          {strings.variables.lost}
        </p>
      )}
      <ul
        className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-raised data-[lost=true]:border-dashed data-[lost=true]:bg-transparent"
        data-lost={data?.lost === true}
        aria-label={strings.outputs.variables}
      >
        {items.map(variable => (
          <VariableRow key={variable.name} variable={variable} />
        ))}
      </ul>
      {!data?.lost && (
        <Button variant="ghost" size="sm" className="mt-2" onClick={() => setAsking(true)}>
          <RotateCcw /> {strings.variables.restart}
        </Button>
      )}
      {asking && <RestartDialog sessionId={sessionId} close={() => setAsking(false)} />}
    </div>
  )
}

function VariableRow({ variable: { name, type, shape, bytes: size, preview } }: { variable: Variable }) {
  const measure = [shape?.map(count).join(' × '), size === undefined ? undefined : bytes(size)].filter(
    part => part !== undefined && part !== '',
  )
  return (
    <li className="px-3 py-2">
      <p className="flex items-baseline gap-2">
        <code className="truncate font-mono text-sm font-medium" title={name}>
          {name}
        </code>
        <span className="shrink-0 text-xs text-faint">{type}</span>
        <span className="tabular ms-auto shrink-0 text-xs text-faint">{measure.join(' · ')}</span>
      </p>
      <pre
        dir="ltr"
        tabIndex={0}
        className={classNames(
          'max-h-24 overflow-auto pt-1 font-mono text-xs leading-4.5 text-soft',
          // Rows of a table keep their columns; one line of words may go on below.
          !preview.includes('\n') && 'break-words whitespace-pre-wrap',
        )}
      >
        {preview}
      </pre>
    </li>
  )
}

function RestartDialog({ sessionId, close }: { sessionId: string; close: () => void }) {
  const client = useQueryClient()
  const restart = async () => {
    close()
    try {
      await restartKernel(sessionId)
      announce(strings.variables.restarted)
    } catch {
      void toast({ text: strings.variables.restartFailed })
    }
    await client.invalidateQueries({ queryKey: ['variables', sessionId] })
  }
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent title={strings.variables.restartTitle} role="alertdialog">
        <p className="text-base text-soft">{strings.variables.restartWarning}</p>
        <div className="mt-5 flex justify-end gap-2">
          <Button variant="outline" onClick={close}>
            {strings.actions.cancel}
          </Button>
          <Button variant="danger" onClick={() => void restart()}>
            {strings.variables.restart}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
