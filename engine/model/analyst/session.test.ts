/** What a session is like for the person: the variables it leaves, the questions that build on one another, and trends told in full. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { inMonth, sales, salesCsv, shown, total } from './files-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.open({ 'sales.csv': salesCsv }))

const best = total(inMonth('2024-03'))
const of2024 = total(sales.filter(row => row.date.startsWith('2024')))

describe('what is left among the variables', () => {
  test.each([
    ['Show the monthly revenue trend and save it as Excel', ['monthly_revenue', 'sales']],
    ['monthly revenue by region as png', ['monthly_revenue_region', 'sales']],
    ['total revenue by region', ['revenue_by_region', 'sales']],
    ['top 2 products by revenue, save as word', ['sales', 'top_product_by_revenue']],
    ['share of revenue by product as powerpoint', ['sales', 'share_of_revenue_by_product']],
    ['average revenue', ['revenue_figures', 'sales']],
    ['how many orders are there', ['row_count', 'sales']],
    ['pivot of revenue by region and product', ['revenue_by_region_and_product', 'sales']],
    ['are there outliers in revenue', ['outlier_rows', 'outliers', 'sales']],
    ['correlation between quantity and revenue', ['correlation', 'sales']],
    ['correlation heatmap as pdf', ['correlation_matrix', 'sales']],
    ['distribution of revenue', ['revenue_distribution', 'sales']],
    ['missing values', ['missing_values', 'sales']],
    ['are there duplicate rows', ['duplicate_rows', 'sales']],
    ['clean the data', ['change_list', 'sales', 'sales_clean']],
    ['give me an overview', ['overview', 'sales']],
    ['list orders of the North region as csv', ['sales', 'sales_rows']],
    ['compare quantity and revenue', ['quantity_and_revenue_compared', 'sales']],
  ])('%s: the table and its result, no helper', async (question, names) => {
    const { left, error, warned } = await desk.ask(question)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(left).toEqual(['final_result', ...names].sort())
  })

  test('a variable of the person with a usual name is not touched', async () => {
    await desk.run('notes = facts = values = names = title = number = table = rows = path = "mine"')
    await desk.ask('top 3 products by revenue as excel')
    expect(await desk.value('[notes, facts, values, names, title, number, table, rows, path]')).toEqual(
      Array.from({ length: 9 }, () => 'mine'),
    )
  })

  test('the result is a table that the person can go on with', async () => {
    await desk.ask('Show the monthly revenue trend')
    expect(await desk.value('list(monthly_revenue.columns)')).toEqual(['month', 'revenue'])
    expect(await desk.value('len(monthly_revenue)')).toBe(24)
    expect(await desk.value('str(sales["order_date"].dtype)[:8]')).toBe('datetime')
  })
})

describe('a second question stands on the first', () => {
  const first = 'Show the monthly revenue trend and save it as Excel'

  test('the best month, and its share of the year', async () => {
    const answer = await desk.ask([first, 'Which month was the best, and what was its share of the year?'])
    const share = ((best / of2024) * 100).toFixed(1)
    expect(answer.final).toBe(`Mar 2024: ${shown(best)}, which is ${share}% of 2024`)
    expect(answer.text).toContain(`All of 2024: ${shown(of2024)}`)
    expect(answer.text).toContain('the month with the highest revenue, and its share of the year')
  })

  test('it is taken from the variable of the first', async () => {
    await desk.ask(first)
    await desk.run('monthly_revenue.loc[0, "revenue"] = 1_000_000.0')
    const answer = await desk.ask('Which month was the best?')
    expect(answer.code).toContain('if "monthly_revenue" not in globals():')
    expect(answer.final).toContain('Jan 2023')
  })

  test('a variable that is gone is made again', async () => {
    await desk.ask(first)
    await desk.run('del monthly_revenue, sales')
    const answer = await desk.ask('Which month was the best?')
    expect(answer.error).toBeNull()
    expect(answer.final).toContain(`Mar 2024 has the highest revenue: ${shown(best)}`)
  })

  test.each([
    ['now as a bar chart', 'px.bar(', ['DataFrame', 'Figure']],
    ['save that as Excel', 'to_excel(', ['DataFrame', 'Figure']],
    ['as pdf please', 'FPDF()', ['DataFrame', 'Figure']],
    ['make it red', '#d62728', ['DataFrame', 'Figure']],
  ])('%s draws and saves the same numbers', async (question, piece, displays) => {
    const answer = await desk.ask([first, question])
    expect(answer.error).toBeNull()
    expect(answer.code).toContain(piece)
    expect(answer.code).toContain('monthly_revenue stands from an earlier question')
    expect(answer.shown).toEqual(displays)
    expect(answer.text).toContain(shown(best))
  })

  test.each([
    ['scatter plot of quantity against revenue', 'Pearson r = '],
    ['correlation between quantity and revenue', 'Pearson r = '],
    ['clean the data', '240 rows before'],
  ])('%s, saved after: what its words need beside the table is computed again', async (question, words) => {
    const answer = await desk.ask([question, 'save that as csv'])
    expect(answer.error).toBeNull()
    expect(answer.text).toContain(words)
    expect(answer.code).toContain('.to_csv(')
  })

  test('and by region: each region has its own line', async () => {
    const answer = await desk.ask([first, 'and by region?'])
    for (const region of ['North', 'South', 'East', 'West']) expect(answer.text).toContain(`${region}: from `)
    expect(answer.left).toContain('monthly_revenue_region')
  })

  test('only for 2023: other rows, so the result is computed anew', async () => {
    const answer = await desk.ask([first, 'now only for 2023'])
    expect(answer.code).not.toContain('stands from an earlier question')
    expect(await desk.value('len(monthly_revenue)')).toBe(12)
    const back = await desk.ask('for all data again')
    expect(back.error).toBeNull()
    expect(await desk.value('len(monthly_revenue)')).toBe(24)
  })

  test('after three questions of other things the table is still the one that was read', async () => {
    const answer = await desk.ask([first, 'top 2 regions by revenue', 'clean the data', 'how many orders are there?'])
    expect(answer.final).toBe('240')
    expect(answer.code).toContain('"sales" not in globals()')
  })
})

describe('a trend is told in full', () => {
  const [start, end] = [total(inMonth('2023-01')), total(inMonth('2024-12'))]
  const change = ((end / start - 1) * 100).toFixed(1)
  const months = [...new Set(sales.map(row => row.date.slice(0, 7)))]
  const lowest = Math.min(...months.map(month => total(inMonth(month))))

  test('from, to, change, best and worst month stand in one sentence', async () => {
    const { final } = await desk.ask('Show the monthly revenue trend')
    expect(final).toContain(`Revenue went from ${shown(start)} (Jan 2023) to ${shown(end)} (Dec 2024), `)
    expect(final).toContain(`${Number(change) < 0 ? '' : '+'}${change}%`)
    expect(final).toContain(`highest in Mar 2024 with ${shown(best)}`)
    expect(final).toMatch(new RegExp(`lowest in \\w{3} 20\\d\\d with ${shown(lowest)}$`))
  })

  test.each([
    ['quarterly revenue', 8, 'Q1 2023'],
    ['yearly revenue', 2, '2023'],
    ['weekly revenue', 105, 'week of 2022-12-26'],
  ])('%s has %i points, the first called %s', async (question, points, called) => {
    const { final, text } = await desk.ask(question)
    expect(final).toContain(`(${called})`)
    expect(text).toContain(`Average of the ${points} points`)
  })

  test('several numbers are all told', async () => {
    const { text, final } = await desk.ask('monthly revenue and quantity')
    expect(text).toContain('Quantity: ')
    expect(final).toContain('Revenue and quantity went from')
  })

  test('growth is told as a mean of the changes', async () => {
    const { final } = await desk.ask('revenue growth by month')
    expect(final).toMatch(/^[+-]\d+\.\d% on average from one to the next$/)
  })

  test('a single month is no trend', async () => {
    const { final, text } = await desk.ask('monthly revenue in March 2024')
    expect(final).toBe(`Revenue: ${shown(best)} in Mar 2024, the only point there is`)
    expect(text).not.toContain('%')
  })

  test('a last month that is cut short is told', async () => {
    const cut = sales.filter(row => row.date < '2024-12-10')
    const body = cut.map(row => Object.values(row).join(',')).join('\n')
    await desk.open({ 'sales.csv': `order_id,order_date,region,product,quantity,revenue\n${body}\n` })
    expect((await desk.ask('monthly revenue')).text).toMatch(
      /Dec 2024 is not complete \(data up to 2024-12-0\d only\), so it is left out of the comparison/,
    )
    expect((await desk.ask('average revenue per month')).text).not.toContain('not complete')
  })
})
