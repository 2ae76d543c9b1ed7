// A manager by keyboard alone: finder, inbox, j, Enter, e twice, and the next person is told.
import { gift } from '../book.mjs';
import { want } from '../browser.mjs';

export default async function ({ browser, book }) {
  const { people } = book;
  const made = await people['zhang.wei'].post('/api/requests', {
    content: gift(book, { amount: { amount: '620.00', currency: 'CNY' } }),
  });
  const page = await browser.as('li.jing');
  await page.getByRole('link', { name: '工作台', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('待我');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/inbox');
  await page.getByRole('link', { name: /华东精工/ }).waitFor();
  await browser.check(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/requests/${made.id}`);
  await page.getByRole('button', { name: '同意' }).waitFor();
  await page.keyboard.press('e');
  want((await page.getByRole('dialog').count()) === 0, 'one press does not decide');
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await browser.check(page);
  await page.keyboard.press('Tab');
  await dialog.getByLabel(/意见/).focus();
  await page.keyboard.type('与年度框架一致');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page
    .getByText(/已同意/)
    .first()
    .waitFor();
  await page.getByText('与年度框架一致').waitFor();
  await page.getByRole('tab', { name: '流程图' }).click();
  await page.locator('.djs-shape.is-active').first().waitFor({ state: 'attached' });
  want((await page.locator('.bjs-powered-by').count()) === 1, 'the watermark is there');
  await browser.check(page);
  for (const name of ['合规检查', '发放与凭证', '存证', '申请内容']) {
    await page.getByRole('tab', { name }).click();
    await browser.check(page);
  }
}
