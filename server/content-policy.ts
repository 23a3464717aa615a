/** What the screen's pages may load: this server alone, and the store of the files where that is another. */
import type { Settings } from './env.ts'

export function contentSecurityPolicy({ s3Endpoint }: Pick<Settings, 's3Endpoint'>): Record<string, string[]> {
  const store = s3Endpoint === null ? [] : [new URL(s3Endpoint).origin]
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    // Charts and grids place things by style attributes.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...store],
    'media-src': ["'self'", 'blob:', ...store],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", 'blob:', 'data:', ...store],
    'worker-src': ["'self'", 'blob:'],
    'frame-src': ["'self'", 'blob:', ...store],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'"],
  }
}
