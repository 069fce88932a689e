/**
 * Whether a user logged in on its way and carries a token since, which ends with its phase as cookies do: it asked for something
 * as nobody, and sends an `Authorization` now. One that a user sends from its first request on is of the plan, the same in each
 * phase; and a signature of the request is none.
 */
const TOKEN = /^authorization: *(?:bearer|basic|token) /im;

export class LoginByToken {
  #wasNobody = false;
  #done = false;

  get done(): boolean {
    return this.#done;
  }

  /** Takes the header lines of a request. */
  sent(headerBlock: string): void {
    if (this.#done) return;
    if (!TOKEN.test(headerBlock)) this.#wasNobody = true;
    else this.#done = this.#wasNobody;
  }
}
