import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { hasFormula } from './formula.ts'
import { Prose } from './Prose.tsx'

afterEach(erase)

async function prose(
  text: string,
  more: { growing?: boolean; claims?: EvidenceClaim[]; openClaim?: (claim: EvidenceClaim) => void } = {},
) {
  const place = draw(<Prose text={text} {...more} />)
  await expect.poll(() => place.querySelector('[data-slot="prose"]')?.childElementCount).toBeGreaterThan(0)
  return place.querySelector('[data-slot="prose"]') as HTMLElement
}

const claim = (text: string, word: string, more: Partial<EvidenceClaim> = {}): EvidenceClaim => {
  const start = text.indexOf(word)
  return { start, end: start + word.length, text: word, status: 'found', step: 1, source: 'stdout', ...more }
}

describe('Markdown', () => {
  test('headings, lists, quotes, rules and tables', async () => {
    const made = await prose('# One\n\n- a\n- b\n\n> said\n\n---\n\n| x | y |\n| --- | ---: |\n| 1 | 2 |')
    expect(made.querySelector('h1')?.textContent).toBe('One')
    expect(made.querySelectorAll('li')).toHaveLength(2)
    expect(made.querySelector('blockquote')?.textContent?.trim()).toBe('said')
    expect(made.querySelector('hr')).toBeTruthy()
    expect(made.querySelectorAll('td')).toHaveLength(2)
    expect(getComputedStyle(made.querySelectorAll('td')[1] as Element).textAlign).toBe('right')
  })

  test('numbers of a list go on over blank lines', async () => {
    const made = await prose('1. one\n\n2. two\n\n3. three')
    expect(made.querySelectorAll('ol')).toHaveLength(1)
    expect(made.querySelectorAll('ol > li')).toHaveLength(3)
  })

  test('a wide table scrolls in its own box and can be reached by keyboard', async () => {
    const columns = Array.from({ length: 40 }, (_, n) => `column number ${n}`)
    const made = await prose(
      `| ${columns.join(' | ')} |\n| ${columns.map(() => '---').join(' | ')} |\n| ${columns.join(' | ')} |`,
    )
    const box = made.querySelector<HTMLElement>('[role="region"]')
    expect(box?.tabIndex).toBe(0)
    expect(box?.scrollWidth).toBeGreaterThan(box?.clientWidth ?? 0)
    expect(made.scrollWidth).toBe(made.clientWidth)
  })

  test('a growing text has its open ends mended', async () => {
    const made = await prose('This is **bo', { growing: true })
    expect(made.querySelector('strong')?.textContent).toBe('bo')
    expect(made.textContent).not.toContain('*')
  })

  test('a block that did not change keeps its elements while the text grows', async () => {
    const made = await prose('First.\n\nSec', { growing: true })
    const first = made.querySelector('p')
    draw(<Prose text={'First.\n\nSecond, longer.'} growing />)
    await expect.poll(() => made.textContent).toContain('longer')
    expect(made.querySelector('p')).toBe(first)
  })

  test('right-to-left words run from the right', async () => {
    const made = await prose('مرحبا بالعالم')
    expect(getComputedStyle(made).direction).toBe('rtl')
  })
})

describe('what a model may not do', () => {
  test('HTML is words, not elements', async () => {
    const made = await prose(
      'Hello <b onclick="x()">you</b> <script>alert(1)</script><iframe src="https://example.org"></iframe>',
    )
    expect(made.querySelector('b, script, iframe')).toBeNull()
  })

  test.each(['javascript:alert(1)', 'vbscript:x', 'data:text/html,<script>alert(1)</script>'])(
    'a link to %s goes nowhere',
    async address => {
      const made = await prose(`[press me](${address})`)
      expect(made.querySelector('a')?.getAttribute('href') ?? '').toBe('')
    },
  )

  test('a link opens elsewhere, without a way back', async () => {
    const made = await prose('[a page](https://example.org/a)')
    const link = made.querySelector('a')
    expect(link?.target).toBe('_blank')
    expect(link?.rel).toBe('noopener noreferrer nofollow')
  })

  test.each(['/workspace/report.xlsx', 'sandbox:/mnt/data/report.xlsx', 'file:///etc/passwd', '#part', 'report.xlsx'])(
    'a link to %s, which is nowhere here, is words',
    async address => {
      const made = await prose(`Get [the report](${address}).`)
      expect(made.querySelector('a')).toBeNull()
      expect(made.textContent).toBe('Get the report.')
    },
  )

  test('a link told of at the end leads there from any paragraph, and its line is not drawn', async () => {
    const text =
      'See [one][1] and [two].\n\nAlso [three][1].\n\n[1]: https://example.org/a "A"\n[two]: javascript:alert(1)'
    const made = await prose(text)
    expect([...made.querySelectorAll('a')].map(link => link.href)).toEqual([
      'https://example.org/a',
      'https://example.org/a',
    ])
    expect(made.textContent).toBe('See one and two.Also three.')
  })

  test('what looks like a target inside code stays code', async () => {
    const made = await prose('Before [x].\n\n```text\n[x]: y\n```')
    await expect.poll(() => made.querySelector('pre')?.textContent).toBe('[x]: y')
  })

  test.each([
    ['an image with a handler', '<img src=x onerror="document.title=1">'],
    ['a style sheet', '<style>body{display:none}</style>'],
    ['a form', '<form action="https://example.org"><input name="password"></form>'],
    ['an object', '<object data="https://example.org/x.swf"></object>'],
    ['a base address', '<base href="https://example.org/">'],
    ['a drawing with a script', '<svg><script>document.title=1</script></svg>'],
    ['a comment', '<!-- hidden -->'],
  ])('%s is nothing but words', async (_what, hostile) => {
    const made = await prose(`Before\n\n${hostile}\n\nAfter ${hostile} end`)
    expect(made.querySelector('img, style, form, input, object, base, svg:not(.lucide), script')).toBeNull()
    expect(made.textContent).toContain('After')
    expect(getComputedStyle(document.body).display).toBe('block')
  })

  test.each(['https://example.org/pixel.png', '//example.org/pixel.png', 'http://127.0.0.1:1/pixel.png'])(
    'a picture at %s is never asked for',
    async address => {
      const made = await prose(`![told you](${address})`)
      expect(made.querySelector('img')).toBeNull()
      expect(made.textContent).toContain('[told you]')
    },
  )

  test('a picture of this site or in the text itself is shown', async () => {
    const made = await prose('![a](/icon.svg) ![b](data:image/gif;base64,R0lGODlhAQABAAAAACw=)')
    expect(made.querySelectorAll('img')).toHaveLength(2)
  })
})

describe('formulas', () => {
  test.each([
    ['$5 to $10', false],
    ['It costs $5.', false],
    ['$x^2$', true],
    ['$\\alpha$', true],
    ['$$a+b$$', true],
    ['no money, no formula', false],
  ])('%s: %s', (text, is) => expect(hasFormula(text)).toBe(is))

  test('money stays money', async () => {
    const made = await prose('From $5 to $10.')
    expect(made.textContent?.trim()).toBe('From $5 to $10.')
    expect(made.querySelector('.katex')).toBeNull()
  })

  test('formulas in the line and on their own are set, and read aloud as mathematics', async () => {
    const made = await prose('So $a^2$ is\n\n$$\n\\frac{a}{b}\n$$')
    await expect.poll(() => made.querySelectorAll('.katex').length).toBe(2)
    expect(made.querySelectorAll('math')).toHaveLength(2)
    expect(made.querySelectorAll('.katex-display')).toHaveLength(1)
  })

  test.each([
    ['a link', String.raw`$\href{https://example.org}{x}^2$`],
    ['a picture', String.raw`$\includegraphics{https://example.org/x.png}^2$`],
    ['a style', String.raw`$\htmlStyle{position:fixed}{x}^2$`],
  ])('%s inside a formula is refused', async (_what, formula) => {
    const made = await prose(`It is ${formula}.`)
    await expect.poll(() => made.querySelector('.katex')).not.toBeNull()
    expect(made.querySelector('a, img, [style*="fixed"]')).toBeNull()
  })

  test('a formula that does not parse stays as it was written', async () => {
    const made = await prose('So $\\frac{1$ is it.')
    await expect.poll(() => made.textContent).toContain('So')
    expect(made.textContent).toContain('is it.')
  })
})

describe('evidence', () => {
  const text = 'Revenue rose **18 %** to `4200` and [33](https://example.org) more.\n\n- 7,300 new'

  test('numbers are marked in bold, code and lists, by their place', async () => {
    const made = await prose(text, { claims: [claim(text, '18 %'), claim(text, '4200'), claim(text, '7,300')] })
    expect([...made.querySelectorAll('.claim')].map(mark => mark.textContent)).toEqual(['18 %', '4200', '7,300'])
    expect(made.querySelector('strong .claim')).toBeTruthy()
    expect(made.querySelector('.claim code')).toBeTruthy()
  })

  test('a number within a link stays a link', async () => {
    const made = await prose(text, { claims: [claim(text, '33')] })
    expect(made.querySelector('a .claim')).toBeNull()
  })

  test('numbers in a table, a heading and a quote are marked; one split by marks is whole in its parts', async () => {
    const wide = '# Up 18 %\n\n| n | x |\n| --- | --- |\n| 42 | b |\n\n> said 7\n\n**€4**.2 M'
    const made = await prose(wide, {
      claims: [claim(wide, '18 %'), claim(wide, '42'), claim(wide, '7'), claim(wide, '€4**.2 M', { text: '€4.2 M' })],
    })
    expect([...made.querySelectorAll('.claim')].map(mark => mark.textContent)).toEqual([
      '18 %',
      '42',
      '7',
      '€4',
      '.2 M',
    ])
    expect(made.querySelector('h1 .claim, td .claim, blockquote .claim')).toBeTruthy()
  })

  test('places that lie outside the text, or run over two paragraphs, mark nothing and break nothing', async () => {
    const said = 'One 1.\n\nTwo 2.'
    const claims = [
      claim(said, '1', { start: 500, end: 501 }),
      claim(said, '1', { start: -4, end: -3 }),
      claim(said, '1', { start: 4, end: 14 }),
    ]
    const made = await prose(said, { claims })
    expect(made.querySelector('.claim')).toBeNull()
    expect(made.textContent).toBe('One 1.Two 2.')
  })

  test('a number without a source says so in words, not by its colour alone', async () => {
    const said = 'About 7,300 and 5.'
    const made = await prose(said, {
      claims: [claim(said, '7,300', { status: 'missing', step: undefined, source: undefined }), claim(said, '5')],
    })
    const [missing, found] = made.querySelectorAll('.claim')
    expect(missing?.textContent).toBe('7,300 not computed')
    expect(missing?.getAttribute('aria-disabled')).toBe('true')
    expect(found?.textContent).toBe('5')
    expect(found?.getAttribute('aria-disabled')).toBe('false')
  })

  test('evidence without a step tells where it was found, and what it says is no markup', async () => {
    const said = 'It is 12.'
    await prose(said, { claims: [claim(said, '12', { step: undefined, excerpt: '<img src=x> 12' })] })
    await page.getByRole('button', { name: '12, Found in the data' }).hover()
    await expect.poll(() => document.querySelector('[role="tooltip"]')?.textContent).toContain('<img src=x> 12')
    expect(document.querySelector('[role="tooltip"] img')).toBeNull()
  })

  test('a line never begins with what follows a number, and the number opens by keys too', async () => {
    const said = 'Rose by 33.9%; then fell.'
    const opened: string[] = []
    const made = await prose(said, {
      claims: [claim(said, '33.9%')],
      openClaim: ({ text: words }) => void opened.push(words),
    })
    Object.assign(made.style, { width: 'min-content', overflowWrap: 'normal' })
    const mark = made.querySelector<HTMLElement>('.claim')
    const after = document.createRange()
    after.setStart(mark?.nextSibling as Node, 0)
    after.setEnd(mark?.nextSibling as Node, 1)
    expect(after.toString()).toBe(';')
    expect(after.getBoundingClientRect().top).toBeLessThan(mark?.getBoundingClientRect().bottom ?? 0)
    mark?.focus()
    await userEvent.keyboard('{Enter} ')
    expect(opened).toEqual(['33.9%', '33.9%'])
  })

  test('the same number twice is marked at its own place', async () => {
    const twice = 'First 12, then 12.'
    const made = await prose(twice, { claims: [claim(twice, '12', { start: 15, end: 17 })] })
    const mark = made.querySelector('.claim')
    expect(mark?.previousSibling?.textContent).toBe('First 12, then ')
  })

  test('places count over all blocks', async () => {
    const long = 'A.\n\nB.\n\nThe total is 99.'
    const made = await prose(long, { claims: [claim(long, '99')] })
    expect(made.querySelector('.claim')?.textContent).toBe('99')
  })

  test('marks come with the evidence, after the text', async () => {
    const made = await prose('It is 5.')
    expect(made.querySelector('.claim')).toBeNull()
    draw(<Prose text="It is 5." claims={[claim('It is 5.', '5')]} />)
    await expect.poll(() => made.querySelector('.claim')?.textContent).toBe('5')
  })

  test('hover shows the place it came from, a press opens it', async () => {
    const opened = vi.fn()
    const said = 'The sum is 812,400.'
    await prose(said, { claims: [claim(said, '812,400', { step: 2, excerpt: 'Sum 812,400' })], openClaim: opened })
    const mark = page.getByRole('button', { name: '812,400, Output of step 2' })
    await mark.hover()
    await expect.element(page.getByRole('tooltip')).toHaveTextContent('Output of step 2Sum 812,400')
    await mark.click()
    expect(opened).toHaveBeenCalledTimes(1)
  })

  test('a number without source says so and opens nothing', async () => {
    const opened = vi.fn()
    const said = 'About 7,300.'
    await prose(said, { claims: [claim(said, '7,300', { status: 'missing', step: undefined })], openClaim: opened })
    const mark = page.getByRole('button', { name: '7,300 not computed' })
    ;(mark.element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    expect(opened).not.toHaveBeenCalled()
  })
})
