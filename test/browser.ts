/** The system's Chromium, without its calls home, and a page that notes every foreign request and every error. */
import { chromium, type Browser, type Page } from 'playwright'

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })

export type Watched = {
  page: Page
  /** Addresses outside the product that the page asked for. */
  foreign: string[]
  /** Errors of scripts and of the content policy. */
  errors: string[]
}

type Look = { address: string; width?: number; height?: number; theme?: 'light' | 'dark' }

export async function watchedPage(
  browser: Browser,
  { address, width = 1440, height = 900, theme = 'light' }: Look,
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, acceptDownloads: true })
  const page = await context.newPage()
  const foreign: string[] = []
  const errors: string[] = []
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) foreign.push(url)
  })
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => {
    if (/Content Security Policy|Refused to/.test(message.text())) errors.push(message.text())
  })
  await page.goto(address)
  return { page, foreign, errors }
}
