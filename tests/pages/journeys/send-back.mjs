// Sending back and rejecting: no reason, no decision; the applicant reads why, changes and submits;
// the drawing shows the arrow that led back and does not colour what was not walked.
import { gift } from '../book.mjs';
import { want } from '../browser.mjs';

export default async function ({ browser, book }) {
  const made = await book.people['zhang.wei'].post('/api/requests', {
    content: gift(book, { amount: { amount: '620.00', currency: 'CNY' } }),
  });
  const manager = await browser.as('li.jing');
  await manager.goto(`/requests/${made.id}`);
  await manager.getByRole('button', { name: '退回修改' }).click();
  const dialog = manager.getByRole('dialog');
  await dialog.getByRole('button', { name: '退回修改' }).click();
  await dialog.getByText('请写哪里要改，申请人会照着改').waitFor();
  await dialog.getByRole('button', { name: '请补合同或项目编号。' }).click();
  await browser.check(manager);
  await dialog.getByRole('button', { name: '退回修改' }).click();
  await dialog.waitFor({ state: 'detached' });

  const page = await browser.as('zhang.wei');
  await page.goto(`/requests/${made.id}`);
  await page.getByText('请补合同或项目编号。').first().waitFor();
  await browser.check(page);
  await page.getByRole('link', { name: '修改后再次提交' }).click();
  await page.getByLabel(/合同编号/).fill('HT-2026-0815');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL(`**/requests/${made.id}`);
  await page.getByText('HT-2026-0815').first().waitFor();
  await page.getByRole('tab', { name: '流程图' }).click();
  await page.locator('.djs-connection.is-returned').first().waitFor({ state: 'attached' });
  want(
    (await page.locator('.djs-connection:not(.is-taken):not(.is-returned)').count()) > 0,
    'what was not walked is not coloured',
  );

  await manager.goto(`/requests/${made.id}`);
  await manager.getByRole('button', { name: '驳回' }).click();
  await manager.getByRole('dialog').getByLabel('驳回的理由').fill('与近期一笔重复。');
  await manager.getByRole('dialog').getByRole('button', { name: '驳回' }).click();
  await manager.getByText('已驳回', { exact: true }).first().waitFor();
  await manager.getByRole('img', { name: '已驳回' }).waitFor();
  await browser.check(manager);
}
