import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'
import { compress } from './compress.ts'
import { mockApi } from './mock/plugin.ts'

/** The server of development. It refuses changes from another origin, so the proxy speaks as its own page. */
const api = process.env['API_ADDRESS'] ?? 'http://127.0.0.1:3000'

/** `vite --mode mock` answers the API itself; otherwise /api goes to a server started by `make start`. */
export default defineConfig(
  ({ mode }): UserConfig => ({
    root: import.meta.dirname,
    plugins: [react(), tailwindcss(), compress(), ...(mode === 'mock' ? [mockApi()] : [])],
    // Plotly's parts expect Node's name for the global object.
    define: { global: 'globalThis' },
    server: {
      host: '127.0.0.1',
      proxy: mode === 'mock' ? {} : { '/api': { target: api, changeOrigin: true, headers: { origin: api } } },
    },
    build: {
      target: 'es2023',
      manifest: true,
      // A data: link in CSS would be refused by font-src 'self'.
      assetsInlineLimit: 0,
    },
  }),
)
