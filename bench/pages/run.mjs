// Lighthouse (its phone: slow network, four times slower processor) on the pages that people see first, on a
// demo book of the release. Aims of the pages' brief: performance 95, accessibility 100, best practices 100.
// CHROME_PATH: another Chromium than Debian's. Each page is measured three times; the medians count.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const ROUNDS = 3;
const AIMS = { performance: 95, accessibility: 100, 'best-practices': 100 };
const PASSWORD = 'mingli-demo-2026';
const SWITCHES = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

const { default: lighthouse } = await import('lighthouse');
const { launch } = createRequire(join(here, 'node_modules/lighthouse/'))('chrome-launcher');

const folder = mkdtempSync(join(tmpdir(), 'mingli-lighthouse-'));
const db = `sqlite:${join(folder, 'demo.db')}`;
const program = process.env.MINGLI ?? join(root, 'build/mingli');
if (spawnSync(program, ['init', '--demo', '--db', db], { stdio: 'ignore' }).status !== 0) throw new Error('no demo book');
const server = spawn(program, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
const url = await new Promise((found) => {
  let said = '';
  server.stdout.on('data', (chunk) => {
    said += chunk;
    const line = said.split('\n').find((one) => one.startsWith('{'));
    if (line) found(JSON.parse(line).url);
  });
});

async function signIn(login) {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Mingli-CSRF': '1' },
    body: JSON.stringify({ login, password: PASSWORD }),
  });
  return answer.headers.get('set-cookie').split(';')[0];
}

async function newest(cookie) {
  const answer = await fetch(`${url}/api/requests?limit=1`, { headers: { Cookie: cookie } });
  return (await answer.json()).items[0].id;
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
let missed = 0;
const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', chromeFlags: SWITCHES });
try {
  const cookie = await signIn('compliance');
  const pages = [
    ['sign in', '/sign-in', null],
    ['desk', '/', cookie],
    ['list', '/requests', cookie],
    ['request', `/requests/${await newest(cookie)}`, cookie],
    ['new request', '/requests/new', await signIn('applicant')],
    ['policy table', '/policy/group-default', cookie],
    ['process', '/flows/benefit-approval', cookie],
    ['verify', '/verify', await signIn('auditor')],
  ];
  console.log('| page | performance | accessibility | best practices | first paint ms | largest paint ms | blocked ms | KB |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [name, path, who] of pages.filter(([name]) => !process.argv[2] || process.argv.includes(name))) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { lhr } = await lighthouse(url + path, {
        port: chrome.port,
        onlyCategories: Object.keys(AIMS),
        extraHeaders: who ? { Cookie: who } : {},
        logLevel: 'silent',
      });
      rounds.push(lhr);
    }
    const score = (category) => Math.round(100 * median(rounds.map((lhr) => lhr.categories[category].score)));
    const figure = (audit) => Math.round(median(rounds.map((lhr) => lhr.audits[audit]?.numericValue ?? 0)));
    const scores = Object.keys(AIMS).map(score);
    console.log(`| ${name} | ${scores.join(' | ')} | ${figure('first-contentful-paint')} | ${figure('largest-contentful-paint')} | ` +
      `${figure('total-blocking-time')} | ${Math.round(figure('total-byte-weight') / 1024)} |`);
    for (const [index, [category, aim]] of Object.entries(AIMS).entries()) {
      if (scores[index] >= aim) continue;
      missed++;
      const lhr = rounds[0];
      const why = lhr.categories[category].auditRefs
        .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9)
        .map(({ id }) => `${id}: ${lhr.audits[id].displayValue ?? lhr.audits[id].title}`);
      console.error(`  ${name}: ${category} ${scores[index]}, aim ${aim}: ${why.join('; ')}`);
    }
  }
} finally {
  await chrome.kill();
  server.kill('SIGTERM');
  await new Promise((done) => server.on('exit', done));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);
