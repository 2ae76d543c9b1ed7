// A small company, made through the interface as its people would: departments, one person for each
// part in the story, customers, a budget and two limits.
import { Client } from './client.mjs';

export const PASSWORD = 'a quiet river at dawn';
const FIRST = 'the first word of many';

const PEOPLE = [
  ['zhang.wei', '张伟', ['applicant'], 'li.jing'],
  ['li.jing', '李静', ['manager'], 'wang.fang'],
  ['wang.fang', '王芳', ['department_head'], null],
  ['chen.ming', '陈明', ['compliance_officer'], null],
  ['zhao.lei', '赵磊', ['finance_controller'], null],
  ['zhou.jie', '周洁', ['cashier'], null],
  ['sun.li', '孙丽', ['checker'], null],
  ['qian.wu', '钱武', ['auditor'], null],
];

// The first password is changed, as everybody must.
async function settle(url, login, first) {
  const client = await Client.signIn(url, login, first);
  await client.post('/api/session/password', { old: first, new: PASSWORD });
  return client;
}

async function addPeople(server, admin) {
  const head = (await admin.get('/api/departments')).items[0];
  const sales = await admin.post('/api/departments', {
    parent: head.id,
    code: 'NORTH',
    name: '华北大区',
    name_en: 'North',
  });
  const ids = {};
  for (const [login, name, roles, superior] of PEOPLE.toReversed()) {
    const user = await admin.post('/api/users', {
      login,
      name,
      department: sales.id,
      superior: superior ? ids[superior] : null,
      roles,
      password: FIRST,
    });
    ids[login] = user.id;
  }
  await admin.post(`/api/departments/${sales.id}/head`, {
    head: ids['wang.fang'],
  });
  const people = {};
  for (const [login] of PEOPLE) people[login] = await settle(server.url, login, FIRST);
  return { sales, ids, people };
}

async function addCustomers(applicant) {
  const customers = {};
  for (const [code, name, nature] of [
    ['C001', '华东精工机械股份有限公司', 'private'],
    ['C002', '长沙湘江物流有限公司', 'foreign'],
    ['C003', '滨海市供电公司', 'soe'],
  ]) {
    customers[code] = await applicant.post('/api/customers', {
      code,
      name,
      nature,
    });
  }
  const contact = await applicant.post(`/api/customers/${customers.C001.id}/contacts`, {
    name: '刘洋',
    title: '采购经理',
  });
  const official = await applicant.post(`/api/customers/${customers.C003.id}/contacts`, {
    name: '马强',
    title: '处长',
    is_official: true,
  });
  return { customers, contact, official };
}

export async function fillBook(server) {
  const admin = await settle(server.url, server.first.login, server.first.password);
  const company = await addPeople(server, admin);
  const { people, sales } = company;
  const { today } = await people['zhang.wei'].get('/api/session');
  const year = Number(today.slice(0, 4));
  await people['zhao.lei'].post('/api/budgets', {
    department: sales.id,
    year,
    planned: { amount: '500000.00', currency: 'CNY' },
  });
  await people['chen.ming'].post('/api/caps', {
    name: '个人年度额度',
    name_en: 'Per person a year',
    dimension: 'contact',
    window: 'year',
    measure: 'amount',
    kinds: [],
    limit: 300000,
    from: `${year}-01-01`,
  });
  const world = await addCustomers(people['zhang.wei']);
  return { admin, today, ...company, ...world };
}

// A gift as the interface takes it; change says what is different.
export function gift(book, change = {}) {
  return {
    kind: 'gift',
    form: 'in_kind',
    customer: book.customers.C001.id,
    contact: book.contact.id,
    recipient_kind: 'employee',
    occasion: '商务拜访',
    purpose: '年度框架合同续签拜访，随手礼一份。',
    amount: { amount: '180.00', currency: 'CNY' },
    planned_on: book.today,
    attendees: [],
    item: '茶叶礼盒',
    has_conflict: false,
    ...change,
  };
}
