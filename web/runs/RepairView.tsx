import type { RunState } from '@codingagent/protocol/run-state.ts'
import { Wrench } from 'lucide-react'
import { useMemo } from 'react'
import { strings } from '../strings.ts'
import { classNames } from '../ui/class-names.ts'
import { repairLines, type RepairLine } from './repair-lines.ts'

type Repair = RunState['steps'][number]['repairs'][number]

const look: Record<RepairLine['kind'], string> = {
  added: 'bg-good-wash',
  removed: 'bg-bad-wash',
  same: 'text-soft',
  folded: 'text-faint italic',
}
const sign: Record<RepairLine['kind'], string> = { added: '+', removed: '−', same: ' ', folded: ' ' }
const spoken: Record<RepairLine['kind'], string> = {
  added: strings.step.added,
  removed: strings.step.removed,
  same: '',
  folded: '',
}

/** A repair: why in one line, then what changed. */
export function RepairView({ repair }: { repair: Repair }) {
  const lines = useMemo(() => repairLines(repair.before, repair.after), [repair])
  return (
    <figure data-slot="repair" className="overflow-hidden rounded-lg border border-line">
      <figcaption className="flex items-start gap-2 px-3 py-2">
        <Wrench
          aria-hidden
          className={classNames('mt-0.5 size-4 shrink-0', repair.succeeded ? 'text-good' : 'text-warn')}
        />
        <span className="min-w-0">
          <span className="font-medium">
            {repair.succeeded ? strings.step.repair(repair.attempt) : strings.step.repairFailed(repair.attempt)}
          </span>
          <span dir="auto" className="text-soft break-words">
            {' '}
            {strings.step.because} {repair.errorSummary}
          </span>
        </span>
      </figcaption>
      <pre
        dir="ltr"
        tabIndex={0}
        className="max-h-72 overflow-auto border-t border-line py-1 font-mono text-xs leading-5"
      >
        <code className="block w-max min-w-full">
          {lines.map((line, index) => (
            <span key={index} className={classNames('block px-3', look[line.kind])}>
              <span aria-hidden className="inline-block w-4 select-none text-soft">
                {sign[line.kind]}
              </span>
              {spoken[line.kind] !== '' && <span className="sr-only">{spoken[line.kind]}: </span>}
              {line.text}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  )
}
