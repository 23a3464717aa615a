import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { cutOff, reconnect } from './mock/line-commands.ts'
import { mockApi } from './mock/plugin.ts'

// Every test of the web runs in the system's Chromium, against the mock API of web/mock.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), mockApi()],
  define: { global: 'globalThis' },
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      '@tanstack/react-query',
      '@tanstack/react-router',
      '@glideapps/glide-data-grid',
      'axe-core',
      'class-variance-authority',
      'clsx',
      'lucide-react',
      'pdfjs-dist',
      'plotly.js/lib/core.js',
      'plotly.js/lib/bar.js',
      'radix-ui',
      'react-dom',
      'vega-embed',
      'vega-interpreter',
      'zustand',
      '@shadcn/react/message-scroller',
      'cmdk',
      'diff',
      'eventsource-parser',
      'katex',
      'openapi-fetch',
      'rehype-katex',
      'remark-math',
      'shiki/core',
      'shiki/engine/javascript',
      'react-markdown',
      'remark-gfm',
      'remend',
      'sonner',
      'zod',
    ],
  },
  test: {
    name: 'web',
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/.tsc/**', '**/dist/**'],
    testTimeout: 60_000,
    // What is waited for comes, or the test is wrong: a busy machine decides none.
    expect: { poll: { timeout: 20_000 } },
    // The mock API remembers one world for all.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      commands: { cutOff, reconnect },
      provider: playwright({
        launchOptions: {
          executablePath: '/usr/bin/chromium',
          args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
        },
      }),
      instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
    },
  },
})
