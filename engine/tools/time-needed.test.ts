import { describe, expect, test } from 'vitest'
import { timeNeeded } from './time-needed.ts'

const limits = { timeoutSeconds: 15, maxTimeoutSeconds: 600 }

describe('seconds for a cell', () => {
  test.each([
    ['usual code', 'df.groupby("a").sum()', undefined, 15],
    ['one fit', 'LinearRegression().fit(X, y)', undefined, 60],
    ['a picture', 'plt.hist(df.a); plt.show()', undefined, 60],
    ['a grid search', 'GridSearchCV(SVC(), grid, cv=5).fit(X, y)', undefined, 120],
    ['cross validation', 'scores = cross_val_score(clf, X, y, cv=5)', undefined, 120],
    ['what the model asked for, more', '1', 90, 90],
    ['what the model asked for, less', 'GridSearchCV(a, b).fit(X)', 5, 5],
    ['never above the most allowed', '1', 10_000, 600],
    ['never nothing', '1', 0.01, 1],
  ])('%s', (_name, code, asked, seconds) => {
    expect(timeNeeded(code, asked, limits)).toBe(seconds)
  })

  test('the most allowed holds for slow code too', () => {
    expect(timeNeeded('TSNE(2).fit_transform(X)', undefined, { timeoutSeconds: 15, maxTimeoutSeconds: 60 })).toBe(60)
  })

  test('a word in a text is no call', () => {
    expect(timeNeeded('print("GridSearchCV is a class")', undefined, limits)).toBe(15)
  })
})
