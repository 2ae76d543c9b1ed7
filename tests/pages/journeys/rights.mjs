// An administrator adds a person; the first sign-in asks for a new password; what a role does not
// give is missing from the menu and explained at its address.
import { want } from '../browser.mjs';

export default async function ({ browser }) {
  const page = await browser.as('admin');
  await page.goto('/people');
  await browser.check(page);
  await page.getByRole('button', { name: '添加人员' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.getByText('请写姓名').first().waitFor();
  await browser.check(page);
  await dialog.getByLabel('姓名', { exact: true }).fill('何苗');
  await dialog.getByLabel('登录名').fill('he.miao');
  await dialog.getByLabel('部门', { exact: true }).selectOption({ label: '华北大区' });
  await dialog.getByLabel('初始密码').fill('a first word for Miao');
  await dialog.getByLabel('出纳').check();
  await dialog.getByLabel('复核人').check();
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.getByText('这些角色不能由同一人兼任。').first().waitFor();
  await dialog.getByLabel('出纳').uncheck();
  await dialog.getByLabel('复核人').uncheck();
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('何苗').first().waitFor();
  want(
    (await page.getByRole('link', { name: '全部申请' }).count()) === 0,
    'no requests in the menu',
  );
  await page.goto('/requests');
  await page.getByText('这一页需要“查看申请”权限。').waitFor();
  await browser.check(page);

  // Whoever has not signed in is asked to, without a word on the console, not even an expected one.
  const first = await browser.newPage();
  const said = [];
  first.on('console', (message) => said.push(message.text()));
  await first.goto('/', { waitUntil: 'networkidle' });
  await first.waitForURL('**/sign-in');
  want(said.length === 0, `the console says ${said.join(' ')}`);
  await browser.check(first);
  await first.getByLabel('工号或邮箱').fill('he.miao');
  await first.getByLabel('密码', { exact: true }).fill('not the word');
  await first.keyboard.press('Enter');
  await first.getByText('账号或密码不正确。').waitFor();
  await browser.check(first);
  await first.getByLabel('密码', { exact: true }).fill('a first word for Miao');
  await first.keyboard.press('Enter');
  await first.waitForURL('**/account');
  await first.getByText('这是初始密码。').waitFor();
  await browser.check(first);
  await first.getByLabel('当前密码').fill('a first word for Miao');
  await first.getByLabel('新密码', { exact: true }).fill('a second word for Miao');
  await first.getByLabel('再写一遍新密码').fill('a second word for Miao');
  await first.getByRole('button', { name: '修改密码' }).click();
  await first.waitForURL((place) => place.pathname === '/');
}
