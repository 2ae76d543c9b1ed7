// Every form with a wrong input in every field, in both languages: the refusal stands at its field in
// the page's language, nothing that was typed is lost, and the focus is in the first wrong field.
import { createHmac } from 'node:crypto';
import { gift, PASSWORD } from '../book.mjs';
import { want } from '../browser.mjs';
import { word } from '../words.mjs';

const LANGUAGES = ['zh-CN', 'en'];
const long = (n) => '长'.repeat(n + 1);
const tooLong = (n) => ({ key: 'ui.tooLong', n });
const chooseOne = { key: 'ui.chooseOne' };
const noDay = { key: 'ui.dateFormat' };
const noMoney = { key: 'ui.moneyFormat' };
const noNumber = { key: 'ui.numberFormat' };
const missing = (key, n) => ({ key, n });

const fieldOf = (page, name) => page.locator(`[id="field-${name}"]`);

async function fill(page, name, value) {
  const field = fieldOf(page, name);
  const inner = (await field.getAttribute('role')) === 'combobox';
  if (typeof value === 'object') await field.selectOption(value);
  else await field.fill(value);
  // A list that is open would take the next click.
  if (inner) await field.press('Tab');
}

async function valueOf(page, name) {
  return fieldOf(page, name).evaluate((element) => element.value);
}

function textOf(language, wanted) {
  return wanted.key ? word(language, wanted.key, wanted) : wanted[language];
}

// One try: fill, send, look. `typed`: field → text; `wrong`: field → what it must say.
async function tryOnce(page, language, name, send, { typed = {}, wrong }) {
  for (const [field, value] of Object.entries(typed)) await fill(page, field, value);
  const before = {};
  for (const field of Object.keys(typed)) before[field] = await valueOf(page, field);
  await send();
  for (const [field, wanted] of Object.entries(wrong)) {
    const text = textOf(language, wanted);
    const message = page.locator(`[id="field-${field}-error"]`);
    await message.waitFor().catch(() => {
      throw new Error(`${name} (${language}): ${field} says nothing`);
    });
    const said = (await message.innerText()).trim();
    want(said.startsWith(text), `${name} (${language}): ${field} says “${said}”, not “${text}”`);
    const isForeign = language === 'en' ? /[\u4e00-\u9fff]/ : /[a-z]{4}/i;
    want(!isForeign.test(said.replace(text, '')), `${name} (${language}): ${field} says “${said}”`);
  }
  const { first, focus } = await page.evaluate(() => {
    const inside = (element) => element?.closest('[id^="field-"]')?.id ?? element?.id ?? '';
    const [message] = document.querySelectorAll('.field-error');
    return { first: message?.id.replace(/-error$/, ''), focus: inside(document.activeElement) };
  });
  want(focus === first, `${name} (${language}): the focus is in ${focus}, not in ${first}`);
  for (const [field, value] of Object.entries(before)) {
    const now = await valueOf(page, field);
    want(now === value, `${name} (${language}): ${field} lost “${value}”, it is “${now}”`);
  }
}

async function speak(page, language, place) {
  await page.evaluate((value) => localStorage.setItem('mingli.language', value), language);
  await page.goto(place, { waitUntil: 'networkidle' });
}

// A form in a dialog: opened by a button, sent by the last one of its own.
async function inDialog(page, place, opener, name, tries) {
  for (const language of LANGUAGES) {
    await speak(page, language, place);
    await opener(language);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const send = () => dialog.locator('.dialog-actions .button').last().click();
    for (const one of tries) await tryOnce(page, language, name, one.send ?? send, one);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
}

const press = (page, key) => (language) =>
  page
    .getByRole('button', { name: word(language, key), exact: true })
    .first()
    .click();

// RFC 6238, for a person who signs in with a second factor.
function totp(secret) {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signIn(browser, book) {
  const { secret } = await book.people['wang.fang'].post('/api/session/totp');
  await book.people['wang.fang'].post('/api/session/totp/confirm', { code: totp(secret) });
  const page = await browser.newPage();
  await page.goto('/sign-in');
  for (const language of LANGUAGES) {
    await speak(page, language, '/sign-in');
    const send = () => page.locator('button[type=submit]').click();
    await tryOnce(page, language, 'sign in', send, {
      typed: { login: '', password: '' },
      wrong: { login: missing('access.nameMissing'), password: missing('access.passwordMissing') },
    });
    await tryOnce(page, language, 'sign in', send, {
      typed: { login: 'nobody', password: 'wrong-wrong' },
      wrong: { password: { 'zh-CN': '账号或密码不正确。', en: 'Login or password is wrong.' } },
    });
    await fill(page, 'login', 'wang.fang');
    await fill(page, 'password', PASSWORD);
    await send();
    await fieldOf(page, 'code').waitFor();
    await tryOnce(page, language, 'code', send, {
      typed: { code: '12a' },
      wrong: { code: missing('access.codeMissing') },
    });
    await tryOnce(page, language, 'code', send, {
      typed: { code: '000000' },
      wrong: {
        code: { 'zh-CN': '动态码不正确或已使用。', en: 'The code is wrong or used already.' },
      },
    });
  }
}

async function account(browser) {
  const page = await browser.as('zhang.wei');
  for (const language of LANGUAGES) {
    await speak(page, language, '/account');
    const send = () => page.locator('button[type=submit]').click();
    await tryOnce(page, language, 'password', send, {
      typed: { old: '', new: 'short', again: '' },
      wrong: { old: missing('access.oldMissing'), new: missing('access.tooShort', 10) },
    });
    await tryOnce(page, language, 'password', send, {
      typed: { old: 'x', new: 'a quiet lake at dusk', again: 'another lake' },
      wrong: { again: missing('access.differ') },
    });
    await tryOnce(page, language, 'password', send, {
      typed: { old: 'x', new: 'x'.repeat(201), again: 'x'.repeat(201) },
      wrong: { new: tooLong(200) },
    });
    await tryOnce(page, language, 'password', send, {
      typed: { old: 'not this one', new: 'a quiet lake at dusk', again: 'a quiet lake at dusk' },
      wrong: { old: { 'zh-CN': '当前密码不正确。', en: 'The present password is wrong.' } },
    });
    await tryOnce(page, language, 'password', send, {
      typed: { old: PASSWORD, new: '1234567890', again: '1234567890' },
      wrong: { new: { 'zh-CN': '密码至少 10 个字符', en: 'Use at least 10 characters' } },
    });
    await speak(page, language, '/account?tab=totp');
    await page.getByRole('button', { name: word(language, 'access.totpBegin') }).click();
    await fieldOf(page, 'code').waitFor();
    await tryOnce(page, language, 'second factor', send, {
      typed: { code: '12' },
      wrong: { code: missing('access.codeMissing') },
    });
    await tryOnce(page, language, 'second factor', send, {
      typed: { code: '000000' },
      wrong: {
        code: { 'zh-CN': '动态码不正确或已使用。', en: 'The code is wrong or used already.' },
      },
    });
  }
  await inDialog(page, '/account?tab=tokens', press(page, 'access.tokenNew'), 'token', [
    {
      typed: { name: '', expires: '2026-13-45' },
      wrong: {
        name: missing('access.tokenNameMissing'),
        rights: missing('access.tokenRightsMissing'),
        expires: noDay,
      },
    },
    {
      typed: { name: long(80), expires: '' },
      wrong: { name: tooLong(80), expires: missing('access.tokenExpiresMissing') },
    },
    {
      typed: { name: 'nightly', expires: '2020-01-01' },
      send: async () => {
        await page.getByRole('dialog').getByRole('checkbox').first().check();
        await page.getByRole('dialog').locator('.dialog-actions .button').last().click();
      },
      wrong: {
        expires: { 'zh-CN': '有效期须在未来 366 天之内。', en: 'The expiry must lie within' },
      },
    },
  ]);
}

async function people(browser) {
  const page = await browser.as('admin');
  await inDialog(page, '/people', press(page, 'people.add'), 'person', [
    {
      wrong: {
        name: missing('people.nameMissing'),
        login: missing('people.loginMissing'),
        department: missing('people.departmentMissing'),
        password: missing('people.passwordShort', 10),
      },
    },
    {
      typed: {
        name: long(80),
        login: long(80),
        name_en: long(80),
        department: { index: 1 },
        superior: '查无此人',
        email: long(120),
        phone: long(40),
        password: 'x'.repeat(201),
      },
      wrong: {
        name: tooLong(80),
        login: tooLong(80),
        name_en: tooLong(80),
        superior: chooseOne,
        email: tooLong(120),
        phone: tooLong(40),
        password: tooLong(200),
      },
    },
    {
      typed: {
        name: '何苗',
        login: 'zhang.wei',
        name_en: '',
        superior: '',
        email: '',
        phone: '',
        password: 'a first word for Miao',
      },
      wrong: { login: { 'zh-CN': '登录名已被使用。', en: 'This login is taken.' } },
    },
    {
      typed: { login: 'he.miao', password: '1234567890' },
      wrong: { password: { 'zh-CN': '密码至少 10 个字符', en: 'Use at least 10 characters' } },
    },
  ]);
  await inDialog(
    page,
    '/people',
    async (language) => {
      await page
        .getByRole('button', { name: word(language, 'people.reset'), exact: true })
        .first()
        .click();
    },
    'password of a person',
    [
      { typed: { password: 'short' }, wrong: { password: missing('people.passwordShort', 10) } },
      {
        typed: { password: '1234567890' },
        wrong: { password: { 'zh-CN': '密码至少 10 个字符', en: 'Use at least 10 characters' } },
      },
    ],
  );
  await inDialog(
    page,
    '/people?tab=departments',
    press(page, 'people.departmentAdd'),
    'department',
    [
      {
        wrong: {
          name: missing('people.departmentNameMissing'),
          code: missing('people.codeMissing'),
        },
      },
      {
        typed: { name: long(80), code: long(40), name_en: long(80) },
        wrong: { name: tooLong(80), code: tooLong(40), name_en: tooLong(80) },
      },
      {
        typed: { name: '北方', code: 'NORTH', name_en: '' },
        wrong: {
          code: {
            'zh-CN': '部门编码已存在。',
            en: 'There is a department with this code already.',
          },
        },
      },
    ],
  );
  await inDialog(page, '/people?tab=departments', press(page, 'people.headSet'), 'head', [
    { wrong: { head: missing('people.headMissing') } },
    { typed: { head: '查无此人' }, wrong: { head: chooseOne } },
  ]);
}

async function customers(browser, book) {
  const page = await browser.as('zhang.wei');
  await inDialog(page, '/customers', press(page, 'customers.add'), 'customer', [
    {
      wrong: {
        name: missing('customers.nameMissing'),
        code: missing('customers.codeMissing'),
        nature: missing('customers.natureMissing'),
      },
    },
    {
      typed: {
        name: long(120),
        code: long(40),
        nature: { index: 1 },
        name_en: long(120),
        region: long(40),
        industry: long(40),
        group: '查无此家',
        tax_number: long(40),
      },
      wrong: {
        name: tooLong(120),
        code: tooLong(40),
        name_en: tooLong(120),
        region: tooLong(40),
        industry: tooLong(40),
        group: chooseOne,
        tax_number: tooLong(40),
      },
    },
    {
      typed: {
        name: '新客户',
        code: 'C001',
        name_en: '',
        region: '',
        industry: '',
        group: '',
        tax_number: '',
      },
      wrong: {
        code: { 'zh-CN': '已有相同编码或名称的客户。', en: 'There is a customer with this code' },
      },
    },
  ]);
  const place = `/customers/${book.customers.C001.id}`;
  await inDialog(page, place, press(page, 'customers.contactAdd'), 'contact', [
    { wrong: { name: missing('customers.contactNameMissing') } },
    {
      typed: { name: long(80), title: long(80), phone: long(40), email: long(120) },
      wrong: { name: tooLong(80), title: tooLong(80), phone: tooLong(40), email: tooLong(120) },
    },
    {
      typed: { name: '刘洋', title: '', phone: '', email: '' },
      wrong: { name: { 'zh-CN': '此人已登记。', en: 'This person is known already.' } },
    },
  ]);
}

async function merging(browser, book) {
  const page = await browser.as('chen.ming');
  const place = `/customers/${book.customers.C001.id}`;
  await inDialog(page, place, press(page, 'customers.merge'), 'merge', [
    {
      wrong: {
        into: missing('customers.mergeIntoMissing'),
        reason: missing('customers.mergeReasonMissing'),
      },
    },
    {
      typed: { into: '查无此家', reason: long(200) },
      wrong: { into: chooseOne, reason: tooLong(200) },
    },
  ]);
}

async function money(browser) {
  const page = await browser.as('zhao.lei');
  await inDialog(page, '/budgets', press(page, 'budgets.add'), 'budget', [
    {
      wrong: {
        department: missing('budgets.departmentMissing'),
        planned: missing('budgets.plannedMissing'),
      },
    },
    { typed: { department: { index: 1 }, planned: '一大笔' }, wrong: { planned: noMoney } },
  ]);
  const officer = await browser.as('chen.ming');
  await inDialog(officer, '/limits', press(officer, 'policy.capAdd'), 'limit', [
    {
      typed: { from: '' },
      wrong: {
        name: missing('policy.nameMissing'),
        name_en: missing('policy.nameEnMissing'),
        limit: missing('policy.limitMissing'),
        from: missing('policy.fromMissing'),
      },
    },
    {
      typed: { name: long(80), name_en: long(80), limit: '很多', from: '昨天', to: '2026-02-30' },
      wrong: {
        name: tooLong(80),
        name_en: tooLong(80),
        limit: missing('policy.limitMissing'),
        from: noDay,
        to: noDay,
      },
    },
    {
      typed: {
        name: '每季',
        name_en: 'A quarter',
        limit: '300',
        from: '2026-05-01',
        to: '2026-01-01',
      },
      wrong: {
        to: { 'zh-CN': '结束日期早于开始日期。', en: 'The last day lies before the first.' },
      },
    },
  ]);
  await inDialog(officer, '/limits', press(officer, 'policy.capEnd'), 'end of a limit', [
    { typed: { to: '' }, wrong: { to: missing('policy.toMissing') } },
    { typed: { to: 'soon' }, wrong: { to: noDay } },
    {
      typed: { to: '2001-01-01' },
      wrong: {
        to: { 'zh-CN': '结束日期早于开始日期。', en: 'The last day lies before the first.' },
      },
    },
  ]);
}

async function applying(browser) {
  const page = await browser.as('zhang.wei');
  for (const language of LANGUAGES) {
    await page.goto('/');
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage))
        if (key !== 'mingli.language') localStorage.removeItem(key);
    });
    await speak(page, language, '/requests/new');
    const send = () =>
      page.getByRole('button', { name: word(language, 'benefits.submit'), exact: true }).click();
    const tile = (kind) =>
      page.locator(`#field-kind input[value=${kind}]`).evaluate((one) => one.click());
    await tryOnce(page, language, 'request', send, {
      wrong: {
        kind: missing('benefits.missing.kind'),
        customer: missing('benefits.missing.customer'),
        amount: missing('benefits.missing.amount'),
        planned_on: missing('benefits.missing.planned_on'),
        occasion: missing('benefits.missing.occasion'),
        purpose: missing('benefits.missing.purpose'),
        has_conflict: missing('benefits.missing.has_conflict'),
      },
    });
    await tile('gift');
    await fieldOf(page, 'currency').selectOption('USD');
    await tryOnce(page, language, 'gift', send, {
      typed: {
        customer: '查无此家',
        recipient_kind: { index: 0 },
        form: { index: 0 },
        amount: '一点点',
        rate: '七',
        item: long(120),
        quantity: '1.5',
        planned_on: '下周',
        occasion: long(80),
        purpose: long(1000),
        contract: long(80),
        deal: long(80),
      },
      wrong: {
        customer: chooseOne,
        recipient_kind: missing('benefits.missing.recipient_kind'),
        form: missing('benefits.missing.form'),
        amount: noMoney,
        rate: noNumber,
        item: tooLong(120),
        quantity: missing('ui.wholeFormat'),
        planned_on: noDay,
        occasion: tooLong(80),
        purpose: tooLong(1000),
        contract: tooLong(80),
        deal: tooLong(80),
      },
    });
    await tile('commission');
    await fieldOf(page, 'pending').selectOption('tender');
    await tryOnce(page, language, 'commission', send, {
      typed: {
        commission_rate: '三成',
        invoice: long(80),
        payee_name: long(120),
        payee_account: long(60),
        tender: long(80),
      },
      wrong: {
        commission_rate: noNumber,
        invoice: tooLong(80),
        payee_name: tooLong(120),
        payee_account: tooLong(60),
        tender: tooLong(80),
      },
    });
    await tile('points');
    await tryOnce(page, language, 'points', send, {
      typed: { programme: long(80) },
      wrong: { programme: tooLong(80) },
    });
    // Now all is readable, and the server refuses: a meal without anybody at the table.
    await tile('meal');
    await fieldOf(page, 'pending').selectOption({ index: 0 });
    await fieldOf(page, 'currency').selectOption('CNY');
    const customer = fieldOf(page, 'customer');
    await customer.fill('华东');
    await page.locator('.combobox-option').first().click();
    await page.locator('#field-has_conflict input').first().check();
    await tryOnce(page, language, 'meal', send, {
      typed: {
        recipient_kind: { index: 1 },
        form: { index: 1 },
        amount: '300',
        planned_on: '2026-12-24',
        occasion: 'Visit',
        purpose: '与客户商谈来年框架合同。',
        contract: '',
        deal: '',
      },
      wrong: {
        attendees: {
          'zh-CN': '宴请须至少填写一名主人和一名客人。',
          en: 'A meal needs at least one host and one guest.',
        },
      },
    });
    await page.getByRole('button', { name: word(language, 'benefits.addGuest') }).click();
    await page.getByLabel(word(language, 'benefits.attendeeName')).fill(long(80));
    await tryOnce(page, language, 'table', send, { wrong: { attendees: tooLong(80) } });
    await page.evaluate(() => {
      window.onbeforeunload = null;
    });
  }
}

async function deciding(browser, book) {
  const applicant = book.people['zhang.wei'];
  const made = await applicant.post('/api/requests', {
    content: gift(book, { amount: { amount: '620.00', currency: 'CNY' } }),
  });
  const place = `/requests/${made.id}`;
  const page = await browser.as('li.jing');
  for (const what of ['return', 'reject']) {
    await inDialog(page, place, press(page, `benefits.decide.verb.${what}`), what, [
      { typed: { comment: '' }, wrong: { comment: missing(`benefits.decide.missing.${what}`) } },
      { typed: { comment: long(1000) }, wrong: { comment: tooLong(1000) } },
    ]);
  }
  await inDialog(page, place, press(page, 'benefits.decide.verb.approve'), 'approve', [
    { typed: { comment: long(1000) }, wrong: { comment: tooLong(1000) } },
  ]);
  const owner = await browser.as('zhang.wei');
  await inDialog(owner, place, press(owner, 'benefits.withdraw.verb'), 'withdraw', [
    { typed: { reason: '' }, wrong: { reason: missing('benefits.reasonMissing') } },
    { typed: { reason: long(400) }, wrong: { reason: tooLong(400) } },
  ]);
  return made.id;
}

async function approveAll(book, request) {
  for (let round = 0; round < 8; round++) {
    for (const client of Object.values(book.people)) {
      if (!client.session.rights.includes('tasks.decide')) continue;
      const { items } = await client.get('/api/tasks');
      const task = items.find((one) => one.request === request);
      if (task) await client.post(`/api/tasks/${task.id}/approve`, { hash: task.hash });
    }
  }
}

async function handing(browser, book, request) {
  await approveAll(book, request);
  const cashier = await browser.as('zhou.jie');
  await inDialog(cashier, '/disbursement', press(cashier, 'disbursement.record'), 'handing over', [
    {
      typed: { amount: '', paid_on: '' },
      wrong: {
        method: missing('disbursement.methodMissing'),
        amount: missing('disbursement.amountMissing'),
        paid_on: missing('disbursement.dayMissing'),
      },
    },
    {
      typed: {
        method: { index: 1 },
        amount: '很多',
        paid_on: '今天',
        payee_name: long(120),
        reference: long(80),
        note: long(400),
      },
      wrong: {
        amount: noMoney,
        paid_on: noDay,
        payee_name: tooLong(120),
        reference: tooLong(80),
        note: tooLong(400),
      },
    },
    {
      typed: { amount: '9999', paid_on: book.today, payee_name: '', reference: '', note: '' },
      wrong: { amount: { 'zh-CN': '超过批准金额。', en: 'More than was approved.' } },
    },
    {
      typed: { amount: '600', paid_on: '2099-01-01' },
      wrong: { paid_on: { 'zh-CN': '日期不能晚于今天。', en: 'This day has not come yet.' } },
    },
  ]);
  await book.people['zhou.jie'].post(`/api/requests/${request}/disbursements`, {
    method: 'goods',
    amount: { amount: '600.00', currency: 'CNY' },
    paid_on: book.today,
  });
  const checker = await browser.as('sun.li');
  const { items } = await book.people['sun.li'].get('/api/disbursements?status=handed_over');
  const back = () => checker.getByRole('dialog').locator('.dialog-actions .button').first().click();
  await inDialog(
    checker,
    '/disbursement?tab=handed_over',
    press(checker, 'disbursement.check'),
    'check',
    [
      {
        typed: { comment: '' },
        send: back,
        wrong: { comment: missing('disbursement.commentMissing') },
      },
      { typed: { comment: long(400) }, send: back, wrong: { comment: tooLong(400) } },
    ],
  );
  await book.people['sun.li'].post(`/api/disbursements/${items[0].handing}/check`, {
    is_right: true,
  });
  const owner = await browser.as('zhang.wei');
  await inDialog(owner, `/requests/${request}`, press(owner, 'benefits.close.verb'), 'close', [
    { typed: { actual: '' }, wrong: { actual: missing('benefits.missing.amount') } },
    {
      typed: { actual: '若干', note: long(1000) },
      wrong: { actual: noMoney, note: tooLong(1000) },
    },
  ]);
}

async function trial(browser) {
  const page = await browser.as('chen.ming');
  for (const language of LANGUAGES) {
    await speak(page, language, '/policy/group-default');
    const numbers = await page
      .locator('input[inputmode=decimal][id^=field-trial]')
      .evaluateAll((all) => all.map((one) => one.id.slice(6)));
    want(numbers.length > 0, 'the trial asks for numbers');
    // It answers while one types, so the focus stays: the first field is filled last.
    const filled = numbers.toReversed();
    await tryOnce(page, language, 'trial', async () => {}, {
      typed: Object.fromEntries(filled.map((name) => [name, '许多'])),
      wrong: Object.fromEntries(numbers.map((name) => [name, noNumber])),
    });
  }
}

export default async function ({ browser, book }) {
  await account(browser);
  await people(browser);
  await customers(browser, book);
  await merging(browser, book);
  await money(browser);
  await applying(browser);
  const request = await deciding(browser, book);
  await handing(browser, book, request);
  await trial(browser);
  await signIn(browser, book);
}
