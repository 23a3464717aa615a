/**
 * How long a cell may run. The usual limit is for the usual cell; more is for whoever asks, and a model seldom does. So this asks in its
 * place, by the calls that stand in the code: a grid search stopped at fifteen seconds and mended three times costs more than it would
 * have taken. It is a guess and can only be too generous: never beyond the most allowed, never against what the model asked for, and the
 * words of a time-out name the limit that held. What it costs is that endless code with a chart in it runs four times as long before it
 * is stopped by itself; a person's stop works at once.
 */

/** Searches, resampling and embeddings: many fits in one call. */
const manyFits =
  /\b(?:\w*SearchCV|cross_val\w*|cross_validate|learning_curve|validation_curve|permutation_\w+|RFECV|TSNE|UMAP|auto_arima|SARIMAX|StackingClassifier|StackingRegressor|MLP(?:Classifier|Regressor))\s*\(/
/** One fit, of a kind that may be slow, or a picture, which thousands of ticks or panels make slow. */
const fitOrPicture = /\.fit(?:_transform|_predict)?\(|\bplt\.|\bsns\.|\.plot\b/

export type TimeLimits = { timeoutSeconds: number; maxTimeoutSeconds: number }

/** Seconds for this code: what was asked, else the usual time, eight times that for many fits, four times for one or for a picture; never above the most allowed. */
export function timeNeeded(
  code: string,
  asked: number | undefined,
  { timeoutSeconds, maxTimeoutSeconds }: TimeLimits,
): number {
  const factor = manyFits.test(code) ? 8 : fitOrPicture.test(code) ? 4 : 1
  return Math.min(Math.max(1, asked ?? timeoutSeconds * factor), maxTimeoutSeconds)
}
