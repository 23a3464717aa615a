import 'katex/dist/katex.min.css'
import rehypeKatex from 'rehype-katex'
import remarkMath from 'remark-math'
import type { Options } from 'react-markdown'

/** `trust: false` keeps links and pictures out of formulas; a formula that does not parse stays as it was written. */
export const formulaPlugins: Pick<Options, 'remarkPlugins' | 'rehypePlugins'> = {
  remarkPlugins: [remarkMath],
  rehypePlugins: [
    [rehypeKatex, { trust: false, throwOnError: false, errorColor: 'currentColor', output: 'htmlAndMathml' }],
  ],
}
