/** What the bench asks of every plan here, by `--set`; the defaults run one by hand. */
import { setting, system } from 'seatrial';

export const server = system('server', { url: setting('url', 'http://127.0.0.1:8080') });
export const seconds = setting('seconds', 10);
