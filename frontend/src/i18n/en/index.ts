import account from './account.json';
import applications from './applications.json';
import assessment from './assessment.json';
import audit from './audit.json';
import checklist from './checklist.json';
import common from './common.json';
import contests from './contests.json';
import deliveries from './deliveries.json';
import engagements from './engagements.json';
import errors from './errors.json';
import hiring from './hiring.json';
import home from './home.json';
import imports from './imports.json';
import interviews from './interviews.json';
import match from './match.json';
import moves from './moves.json';
import notices from './notices.json';
import opportunities from './opportunities.json';
import people from './people.json';
import policy from './policy.json';
import profile from './profile.json';
import roles from './roles.json';
import talent_flow from './talent_flow.json';
import terms from './terms.json';
import weights from './weights.json';

export const catalogue = {
  account,
  applications,
  assessment,
  audit,
  checklist,
  common,
  contests,
  deliveries,
  engagements,
  errors,
  hiring,
  home,
  imports,
  interviews,
  match,
  moves,
  notices,
  opportunities,
  people,
  policy,
  profile,
  roles,
  talent_flow,
  terms,
  weights,
};
