/** How Seatrial comes into a folder. It is on no registry yet: a package of that name there would be another's. */
import { VERSION } from '../std/version.ts';

/** What to run, and where its file comes from. */
export const INSTALL = `npm install --save-dev node@24 PATH/seatrial-${VERSION}.tgz (made by \`npm run pack\` in its repository)`;
