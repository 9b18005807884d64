/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function aheadOfUtc(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const there = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return there - Math.floor(instant / 1000) * 1000;
}

/** The zone, or UTC where the browser does not know it. */
export function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/**
 * The instant at which clocks in the zone show a time such as `2026-12-03T09:30`; `undefined` when they
 * never do, since they are put forward over it. Of a time that they show twice, the earlier one.
 */
export function instantIn(local: string, zone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return undefined;
  const day = 24 * 60 * 60 * 1000;
  const offsets = [aheadOfUtc(wanted - day, zone), aheadOfUtc(wanted + day, zone)];
  const found = offsets
    .map((offset) => wanted - offset)
    .filter((instant) => instant + aheadOfUtc(instant, zone) === wanted);
  return found.length === 0 ? undefined : new Date(Math.min(...found)).toISOString();
}
