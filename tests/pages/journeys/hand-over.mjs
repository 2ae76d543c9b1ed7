// From approved to closed: the cashier records, another person checks, the applicant attaches the
// receipt and closes; the record prints with its amount in words and its fingerprint.
import { gift } from '../book.mjs';
import { PHONE, want } from '../browser.mjs';

async function approveAll(book, request) {
  for (let round = 0; round < 8; round++) {
    const { summary } = await book.people['chen.ming'].get(`/api/requests/${request}`);
    if (summary.status !== 'in_approval') return summary.status;
    for (const client of Object.values(book.people)) {
      if (!client.session.rights.includes('tasks.decide')) continue;
      const { items } = await client.get('/api/tasks');
      const task = items.find((one) => one.request === request);
      if (task) await client.post(`/api/tasks/${task.id}/approve`, { hash: task.hash });
    }
  }
  return '';
}

export default async function ({ browser, book }) {
  const made = await book.people['zhang.wei'].post('/api/requests', {
    content: gift(book),
  });
  const status = await approveAll(book, made.id);
  want(status === 'approved', `approved by everybody, not ${status}`);

  const cashier = await browser.as('zhou.jie');
  await cashier.goto('/disbursement');
  await cashier.getByRole('button', { name: '登记发放' }).click();
  const record = cashier.getByRole('dialog');
  await record.getByLabel('方式').selectOption('goods');
  await record.getByLabel('金额').fill('999');
  await record.getByRole('button', { name: '登记发放' }).click();
  await record
    .getByText(/超过批准金额/)
    .first()
    .waitFor();
  await browser.check(cashier);
  await record.getByLabel('金额').fill('180');
  await record.getByLabel(/凭证号/).fill('CK-1182');
  await record.getByRole('button', { name: '登记发放' }).click();
  await record.waitFor({ state: 'detached' });

  const checker = await browser.as('sun.li');
  await checker.goto('/disbursement?tab=handed_over');
  await checker.getByRole('button', { name: '复核' }).click();
  await browser.check(checker);
  await checker.getByRole('dialog').getByRole('button', { name: '确认无误' }).click();
  await checker.getByText(/复核无误/).waitFor();

  const page = await browser.as('zhang.wei', PHONE);
  await page.goto(`/requests/${made.id}?tab=papers`);
  await page.locator('input[type=file]').setInputFiles({
    name: 'receipt.png',
    mimeType: 'image/png',
    buffer: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  });
  await page.getByRole('button', { name: '上传' }).click();
  await page.getByText('receipt.png').waitFor();
  await browser.check(page);
  await page.getByRole('button', { name: '归档' }).click();
  await page.getByRole('dialog').getByLabel('实际金额').fill('168');
  await page.getByText('将退回 ¥12.00').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '归档' }).click();
  await page.getByText('已归档', { exact: true }).first().waitFor();
  await page.getByRole('img', { name: '已归档' }).waitFor();

  await page.goto(`/print/requests/${made.id}`);
  await page.getByText('人民币壹佰捌拾元整').waitFor();
  await browser.check(page);

  // The sheet and the log are the same: the code leads an auditor to the entry, which says so.
  await page.getByRole('img', { name: '二维码：打开日志里的这一条' }).waitFor();
  const { items } = await book.people['zhang.wei'].get(`/api/requests/${made.id}/history`);
  const last = items.toSorted((a, b) => b.entry - a.entry)[0];
  const grouped = last.hash.replace(/(.{8})(?=.)/g, '$1 ');
  await page.locator('.proof').getByText(grouped).waitFor();
  const { checkpoint } = await book.people['zhang.wei'].get('/api/log');
  const shown = await page.locator('.proof-note').innerText();
  want(shown.trim() === checkpoint.trim(), 'the sheet bears the checkpoint');
  const auditor = await browser.as('qian.wu');
  await auditor.goto(`/verify/${last.entry}?paper=${last.hash}`);
  await auditor.getByText('与纸上的指纹一致').waitFor();
  await browser.check(auditor);
  await auditor.goto(`/verify/${last.entry}?paper=${'0'.repeat(64)}`);
  await auditor.getByText('与纸上的指纹不一致').waitFor();
  await browser.check(auditor);
}
