// Two sights of one task: when one has decided, the other says so and does not decide again.
import { gift } from '../book.mjs';

export default async function ({ browser, book }) {
  const made = await book.people['zhang.wei'].post('/api/requests', {
    content: gift(book, { amount: { amount: '620.00', currency: 'CNY' } }),
  });
  const page = await browser.as('li.jing');
  await page.goto(`/requests/${made.id}`);
  await page.getByRole('button', { name: '同意' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const tasks = await book.people['li.jing'].get('/api/tasks');
  const task = tasks.items.find((one) => one.request === made.id);
  await book.people['li.jing'].post(`/api/tasks/${task.id}/approve`, { hash: task.hash });
  await dialog.getByRole('button', { name: '同意' }).click();
  await dialog.getByText('这项待办已由他人处理').waitFor();
  await dialog.getByRole('button', { name: '取消' }).click();
  await page.reload();
  await page.getByRole('heading', { name: /华东精工/ }).waitFor();
  await page.getByRole('button', { name: '同意' }).waitFor({ state: 'detached' });
}
