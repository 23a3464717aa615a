/** What a person feels in the browser: stdout → screen, and Lighthouse on a new session. Needs the system's Chromium. */
import lighthouse from 'lighthouse'
import desktop from 'lighthouse/core/config/desktop-config.js'
import { chromium, type Page } from 'playwright'
import { clientOf } from './client.ts'
import { freePort, startProduct } from './product-process.ts'
import { quantile, type Row } from './row.ts'
import { questionFor, settingsFor, startScriptedModel } from './scripted-model.ts'

const LINES = 60
/** Each line carries the wall clock of its printing, in milliseconds; a pause keeps lines from being joined. */
const CODE = `
import time
for i in range(${LINES}):
    print(f"printed at {time.time() * 1000:.1f} end", flush=True)
    time.sleep(0.25)
`

/** Notes for each printed line the clock of the first frame in which it stands on the screen. */
const WATCH = `
globalThis.seen = new Map()
const look = () => {
  for (const [, at] of document.body.innerText.matchAll(/printed at ([\\d.]+) end/g))
    if (!seen.has(at)) seen.set(at, Date.now())
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
`

async function delays(page: Page): Promise<number[]> {
  const seen = (await page.evaluate('[...globalThis.seen]')) as [string, number][]
  return seen.map(([printed, at]) => at - Number(printed))
}

export async function screenRows(): Promise<Row[]> {
  const model = await startScriptedModel()
  const product = await startProduct({ ...settingsFor(model), CODE_EXECUTION_TIMEOUT: '60' })
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      `--remote-debugging-port=${port}`,
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  try {
    const client = clientOf(product.address)
    const sessionId = await client.session()
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${product.address}/sessions/${sessionId}`)
    await page.evaluate(WATCH)
    const field = page.getByRole('textbox', { name: 'Your question' })
    await field.fill(questionFor(CODE))
    await field.press('Enter')
    const drawer = page.locator('[data-slot=drawer] button[aria-expanded=false]')
    await drawer.first().click()
    await drawer.first().click()
    await page.getByText(/^Done\.$/).waitFor({ timeout: 60_000 })
    const samples = await delays(page)
    await page.close()
    // Lighthouse's own settings for a desktop: without them it would slow the network and the processor down to a phone's.
    const onlyCategories = ['performance', 'accessibility', 'best-practices']
    const run = await lighthouse(product.address, { port, onlyCategories, logLevel: 'error' }, desktop)
    const score = (name: string) => Math.round((run?.lhr.categories[name]?.score ?? 0) * 100)
    return [
      {
        name: 'stdout → screen, p50',
        ours: samples.length > 0 ? quantile(samples, 0.5) : null,
        peer: null,
        unit: 'ms',
        goal: '≤ 40 ms',
        note: `${samples.length} lines`,
      },
      {
        name: 'Lighthouse, new session, desktop',
        ours: score('performance'),
        peer: null,
        unit: 'points',
        goal: '≥ 98',
        note: `accessibility ${score('accessibility')}, best practices ${score('best-practices')}`,
      },
    ]
  } finally {
    await browser.close()
    await product.stop()
    await model.close()
  }
}
