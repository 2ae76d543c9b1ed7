// An applicant on a phone: the verdict follows the typing, cash is stopped with its clause, a gift
// passes, is looked up, urged, taken back, changed and submitted again.
import { PHONE, want } from '../browser.mjs';

export default async function ({ browser, book }) {
  const page = await browser.as('zhang.wei', PHONE);
  await browser.check(page);
  await page.getByRole('link', { name: '发起申请' }).first().click();
  await page.waitForURL('**/requests/new');
  await browser.check(page);

  await page.getByText('礼品', { exact: true }).click();
  await page.getByRole('combobox', { name: '客户' }).click();
  await page.keyboard.type('华东');
  await page.getByRole('option', { name: /华东精工/ }).click();
  await page.getByRole('combobox', { name: '受益人' }).click();
  await page.getByRole('option', { name: /刘/ }).click();
  await page.getByLabel('金额').fill('1.2万');
  await page.getByText('人民币壹万贰仟元整').waitFor();
  await page.getByLabel('物品名称').fill('茶叶礼盒');
  await page.getByLabel('计划发放日期').fill(book.today);
  await page.getByRole('button', { name: '商务拜访' }).click();
  await page.getByLabel('事由').fill('年度框架合同续签拜访，随手礼一份。');
  await page.getByText('没有', { exact: true }).click();
  await page
    .getByText(/超出 ¥/)
    .first()
    .waitFor();

  // Cash to a person is refused by the rules and recorded.
  await page.getByLabel('给付形式').selectOption('cash');
  await page.getByText(/^禁止/).first().waitFor();
  await page.getByRole('button', { name: '提交申请' }).click();
  const stopped = page.getByRole('dialog');
  await stopped.getByText('这笔申请不能提交').waitFor();
  await browser.check(page);
  await stopped.getByRole('button', { name: '返回修改' }).click();

  await page.getByLabel('给付形式').selectOption('in_kind');
  await page.getByLabel('金额').fill('180');
  await page.getByText(/将经过/).waitFor();
  await browser.check(page);
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL(/\/requests\/\d+$/);
  await page.getByRole('heading', { name: /华东精工.*礼品/ }).waitFor();
  await browser.check(page);

  await page.goto('/mine');
  await page
    .getByRole('link', { name: /华东精工/ })
    .first()
    .click();
  await page.waitForURL(/\/requests\/\d+$/);
  await page.getByRole('button', { name: '催办' }).click();
  await page.getByText(/已提醒/).waitFor();
  await page.getByRole('button', { name: '撤回' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '撤回' }).click();
  await dialog.getByText('请写理由').first().waitFor();
  await dialog.getByLabel('理由').fill('数量写错了');
  await dialog.getByRole('button', { name: '撤回' }).click();
  await page.getByText('已撤回', { exact: true }).first().waitFor();
  await page.getByRole('link', { name: '修改后再次提交' }).click();
  await page.getByLabel('数量').waitFor();
  want(
    (await page.getByLabel('物品名称').inputValue()) === '茶叶礼盒',
    'what was written is there',
  );
  await page.getByLabel('数量').fill('2');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL(/\/requests\/\d+$/);
  await page.getByText('审批中').first().waitFor();
}
