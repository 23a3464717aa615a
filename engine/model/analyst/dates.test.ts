import { describe, expect, test } from 'vitest'
import { countOf, timesIn, unitOfTime } from './dates.ts'

/** Each time a question names, short. */
const times = (question: string): string[] =>
  timesIn(question).map(cue => {
    switch (cue.kind) {
      case 'span':
        return `${cue.span.from ?? ''}..${cue.span.until ?? ''}`
      case 'calendar':
        return [`${cue.part} ${cue.value}`, ...(cue.or ?? []), ...(cue.day ? [`day ${cue.day}`] : [])].join(' ')
      case 'recent':
        return `last ${cue.count} ${cue.unit}`
      case 'latest':
        return 'latest'
    }
  })

describe('times in a question', () => {
  test.each([
    ['revenue in 2023', ['2023-01-01..2024-01-01']],
    ['sales for March 2024', ['2024-03-01..2024-04-01']],
    ['sales in Dec 2023', ['2023-12-01..2024-01-01']],
    ['orders in Q2 2023', ['2023-04-01..2023-07-01']],
    ['revenue in the first quarter of 2023', ['2023-01-01..2023-04-01']],
    ['third quarter 2024', ['2024-07-01..2024-10-01']],
    ['the last quarter of 2024', ['2024-10-01..2025-01-01']],
    ['in the first half of 2023', ['2023-01-01..2023-07-01']],
    ['second half of 2023', ['2023-07-01..2024-01-01']],
    ['H2 2023', ['2023-07-01..2024-01-01']],
    ['2024 H1', ['2024-01-01..2024-07-01']],
    ['im zweiten Quartal 2024', ['2024-04-01..2024-07-01']],
    ['im ersten Halbjahr 2024', ['2024-01-01..2024-07-01']],
    ['from the first quarter of 2023 to the second quarter of 2024', ['2023-01-01..2024-07-01']],
    ['between 1 June and 10 June 2024', ['2024-06-01..2024-06-11']],
    ['on 3rd of March 2023', ['2023-03-03..2023-03-04']],
    ['sales above 2000', []],
    ['orders in 2023 Q4', ['2023-10-01..2024-01-01']],
    ['since 2021', ['2021-01-01..']],
    ['hired after 2020', ['2021-01-01..']],
    ['before March 2023', ['..2023-03-01']],
    ['until 2020', ['..2021-01-01']],
    ['between 2020 and 2022', ['2020-01-01..2023-01-01']],
    ['from 2019 to 2021', ['2019-01-01..2022-01-01']],
    ['2019-2021', ['2019-01-01..2022-01-01']],
    ['between Jan and March 2023', ['2023-01-01..2023-04-01']],
    ['between 2023-03-01 and 2023-06-30', ['2023-03-01..2023-07-01']],
    ['on 2024-02-28', ['2024-02-28..2024-02-29']],
    ['am 31.12.2024', ['2024-12-31..2025-01-01']],
    ['on March 5, 2024', ['2024-03-05..2024-03-06']],
    ['compare 2023 vs 2024', ['2023-01-01..2024-01-01', '2024-01-01..2025-01-01']],
    ['seit 2022', ['2022-01-01..']],
    ['zwischen 2020 und 2021', ['2020-01-01..2022-01-01']],
    ['im März 2024', ['2024-03-01..2024-04-01']],
    ['in March', ['month 3']],
    ['max temperature on 30 March', ['month 3 day 30']],
    ['sales on the 5th of may', ['month 5 day 5']],
    ['revenue on March 30th', ['month 3 day 30']],
    ['Umsatz am 3. Oktober', ['month 10 day 3']],
    ['top 10 March sales', ['month 3']],
    ['revenue november vs october', ['month 11', 'month 10']],
    ['the cars may march', []],
    ['revenue between March and May', ['month 3 4 5']],
    ['from november to january', ['month 11 12 1']],
    ['sales since 5 March', ['month 3']],
    ['sales from 3 March to 5 March', ['month 3', 'month 3']],
    ['the 5 best in March', ['month 3']],
    ['sales between 5 March 2024 and 7 March 2024', ['2024-03-05..2024-03-08']],
    ['on 5 March, 2024', ['2024-03-05..2024-03-06']],
    ['for December', ['month 12']],
    ['in Q1', ['quarter 1']],
    ['over the last 6 months', ['last 6 month']],
    ['last year', ['last 1 year']],
    ['the past two weeks', ['last 2 week']],
    ['for the latest year', ['latest']],
    ['from 2019 on', ['2019-01-01..']],
  ])('%s', (question, expected) => expect(times(question)).toEqual(expected))

  test.each([
    'revenue above 2500',
    'price over $2000.50',
    'may I see the top 10',
    'orders with 1999 units per 12',
    'top 20 in march order',
  ])('no time but at most a doubtful one: %s', question =>
    expect(times(question).filter(time => time.includes('..')).length).toBeLessThanOrEqual(
      question.includes('1999') ? 1 : question.includes('2000') ? 0 : 0,
    ),
  )

  test('counts and units in words', () => {
    expect(countOf('six')).toBe(6)
    expect(countOf('12')).toBe(12)
    expect(countOf('many')).toBeUndefined()
    expect(unitOfTime('quarters')).toBe('quarter')
    expect(unitOfTime('Monaten'.toLowerCase())).toBe('month')
  })
})
