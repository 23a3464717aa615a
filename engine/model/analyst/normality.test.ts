/** Is it normal, is it skewed: a verdict, with figures that SciPy gives for the same values. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
/** Columns of known shape, by the quantiles of that shape. */
const MAKE = `from scipy import stats
at = (np.arange(300) + 0.5) / 300
frame = pd.DataFrame({"height": stats.norm.ppf(at, 170, 8), "income": stats.lognorm.ppf(at, 0.9) * 1000, "grade": 100 - stats.lognorm.ppf(at, 0.9), "dice": np.arange(300) % 6 + 1, "same": 4.5, "noise": stats.t.ppf(at, 3), "kind": ["a", "b"] * 150, "few": [1.5, 2.5, 9.5] + [None] * 297})
print(frame.round(4).to_csv(index=False))`

beforeAll(async () => {
  desk = await openDesk()
  await desk.open({})
  const { printed } = await desk.run(`import numpy as np, pandas as pd\n${MAKE}`)
  await desk.open({ 'shapes.csv': printed })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

describe('the verdict', () => {
  test.each([
    ['is height normally distributed?', 'Yes, as far as 300 values can tell'],
    [
      'is income normally distributed?',
      'No, income is not normally distributed: skewed to the right, with a long tail of high values',
    ],
    [
      'check the normality of grade',
      'No, grade is not normally distributed: skewed to the left, with a long tail of low values',
    ],
    ['is noise normal?', 'No, noise is not normally distributed: about symmetric, but with more extreme values'],
    ['does dice follow a bell curve?', 'flatter than a normal distribution'],
    ['is same normally distributed?', 'same is the same in every row, so it has no distribution to judge'],
    ['is few normally distributed?', '3 values of few are too few to tell'],
    ['is income skewed?', 'Yes, income is skewed to the right (a long tail of high values)'],
    ['how skewed is height?', 'No, height is not noticeably skewed'],
    ['Ist height normalverteilt?', 'Ja, soweit 300 Werte das zeigen'],
    ['Ist income schief verteilt?', 'Ja, income ist schief nach rechts'],
    ['income suit-elle une loi normale ?', 'Non, income ne suit pas une loi normale'],
    ['¿income sigue una distribución normal?', 'No, income no sigue una distribución normal'],
    ['which numbers are normally distributed?', '1 of 7 distributions is normal or close to it: height'],
    ['is income normally distributed in each kind?', '0 of 2 distributions are normal or close to it'],
    ['are height and income skewed?', '1 of 2 distributions is skewed: income'],
  ])('%s', async (question, says) => {
    const { text, error, warned } = await desk.ask(question)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(text.toLowerCase()).toContain(says.toLowerCase())
  })
})

test('the figures are those of the named test', async () => {
  const { text, final, shown } = await desk.ask('is income normally distributed?')
  const [skew, kurtosis, statistic] = (await desk.value(
    '[f"{shapes.income.skew():.2f}", f"{shapes.income.kurt():.2f}", f"{__import__(\'scipy.stats\').stats.shapiro(shapes.income).statistic:.4f}"]',
  )) as string[]
  expect(text).toContain(`Skewness ${skew} (0 when symmetric), excess kurtosis ${kurtosis}`)
  expect(text).toContain(`Shapiro-Wilk test: statistic ${statistic}, p \\< 0.0001; below 0.05 speaks against`)
  expect(final).toBe(`not normal: skewness ${skew}, p < 0.0001`)
  expect(shown).toEqual(['DataFrame', 'Figure'])
})

test('of many values another test is taken, which says its name', async () => {
  await desk.open({
    'many.csv': `x\n${Array.from({ length: 6000 }, (_, at) => ((at * 7919) % 6000) / 6000).join('\n')}\n`,
  })
  expect((await desk.ask('is x normally distributed?')).text).toContain('D’Agostino-Pearson test')
})
