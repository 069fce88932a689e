/** What is a login by its name, of a page or of a step: names are all that evidence has of either. */

const PAGE =
  /(?:^|[^a-z])(?:(?:user)?(?:log[-_ ]?[io]n|sign[-_ ]?[io]n)(?:page|form)?|sessions?\/new|sso|authn?|authenticate|authorize|oauth2?)(?:$|[^a-z])/i;
const FORM =
  /(?:^|[^a-z])(?:(?:user)?(?:log[-_ ]?[io]n|sign[-_ ]?[io]n)(?:[-_ ]?(?:page|form))?|sessions?\/new)(?:\.[a-z]+)?\/?(?:\?|$)/i;
/** What is written about something; who is sent away from such a page is told where to come back. */
const ABOUT = /(?:^|\/)(?:docs?|documentation|guides?|help|manual|reference|tutorials?|wiki|blog|learn)\/[^?]*$/i;
const SESSION = /(?:^|[^a-z])sessions?$/i;
const LOOKS = /^(?:GET|HEAD) /;
const REFUSED = /[?&](?:[a-z_-]*error[a-z_-]*|fail(?:ed|ure)?|invalid|denied)(?:&|$)/i;

/** `/account/login`, `/session/new`, `/oauth2/authorize`. */
export function isLoginPage(place: string): boolean {
  const name = inWords(place);
  return PAGE.test(name) && (FORM.test(name) || !ABOUT.test(name));
}

/** A page that asks who somebody is, where a login has ended that did not let him in: `/login?error`. */
export function isLoginForm(place: string): boolean {
  return FORM.test(inWords(place));
}

/** Such a page that says that something is wrong. */
export function isRefusal(place: string): boolean {
  return isLoginForm(place) && REFUSED.test(place);
}

/** A step that logs in: `POST /login`, `log in`, `POST /session`; to ask for the page is none. */
export function isLoginStep(step: string): boolean {
  return !LOOKS.test(step) && (PAGE.test(inWords(step)) || SESSION.test(step));
}

/** `user-Login` of `userLogin`. */
function inWords(name: string): string {
  return name.replace(/([a-z])(?=(?:Log|Sign)[-_ ]?[IiOo]n)/g, '$1-');
}
