import type { OpportunityFilter } from '@/api/reads';
import type { OpportunitySearch } from '@/url/searches';

/**
 * From what the address says to what the API is asked. Pay is typed in whole units of money and
 * asked for in minor ones; currencies without minor units are compared on the same footing there.
 */
export function filterOf(search: OpportunitySearch): OpportunityFilter {
  return {
    q: search.q,
    kind: search.kind,
    org_unit_id: search.unit,
    location_id: search.place,
    work_mode: search.mode,
    level_min: search.level_min,
    level_max: search.level_max,
    pay_min_minor: search.pay_min === undefined ? undefined : search.pay_min * 100,
    hours_max: search.hours_max,
    fit_min: search.fit_min,
    sort: search.sort,
  };
}
