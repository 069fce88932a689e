import { chromium } from 'playwright-core';
const [,, url, out, width = '1000', height='0', scheme='light'] = process.argv;
const b = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const p = await b.newPage({ viewport: { width: +width, height: +height || 1200 }, deviceScaleFactor: 1.5, colorScheme: scheme });
await p.goto(url); 
await p.screenshot({ path: out, fullPage: height === '0' });
await b.close();
