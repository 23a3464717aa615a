// Runs before the first paint so that a dark page never flashes light. Its twin is shell/theme.ts.
{
  let wish = 'system'
  try {
    wish = localStorage.getItem('theme') ?? 'system'
  } catch {
    // Storage may be refused; the system's wish is a safe start.
  }
  const dark = wish === 'dark' || (wish === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
