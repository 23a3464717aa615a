import { strings } from '../strings.ts'
import { Dialog, DialogContent } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import { openDialog } from './screen-store.ts'
import { shortcuts, type ShortcutId } from './shortcuts.ts'

const all = Object.entries(shortcuts) as [ShortcutId, (typeof shortcuts)[ShortcutId]][]
const groups = Object.entries(strings.shortcuts.groups)

export function ShortcutsDialog() {
  return (
    <Dialog open onOpenChange={() => openDialog(null)}>
      <DialogContent title={strings.shell.shortcuts} className="w-[min(44rem,calc(100vw-2rem))]">
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {groups.map(([group, name]) => (
            <section key={group} aria-label={name}>
              <h3 className="mb-1 text-sm text-faint">{name}</h3>
              <dl className="divide-y divide-line">
                {all
                  .filter(([, shortcut]) => shortcut.group === group)
                  .map(([id, shortcut]) => (
                    <div key={id} className="flex min-h-9 items-center justify-between gap-4 text-base">
                      <dt>{strings.shortcuts[id]}</dt>
                      <dd>
                        <Keys of={shortcut.keys} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  )
}
