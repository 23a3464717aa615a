import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { NEW_SESSION } from '../runs/run-store.ts'
import { openDialog } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuContent, MenuGroup, MenuTrigger } from '../ui/menu.tsx'
import { change } from './change-session.ts'
import { setNewModel, useNewModel } from './drafts.ts'
import { sessionQuery, useModels } from './session-queries.ts'

const BUILT_IN = 'builtin/analyst'

/** Which model answers here. With none but the built-in analyst it says so, and how to get one. */
export function ModelPicker({ sessionId }: { sessionId: string }) {
  const { data: models } = useModels()
  const { data: session } = useQuery({ ...sessionQuery(sessionId), enabled: sessionId !== NEW_SESSION })
  const chosenBefore = useNewModel()
  if (!models) return null
  if (models.items.every(model => model.id === BUILT_IN)) return <NoModel />
  const chosen = (sessionId === NEW_SESSION ? chosenBefore : session?.model) ?? models.default
  const choose = (id: string) => {
    if (session && sessionId !== NEW_SESSION) void change(session, { model: id === models.default ? null : id })
    else setNewModel(id === models.default ? undefined : id)
  }
  const name = models.items.find(model => model.id === chosen)?.name ?? chosen
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          aria-label={strings.composer.modelIs(name)}
          className="min-w-0 shrink font-normal"
        >
          <span className="truncate">{name}</span>
          <ChevronDown className="text-faint" />
        </Button>
      </MenuTrigger>
      <MenuContent align="start" side="top" aria-label={strings.composer.model}>
        <MenuGroup value={chosen} onValueChange={choose}>
          {models.items.map(model => (
            <MenuChoice key={model.id} value={model.id}>
              <span className="min-w-0">
                <span className="block truncate">{model.name}</span>
                <span className="block truncate text-xs text-faint">{model.id}</span>
              </span>
            </MenuChoice>
          ))}
        </MenuGroup>
      </MenuContent>
    </Menu>
  )
}

const NoModel = () => (
  <p className="min-w-0 truncate ps-1 text-sm text-faint" data-slot="no-model">
    {strings.composer.noModel} ·{' '}
    <button
      type="button"
      className="text-accent underline-offset-3 hover:underline"
      onClick={() => openDialog('models')}
    >
      {strings.composer.setUp}
    </button>
  </p>
)
