// Runs before the first paint, so that a dark screen never flashes white. A file of its own because
// the content security policy allows no inline script.
(function () {
  let stored;
  try {
    stored = window.localStorage.getItem('mantine-color-scheme-value');
  } catch {
    stored = 'auto';
  }
  const dark =
    stored === 'dark' ||
    (stored !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
