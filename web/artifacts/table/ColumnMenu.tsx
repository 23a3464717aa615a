/** The menu of a column: sort, filter by its type, freeze, hide. */
import type { ColumnProfile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { Popover, PopoverAnchor, PopoverContent } from '../../ui/popover.tsx'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { FilterForm } from './FilterForm.tsx'
import type { TableAction, TableState } from './table-state.ts'

type Column = TablePage['columns'][number]
type Props = {
  menu: { column: Column; x: number; y: number }
  /** Whether it stays while the rest scrolls. */
  frozen: boolean
  profile: ColumnProfile | undefined
  state: TableState
  change: (action: TableAction) => void
  /** Also gives the focus back to where the menu was opened. */
  close: () => void
}

export function ColumnMenu({ menu, frozen, profile, state, change, close }: Props) {
  const { name } = menu.column
  const act = (action: TableAction) => {
    change(action)
    close()
  }
  return (
    <Popover open onOpenChange={open => !open && close()}>
      <PopoverAnchor asChild>
        <span className="fixed size-0" style={{ left: menu.x, top: menu.y }} />
      </PopoverAnchor>
      <PopoverContent
        align="start"
        className="max-h-(--radix-popover-content-available-height) w-64 overflow-y-auto p-1.5"
        aria-label={strings.table.columnMenu(name)}
        onCloseAutoFocus={event => event.preventDefault()}
      >
        <div className="flex flex-col">
          <MenuButton onClick={() => act({ do: 'sort', column: name, descending: false })}>
            {strings.table.sortUp}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'sort', column: name, descending: true })}>
            {strings.table.sortDown}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'freeze', column: frozen ? null : name })}>
            {frozen ? strings.table.unfreeze : strings.table.freeze}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'hide', column: name })}>{strings.table.hide}</MenuButton>
          <MenuButton onClick={() => act({ do: 'filter', filter: { column: name, op: 'missing' } })}>
            {strings.table.onlyMissing}
          </MenuButton>
          <MenuButton onClick={() => act({ do: 'filter', filter: { column: name, op: 'present' } })}>
            {strings.table.onlyPresent}
          </MenuButton>
        </div>
        <FilterForm
          column={menu.column}
          profile={profile}
          present={state.filters.find(f => f.column === name)}
          act={act}
        />
      </PopoverContent>
    </Popover>
  )
}

function MenuButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="rounded-md px-2 py-1.5 text-start text-sm hover:bg-hover focus-visible:bg-hover"
    >
      {children}
    </button>
  )
}
