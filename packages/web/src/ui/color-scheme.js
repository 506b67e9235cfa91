// Runs before the page is drawn. The key is where Mantine keeps what the reader chose.
(() => {
  const chosen = localStorage.getItem('mantine-color-scheme-value');
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const page = document.documentElement;
  page.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  // These have no frame to draw ahead.
  const isBefore = /^\/console\/(sign-in|invitation|forgotten|reset|second-factor)$/.test(location.pathname);
  page.toggleAttribute('data-before-sign-in', isBefore);
})();
