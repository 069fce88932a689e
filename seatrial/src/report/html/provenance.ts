/** Where the figures come from: whether the load generator kept up, what ran where, and how to judge it again. */

import { Histogram } from '../../std/histogram.ts';
import { many } from '../../std/many.ts';
import { formatBytes, formatRatio, formatUs } from '../../std/units.ts';
import { instancesOf } from '../figures/instances.ts';
import { phasesOf } from '../figures/series.ts';
import { type RunView, shellWord } from '../run-view.ts';
import { formatCount, formatDuration } from '../text/record-text.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** Seatrial's own health by phase; a generator that fell behind measures itself. */
export const generatorSection: Section = {
  id: 'generator',
  title: 'Generator',
  heading: 'Did the generator keep up?',
  render(view) {
    const rows = phasesOf(view.ledger).flatMap((phase) => {
      const windows = view.ledger.of('generator').filter((record) => record.phase === phase.name);
      if (windows.length === 0) return [];
      const lag = Histogram.merge(windows.map((record) => record.lag));
      const most = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), 0);
      return html`<tr><th scope="row">${phase.name}</th><td>${formatDuration(lag.quantile(0.99))}</td><td>${formatDuration(lag.maxUs)}</td><td>${formatUs(most(windows.map((record) => record.loopDelayP99Us)))}</td><td>${formatUs(most(windows.map((record) => record.loopDelayMaxUs)))}</td><td>${formatRatio(most(windows.map((record) => record.cpu)))}</td><td>${formatCount(phase.maxUsers)}</td><td>${formatCount(phase.dropped)}</td></tr>`;
    });
    const heads = ['lag p99', 'lag max', 'loop delay p99', 'loop delay max', 'CPU, most', 'users, most', 'dropped'].map(
      (head) => html`<th scope="col">${head}</th>`,
    );
    const table = html`<div class="scroll"><table><thead><tr><th scope="col">phase</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
    return html`<p>Lag is how late an iteration started; loop delay is how long Seatrial itself was held up. A generator that falls behind measures itself, not the system.</p>${rows.length > 0 ? table : html`<p>Its health was not recorded.</p>`}`;
  },
};

/** The header of the run and the processes in it. */
export const runSection: Section = {
  id: 'run',
  title: 'This run',
  heading: 'This run',
  render(view) {
    const { header, ledger } = view;
    const { plan, git, machine } = header;
    const facts: [string, string][] = [
      ['plan', plan.name],
      ['plan digest', plan.digest],
      ['seed', String(header.seed)],
      [
        'git commit',
        git ? `${git.commit}${git.dirty ? ', with changes that are not committed' : ''}` : 'not in a git repository',
      ],
      ['started', header.startedAt],
      [
        'machine',
        `${machine.cpu}, ${many(machine.cores, 'core')}, ${formatBytes(machine.memoryBytes)}, ${machine.platform}`,
      ],
      ['versions', `Seatrial ${header.seatrial}, Node ${machine.node}`],
      [
        'systems',
        plan.systems
          .map(
            (system) =>
              `${system.name}: ${system.what}${system.instances > 1 ? ` (${system.instances} instances)` : ''}`,
          )
          .join('; ') || 'none',
      ],
      ['records', `${formatCount(ledger.records.length)} in ${formatBytes(view.journalBytes)}, ${view.seal}`],
      ['folder', view.directory],
    ];
    return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${instanceTable(view)}`;
  },
};

function instanceTable(view: RunView): Markup | null {
  const rows = instancesOf(view.ledger).map((life) => {
    const ready = view.ledger
      .of('instance-ready')
      .filter((record) => record.system === life.system && record.instance === life.instance);
    const took = ready.map((record) => formatUs(record.tookUs)).join(', ') || '–';
    const exits = life.unexpectedExits > 0 ? html`<span class="bad">${life.unexpectedExits}</span>` : '0';
    return html`<tr><th scope="row">${life.name}</th><td>${life.starts}</td><td>${took}</td><td>${exits}</td><td>${life.peakCpu === null ? '–' : formatRatio(life.peakCpu)}</td><td>${life.peakRssBytes === null ? '–' : formatBytes(life.peakRssBytes)}</td><td>${life.peakOpenFiles ?? '–'}</td></tr>`;
  });
  if (rows.length === 0) return null;
  const heads = ['starts', 'ready after', 'unexpected exits', 'CPU, most', 'memory, most', 'open files, most'].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  return html`<div class="block"><h3>Processes</h3><div class="scroll"><table><thead><tr><th scope="col">process</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></div>`;
}

/** Commands for a reader who does not want to believe this page. */
export const againSection: Section = {
  id: 'again',
  title: 'Judge it again',
  heading: 'Judge it again',
  render(view) {
    const run = shellWord(view.directory);
    const claim = view.findings.find((finding) => finding.verdict !== 'proven') ?? view.findings[0];
    const commands: [string, string][] = [
      ['Check the seal, and that the verdicts follow from the evidence:', `npx seatrial verify ${run}`],
      ['Judge every claim again from the records:', `npx seatrial judge ${run}`],
      ...(claim
        ? [
            ['Follow one claim down to its records:', `npx seatrial explain ${run} ${shellWord(claim.claim)}`] as [
              string,
              string,
            ],
          ]
        : []),
      ['The same facts for a program:', `npx seatrial report ${run} --format json`],
    ];
    return html`<p>Do not take this page’s word for it: everything on it follows from the records.</p>${commands.map(([why, command]) => html`<p>${why}</p><code class="command">${command}</code>`)}`;
  },
};
