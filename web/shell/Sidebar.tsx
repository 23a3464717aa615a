import { Command, Keyboard, Monitor, Moon, PanelLeft, Sun } from 'lucide-react'
import { SessionList } from '../sessions/SessionList.tsx'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuContent, MenuGroup, MenuTrigger } from '../ui/menu.tsx'
import { openDialog, toggleSessions } from './screen-store.ts'
import { themeWishes, useThemeWish, wishTheme, type ThemeWish } from './theme.ts'

export function Sidebar() {
  return (
    <div className="flex h-full min-h-0 flex-col bg-panel">
      <div className="flex h-12 shrink-0 items-center gap-2 ps-5 pe-2">
        <img src="/icon.svg" alt="" className="size-5" />
        <span className="font-semibold tracking-tight">{strings.product}</span>
        <IconButton label={strings.shell.hideSessions} keys="Mod+B" className="ms-auto" onClick={toggleSessions}>
          <PanelLeft className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <SessionList />
      <div className="flex shrink-0 items-center gap-1 border-t border-line px-3 py-2">
        <IconButton label={strings.shell.palette} keys="Mod+K" onClick={() => openDialog('palette')}>
          <Command />
        </IconButton>
        <ThemeMenu />
        <IconButton label={strings.shell.shortcuts} keys="?" onClick={() => openDialog('shortcuts')}>
          <Keyboard />
        </IconButton>
      </div>
    </div>
  )
}

const icons = { light: Sun, dark: Moon, system: Monitor }

function ThemeMenu() {
  const wish = useThemeWish()
  const Icon = icons[wish]
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={strings.shell.themeIs(strings.shell.themes[wish])} keys="Mod+Shift+L">
          <Icon />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="start" side="top" aria-label={strings.shell.theme}>
        <MenuGroup value={wish} onValueChange={value => wishTheme(value as ThemeWish)}>
          {themeWishes.map(theme => (
            <MenuChoice key={theme} value={theme}>
              {strings.shell.themes[theme]}
            </MenuChoice>
          ))}
        </MenuGroup>
      </MenuContent>
    </Menu>
  )
}
