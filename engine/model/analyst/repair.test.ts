import { expect, test, describe } from 'vitest'
import { faultIn, mended } from './repair.ts'
import { turn } from './tables-for-tests.ts'

const fault = (code: string, error: string, variables = '') => ({ code, error, variables })

describe('plain faults are mended once', () => {
  test('an import that was forgotten', () => {
    expect(mended(fault('np.mean([1])', "NameError: name 'np' is not defined"))).toBe(
      'import numpy as np\nnp.mean([1])',
    )
  })
  test('a column written almost right', () => {
    const error = "KeyError: 'Revenu'"
    expect(mended(fault('df["Revenu"].sum()', error, "df: DataFrame 3×2 = columns 'revenue', 'region'"))).toBe(
      'df["revenue"].sum()',
    )
  })
  test('a column whose name has signs that mean something to a replacement', () => {
    const error = "KeyError: 'Prise $$ $& $`'"
    expect(mended(fault("df['Prise $$ $& $`'].sum()", error, "df: DataFrame 3×2 = columns 'Price $$ $& $`'"))).toBe(
      'df["Price $$ $& $`"].sum()',
    )
  })
  test('a file that is no UTF-8', () => {
    expect(mended(fault("df = pd.read_csv(path, sep=';')", 'UnicodeDecodeError: invalid byte'))).toContain(
      'encoding="cp1252"',
    )
    expect(
      mended(fault("df = pd.read_csv(path, encoding='utf-8')", 'UnicodeDecodeError: invalid byte')),
    ).toBeUndefined()
  })
  test('rows of uneven length', () => {
    const code = mended(fault('pd.read_csv(path)', 'ParserError: Error tokenizing data'))
    expect(code).toContain('on_bad_lines=left_out.append')
    expect(code).toContain('lines of the file do not fit')
  })
  test('text where numbers or dates should be', () => {
    expect(mended(fault('df["a"].astype(float)', "ValueError: could not convert string to float: 'x'"))).toContain(
      'errors="coerce"',
    )
    expect(mended(fault('pd.to_datetime(df["a"])', 'DateParseError: Unknown datetime string format'))).toContain(
      'errors="coerce"',
    )
  })
  test('what is not known is left alone', () => {
    expect(mended(fault('1/0', 'ZeroDivisionError: division by zero'))).toBeUndefined()
    expect(mended(fault('foo()', "NameError: name 'foo' is not defined"))).toBeUndefined()
  })
})

describe('a request for a repair', () => {
  const text =
    "<failed_code>\nnp.mean([1])\n</failed_code>\n\n<error>\nNameError: name 'np' is not defined\n</error>\n\nNo variables are alive."
  test('is told by its tags', () => {
    expect(faultIn(text)).toEqual({ code: 'np.mean([1])', error: "NameError: name 'np' is not defined", variables: '' })
    expect(faultIn('What is the average?')).toBeUndefined()
  })
  test('is answered with the whole code and nothing else', async () => {
    const parts = await turn([{ role: 'user', text }], { tools: [] })
    expect(parts).toMatchObject([
      { type: 'text', text: '```python\nimport numpy as np\nnp.mean([1])\n```' },
      { type: 'end', reason: 'stop' },
    ])
  })
  test('or with words, when nothing is known to help', async () => {
    const [said] = await turn([{ role: 'user', text: text.replace("name 'np' is not defined", 'x') }], { tools: [] })
    expect(said).toMatchObject({ type: 'text', text: 'No known fault was found in this code.' })
  })
})
