/**
 * The only script of the page: shows the figures under the pointer, or under the arrow keys, by reading the chart's own
 * table. The page is complete without it.
 */
export const SCRIPT = `'use strict';
for (const chart of document.querySelectorAll('figure.chart')) {
  const plot = chart.querySelector('.plot');
  if (!plot) continue;
  const picture = plot.querySelector('.time');
  const cursor = plot.querySelector('.cursor');
  const readout = chart.querySelector('.readout');
  const heads = [...chart.querySelectorAll('thead th')].map((cell) => cell.textContent);
  const rows = [...chart.querySelectorAll('tbody tr')];
  const shares = rows.map((row) => Number(row.dataset.x));
  let current = -1;
  const show = (index) => {
    current = Math.max(0, Math.min(rows.length - 1, index));
    cursor.setAttribute('x1', shares[current] + '%');
    cursor.setAttribute('x2', shares[current] + '%');
    cursor.classList.add('on');
    readout.textContent = [...rows[current].children].map((cell, i) => heads[i] + ' ' + cell.textContent).join('   ');
  };
  const hide = () => {
    cursor.classList.remove('on');
    readout.textContent = '';
  };
  plot.addEventListener('pointermove', (event) => {
    const box = picture.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * 100;
    let nearest = 0;
    shares.forEach((x, i) => { if (Math.abs(x - share) < Math.abs(shares[nearest] - share)) nearest = i; });
    show(nearest);
  });
  plot.addEventListener('pointerleave', hide);
  plot.addEventListener('blur', hide);
  plot.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(current + step);
  });
}
`;
