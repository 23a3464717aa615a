/**
 * How long a cell may run. A model seldom asks for time, so code that fits models many times over asks by itself: a grid search
 * stopped at fifteen seconds and mended three times costs more than it would have taken.
 */

/** Searches, resampling and embeddings: many fits in one call. */
const manyFits =
  /\b(?:\w*SearchCV|cross_val\w*|cross_validate|learning_curve|validation_curve|permutation_\w+|RFECV|TSNE|UMAP|auto_arima|SARIMAX|StackingClassifier|StackingRegressor|MLP(?:Classifier|Regressor))\s*\(/
/** One fit, of a kind that may be slow. */
const oneFit = /\.fit(?:_transform|_predict)?\(/

export type TimeLimits = { timeoutSeconds: number; maxTimeoutSeconds: number }

/** Seconds for this code: what was asked, else the usual time, eight times that for many fits, twice for one; never above the most allowed. */
export function timeNeeded(
  code: string,
  asked: number | undefined,
  { timeoutSeconds, maxTimeoutSeconds }: TimeLimits,
): number {
  const factor = manyFits.test(code) ? 8 : oneFit.test(code) ? 2 : 1
  return Math.min(Math.max(1, asked ?? 0, asked === undefined ? timeoutSeconds * factor : 0), maxTimeoutSeconds)
}
