import { X } from 'lucide-react'
import { showOutputs, useScreen, type OutputTab } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { Tab, TabList, TabPanel, Tabs } from '../ui/tabs.tsx'
import { ArtifactsTab } from './ArtifactsTab.tsx'
import { FilesTab } from './FilesTab.tsx'
import { VariablesTab } from './VariablesTab.tsx'

const tabs: readonly OutputTab[] = ['artifacts', 'variables', 'files']

/** What the session made, holds and was given, beside the conversation. */
export function OutputPanel({ sessionId }: { sessionId: string }) {
  const tab = useScreen(state => state.tab)
  return (
    <Tabs
      value={tab}
      onValueChange={value => useScreen.setState({ tab: value as OutputTab })}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      <div className="flex h-12 shrink-0 items-center px-2">
        <TabList aria-label={strings.shell.outputs}>
          {tabs.map(name => (
            <Tab key={name} value={name}>
              {strings.outputs[name as 'artifacts']}
            </Tab>
          ))}
        </TabList>
        <IconButton
          label={strings.shell.hideOutputs}
          keys="Mod+Shift+B"
          className="ms-auto"
          onClick={() => showOutputs(false)}
        >
          <X />
        </IconButton>
      </div>
      <TabPanel value="artifacts" className="flex flex-col">
        <ArtifactsTab sessionId={sessionId} />
      </TabPanel>
      <TabPanel value="variables" className="overflow-y-auto">
        <VariablesTab sessionId={sessionId} />
      </TabPanel>
      <TabPanel value="files" className="overflow-y-auto">
        <FilesTab sessionId={sessionId} />
      </TabPanel>
    </Tabs>
  )
}
