// An auditor verifies the whole log, looks at one entry whose proof the browser computes itself, and
// is read only everywhere.
import { gift } from '../book.mjs';
import { want } from '../browser.mjs';

export default async function ({ browser, book }) {
  await book.people['zhang.wei'].post('/api/requests', { content: gift(book) });
  const page = await browser.as('qian.wu');
  await page.getByText('审计只读').waitFor();
  await page.goto('/verify');
  await page.getByRole('button', { name: '立即核对全部日志' }).click();
  await page.getByText('全部相符').waitFor();
  await page.setViewportSize({ width: 320, height: 800 });
  await browser.check(page);
  await page.setViewportSize({ width: 1366, height: 860 });
  await page.getByRole('img', { name: '核验无误' }).waitFor();
  await browser.check(page);
  await page.getByRole('link').filter({ hasText: /^\d+$/ }).first().click();
  await page.getByText('这一条确实在日志里，浏览器已自行核算').waitFor();
  await browser.check(page);
  want((await page.getByRole('link', { name: '发起申请' }).count()) === 0, 'no button to apply');
}
