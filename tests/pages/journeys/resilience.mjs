// The session ends in the middle of a form: signing in returns to the same page with every word.
import { PASSWORD } from '../book.mjs';
import { want } from '../browser.mjs';

export default async function ({ browser }) {
  const page = await browser.as('zhang.wei');
  await page.goto('/requests/new');
  await page.getByText('礼品', { exact: true }).click();
  await page.getByLabel('事由').fill('写到一半的事由');
  await page.getByText(/草稿已保存/).waitFor();
  await page.context().clearCookies();
  await page.getByRole('button', { name: '存为草稿' }).click();
  await page.waitForURL('**/sign-in**');
  await page.getByText(/登录已过期/).waitFor();
  await browser.check(page);
  await page.getByLabel('工号或邮箱').fill('zhang.wei');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/requests/new');
  want((await page.getByLabel('事由').inputValue()) === '写到一半的事由', 'the words are there');

  // Refused fields are named, and the focus goes to the first of them.
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText(/还有 \d+ 处要改/).waitFor();
  want(
    await page.evaluate(() => document.activeElement?.closest('.field') !== null),
    'focus in a field',
  );
  await browser.check(page);
}
