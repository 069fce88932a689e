/** Every row: the small systems of this folder, and systems that others wrote. */
import type { Row } from './row.ts';
import { accounts } from './rows/accounts.ts';
import { answers } from './rows/answers.ts';
import { clients } from './rows/clients.ts';
import { data } from './rows/data.ts';
import { databases } from './rows/databases.ts';
import { faults } from './rows/faults.ts';
import { hidden } from './rows/hidden.ts';
import { instances } from './rows/instances.ts';
import { isolation } from './rows/isolation.ts';
import { load } from './rows/load.ts';
import { mistakes } from './rows/mistakes.ts';
import { protocols } from './rows/protocols.ts';
import { recovery } from './rows/recovery.ts';
import { redirects } from './rows/redirects.ts';
import { resources } from './rows/resources.ts';
import { services } from './rows/services.ts';
import { setups } from './rows/setups.ts';
import { waits } from './rows/waits.ts';

export const small: readonly Row[] = [
  ...mistakes,
  ...recovery,
  ...hidden,
  ...waits,
  ...faults,
  ...load,
  ...answers,
  ...clients,
  ...setups,
  ...redirects,
  ...data,
  ...accounts,
  ...instances,
  ...isolation,
  ...resources,
  ...protocols,
];

export const others: readonly Row[] = [...databases, ...services];
