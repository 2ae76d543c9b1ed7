// A browser that watches what goes wrong behind the page: console errors, breaches of the content
// policy, axe findings.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from './book.mjs';

const require = createRequire(new URL('../../web/', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};
// A refusal that a journey provokes shows as a failed resource; that is not an error of the page.
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

export async function openBrowser(url, name) {
  const folder = mkdtempSync(join(tmpdir(), 'mingli-browser-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: SWITCHES,
  });
  const troubles = [];
  let last = null;

  function watch(page) {
    last = page;
    page.on('console', (message) => {
      if (message.type() !== 'error' || EXPECTED.test(message.text())) return;
      troubles.push(`console: ${message.text().slice(0, 300)}`);
    });
    page.on('pageerror', (error) => troubles.push(`page: ${error.message}`));
    page.setDefaultTimeout(15_000);
    return page;
  }

  async function newPage(options = {}) {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1366, height: 860 },
      ...options,
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    return watch(await context.newPage());
  }

  // Signs in on a page of its own; options as of newPage.
  async function as(login, options = {}) {
    const page = await newPage(options);
    await page.goto('/sign-in');
    await page.getByLabel('工号或邮箱').fill(login);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((place) => place.pathname !== '/sign-in');
    return page;
  }

  // The policy forbids evaluating text, so axe comes as a script of the test's own world.
  async function check(page) {
    last = page;
    await page.waitForTimeout(250);
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
    });
    await session.send('Runtime.evaluate', { expression: axe, contextId });
    const { result } = await session.send('Runtime.evaluate', {
      contextId,
      awaitPromise: true,
      returnByValue: true,
      expression: `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((found) =>
        found.violations.map((one) => one.id + ' x' + one.nodes.length + ' ' + one.nodes[0].html.slice(0, 160)))`,
    });
    await session.detach();
    for (const finding of result.value ?? ['axe did not run']) {
      troubles.push(`axe at ${new URL(page.url()).pathname}: ${finding}`);
    }
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) troubles.push(`${new URL(page.url()).pathname} is ${over} px too wide`);
  }

  return {
    newPage,
    as,
    check,
    troubles: () => troubles,
    picture: async () => {
      const path = join(tmpdir(), `mingli-pages-${name}.png`);
      await last?.screenshot({ path, fullPage: true });
      return last ? path : null;
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function want(isSo, words) {
  if (!isSo) throw new Error(words);
}
