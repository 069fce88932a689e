/**
 * The promise of an answer. What belongs to the answer is refused here: `undefined`, which any other promise says, would be
 * taken for something the system did. Awaiting it costs what awaiting any promise costs.
 */
import { PlanMistakeError } from '../../plan/mistake.ts';
import type { Refusing } from './options.ts';

type Executor<T> = (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void;

export class PendingAnswer<T> extends Promise<T> {
  readonly #desk: Refusing;

  /** What goes without it is told to the desk, because the journey may catch it. */
  constructor(executor: Executor<T>, desk: Refusing) {
    super(executor);
    this.#desk = desk;
  }

  static of<T>(desk: Refusing, promise: Promise<T>): PendingAnswer<T> {
    return new PendingAnswer((resolve, reject) => void promise.then(resolve, reject), desk);
  }

  /** Refuses to give `name` of what has not come yet. */
  static refuse(pending: unknown, name: string): never {
    const error = new PlanMistakeError(`.${name} of a promise: the answer has not come yet; await it`);
    throw pending instanceof PendingAnswer ? pending.#desk.refused(error) : error;
  }
}

/** What answers, replies, messages, events and open streams have, and promises have not. */
const OF_ANSWERS = [
  ...['status', 'headers', 'body', 'size', 'digest', 'cause', 'why', 'serviceUs', 'text', 'json'],
  ...['ok', 'code', 'message', 'trailers', 'reply', 'result'],
  ...['received', 'binary', 'data', 'event', 'id'],
  ...['protocol', 'compressed', 'open', 'closed', 'ended', 'lastEventId', 'retryMs'],
  ...['send', 'receive', 'exchange', 'next', 'take', 'end', 'close'],
] as const;

for (const name of OF_ANSWERS)
  Object.defineProperty(PendingAnswer.prototype, name, {
    get(this: unknown) {
      return PendingAnswer.refuse(this, name);
    },
  });

// So that `await` takes it as it is, without a promise between, and `then` gives plain promises.
Object.defineProperty(PendingAnswer.prototype, 'constructor', { value: Promise });
