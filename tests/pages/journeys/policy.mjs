// A rule changes: a version is begun and written in the table, a case fails and is mended, a second
// person confirms, and from then on the version judges requests.
import { gift, PASSWORD } from '../book.mjs';
import { want } from '../browser.mjs';
import { Client } from '../client.mjs';
import { word } from '../words.mjs';

const w = (key, values) => word('zh-CN', key, values);
const RULE = 'C23';
const LIMIT = '<= 160';

async function addSecond(server, book) {
  const first = 'the first word of many';
  await book.admin.post('/api/users', {
    login: 'guo.ping',
    name: '郭平',
    department: book.sales.id,
    roles: ['cco'],
    password: first,
  });
  const guo = await Client.signIn(server.url, 'guo.ping', first);
  await guo.post('/api/session/password', { old: first, new: PASSWORD });
}

const rowOf = (page, rule) =>
  page.locator('tr.rule').filter({ has: page.getByRole('rowheader', { name: rule, exact: true }) });

async function begin(page) {
  await page.goto('/policy');
  await page.getByRole('link', { name: /一般商业对象/ }).click();
  await page.getByRole('button', { name: w('policy.draft') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: w('policy.draft') })
    .click();
  await page.waitForURL('**/policy/cn-base/versions/*');
  await page.getByRole('grid').waitFor();
  return page.url();
}

// By keys alone: a cell is written, Esc leaves it as it was, Alt with an arrow moves the rule.
async function writeCells(page) {
  await page.getByRole('button', { name: w('policy.wide') }).click();
  const row = rowOf(page, RULE);
  const cell = row.locator('td.cell').nth(8);
  const before = await cell.innerText();
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('?');
  await page.keyboard.press('Escape');
  want((await cell.innerText()) === before, 'Esc leaves a cell as it was');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<=(');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: w('policy.saveModel') }).click();
  await page.getByText(w('policy.notSaved')).waitFor();
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(LIMIT);
  await page.keyboard.press('Enter');
  want((await cell.innerText()) === LIMIT.replace('<=', '≤'), 'the cell says what was written');
  await page.getByRole('button', { name: w('policy.saveModel') }).click();
  await page.getByText(w('policy.modelSaved')).waitFor();
}

// A rule as a form: a copy under a name of its own, with ticks instead of FEEL.
async function writeRule(page) {
  await page.getByRole('button', { name: w('policy.ruleMenu', { id: RULE }) }).click();
  await page.getByRole('menuitem', { name: w('policy.ruleCopy') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(w('policy.ruleId')).fill(RULE);
  await dialog.getByRole('button', { name: w('policy.ruleTake') }).click();
  await dialog.getByText(w('policy.ruleIdTaken')).first().waitFor();
  await dialog.getByLabel(w('policy.ruleId')).fill('N01');
  await dialog.getByLabel('每人金额', { exact: true }).fill('[100..240]');
  await dialog.getByLabel(w('policy.note.reason_zh')).fill('一百元以上的礼品由合规官看');
  await dialog.getByLabel('结论').selectOption('"review"');
  await dialog.getByLabel('审批级别').selectOption('"compliance_officer"');
  return dialog;
}

async function mendCase(page) {
  await page.getByRole('tab', { name: w('policy.cases') }).click();
  await page.getByText(w('policy.caseFailed'), { exact: true }).first().waitFor();
  await page.getByRole('button', { name: w('policy.review.verb') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: w('policy.review.verb') }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: w('ui.cancel') }).click();
  await page.getByRole('button', { name: w('policy.casesEdit') }).click();
  const text = page.getByLabel(w('policy.casesText'));
  const cases = await text.inputValue();
  await text.fill(`${cases} }`);
  await page.getByRole('button', { name: w('policy.casesSave') }).click();
  await page.getByText(/不是合法的 JSON/).waitFor();
  const mended = JSON.parse(cases);
  for (const one of mended.cases) {
    if (one.rule !== RULE || one.outcome !== 'approve') continue;
    one.outcome = 'review';
    one.rule = 'N01';
    delete one.role;
  }
  await text.fill(JSON.stringify(mended, null, 2));
  await page.getByRole('button', { name: w('policy.casesSave') }).click();
}

export default async function ({ browser, book, server }) {
  await addSecond(server, book);
  const earlier = await book.people['zhang.wei'].post('/api/requests', {
    content: gift(book, { amount: { amount: '150.00', currency: 'CNY' } }),
  });
  const page = await browser.as('chen.ming');
  const url = await begin(page);
  await browser.check(page);
  await writeCells(page);
  const dialog = await writeRule(page);
  await browser.check(page);
  await dialog.getByRole('button', { name: w('policy.ruleTake') }).click();
  await page.getByRole('button', { name: w('policy.saveModel') }).click();
  await page.getByText(w('policy.modelSaved')).first().waitFor();

  await mendCase(page);
  await page.getByText(/个用例全部通过/).waitFor();
  await browser.check(page);
  await page.getByRole('tab', { name: w('policy.compare') }).click();
  await page.getByText('一百元以上的礼品由合规官看').waitFor();
  want((await page.locator('.compare').count()) === 2, 'one rule changed, one was added');
  await browser.check(page);
  await page.getByRole('tab', { name: w('policy.texts') }).click();
  await page.getByLabel(w('policy.sources')).fill('公司礼品办法第 3 条，2026-11-25');
  await page.getByRole('button', { name: w('policy.save'), exact: true }).click();
  await page.getByText(w('policy.textsSaved')).waitFor();
  await browser.check(page);
  await page.getByRole('button', { name: w('policy.review.verb') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: w('policy.review.verb') })
    .click();
  await page.getByText(w('policy.waitsForAnother')).waitFor();
  want(
    (await page.getByRole('button', { name: w('policy.publish.verb') }).count()) === 0,
    'whoever wrote it is not offered to confirm it',
  );

  const second = await browser.as('guo.ping');
  await second.goto('/policy');
  await second.getByText(w('policy.waitingCount', { n: 1 })).waitFor();
  await browser.check(second);
  await second.goto(url);
  await second.getByLabel('好处类型').selectOption('gift');
  await second.getByLabel('每人金额', { exact: true }).fill('180');
  await second
    .getByText(/一百元以上的礼品由合规官看/)
    .last()
    .waitFor();
  await second.getByRole('button', { name: w('policy.return.verb') }).click();
  await second
    .getByRole('dialog')
    .getByRole('button', { name: w('policy.return.verb') })
    .click();
  await second.getByText(w('policy.commentMissing')).first().waitFor();
  await browser.check(second);
  await second.keyboard.press('Escape');
  await second.getByRole('button', { name: w('policy.publish.verb') }).click();
  await second
    .getByRole('dialog')
    .getByRole('button', { name: w('policy.publish.verb') })
    .click();
  await second.getByRole('button', { name: w('policy.retire.verb') }).waitFor();
  await browser.check(second);

  const made = await book.people['zhang.wei'].post('/api/requests', { content: gift(book) });
  const applicant = await browser.as('zhang.wei');
  await applicant.goto(`/requests/${made.id}?tab=rules`);
  await applicant
    .getByText(/一百元以上的礼品由合规官看/)
    .first()
    .waitFor();

  // A reader reads, and is offered nothing.
  await applicant.goto(new URL(url).pathname);
  await applicant.getByRole('table').first().waitFor();
  want((await applicant.locator('.action-bar').count()) === 0, 'a reader is offered no step');
  want((await applicant.getByRole('grid').count()) === 0, 'a reader gets no editor');
  for (const [width, colorScheme, language] of [
    [390, 'dark', 'en'],
    [1440, 'light', 'zh-CN'],
  ]) {
    await second.setViewportSize({ width, height: 844 });
    await second.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await second.evaluate((value) => localStorage.setItem('mingli.language', value), language);
    for (const tab of ['', '?tab=cases', '?tab=findings', '?tab=compare', '?tab=texts']) {
      await second.goto(new URL(url).pathname + tab, { waitUntil: 'networkidle' });
      await browser.check(second);
    }
    await second.goto(`${new URL(url).pathname}?tab=backtest`, { waitUntil: 'networkidle' });
    await second.getByRole('button', { name: word(language, 'policy.backtestRun') }).click();
    await second.getByRole('link', { name: earlier.number }).waitFor();
    await browser.check(second);
    await second.goto('/policy/cn-base?tab=versions', { waitUntil: 'networkidle' });
    await browser.check(second);
  }
}
