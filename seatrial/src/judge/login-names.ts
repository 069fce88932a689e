/** What is a login by its name, of a page or of a step: names are all that evidence has of either. */

const PAGE =
  /(?:^|[^a-z])(?:log[-_ ]?[io]n|sign[-_ ]?in|sessions?\/new|sso|authn?|authenticate|authorize|oauth2?)(?:$|[^a-z])/i;
const FORM = /(?:^|[^a-z])(?:log[-_ ]?[io]n|sign[-_ ]?in|sessions?\/new)(?:\.[a-z]+)?\/?(?:\?|$)/i;
const SESSION = /(?:^|[^a-z])sessions?$/i;
const LOOKS = /^(?:GET|HEAD) /;
const REFUSED = /[?&](?:[a-z_-]*error[a-z_-]*|fail(?:ed|ure)?|invalid|denied)(?:&|$)/i;

/** `/account/login`, `/session/new`, `/oauth2/authorize`. */
export function isLoginPage(place: string): boolean {
  return PAGE.test(place);
}

/** A page that asks who somebody is, where a login has ended that did not let him in: `/login?error`. */
export function isLoginForm(place: string): boolean {
  return FORM.test(place);
}

/** Such a page that says that something is wrong. */
export function isRefusal(place: string): boolean {
  return FORM.test(place) && REFUSED.test(place);
}

/** A step that logs in: `POST /login`, `log in`, `POST /session`; to ask for the page is none. */
export function isLoginStep(step: string): boolean {
  return !LOOKS.test(step) && (PAGE.test(step) || SESSION.test(step));
}
