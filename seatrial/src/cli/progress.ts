/**
 * Shows a running trial: painted in place on a terminal, as plain lines elsewhere. Works on records as they are written
 * and never holds the trial up.
 */
import type { EvidenceRecord } from '../evidence/records.ts';
import type { ResolvedPlan } from '../plan/resolved.ts';
import { LiveView } from '../report/terminal/live.ts';
import { paint } from '../report/terminal/paint.ts';
import { terminal } from './terminal.ts';

const FRAME_EVERY_MS = 150;
const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';

export class Progress {
  readonly #view: LiveView;
  readonly #startedMs = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #painted: string[] = [];

  constructor(plan: ResolvedPlan) {
    const phases = plan.actions.phases.map((phase) => ({
      name: phase.name,
      described: phase.described,
      expectedMs: phase.plannedMs,
    }));
    this.#view = new LiveView({ name: plan.name, phases, claims: plan.claims.length });
    if (!terminal.live) return;
    terminal.paint(HIDE_CURSOR);
    this.#timer = setInterval(() => this.#repaint(), FRAME_EVERY_MS);
    this.#timer.unref();
  }

  accept(record: EvidenceRecord): void {
    this.#view.accept(record);
    if (this.#timer === null) for (const line of this.#view.lines(record)) terminal.say(line);
  }

  /** Leaves the last frame on the screen. */
  end(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#repaint();
    terminal.paint(`${SHOW_CURSOR}\n`);
  }

  #repaint(): void {
    const nowUs = (performance.now() - this.#startedMs) * 1000;
    const frame = this.#view.frame(nowUs, terminal.progressWidth, terminal.progressColour);
    terminal.paint(paint(this.#painted, frame));
    this.#painted = frame;
  }
}
