/**
 * Where to go after signing in. Only a path of our own: a link from elsewhere must not be able to
 * send somebody away (`//host`, `https:`, backslashes that browsers read as slashes).
 */
export function safeNext(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  if (value.startsWith('//') || value.includes('\\')) return undefined;
  // Browsers drop tabs and line breaks from addresses, which could join two slashes.
  if (/\p{Cc}/u.test(value)) return undefined;
  return value.startsWith('/sign-in') || value.startsWith('/set-up') ? undefined : value;
}
