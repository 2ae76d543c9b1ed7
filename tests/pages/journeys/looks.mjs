// Every page, in both languages, light and dark, on a wide screen and on the narrowest phone.
import { gift } from '../book.mjs';

const PAGES = [
  [
    'chen.ming',
    [
      '/',
      '/inbox',
      '/requests',
      '/customers',
      '/policy',
      '/policy/group-default',
      '/limits',
      '/flows',
      '/flows/benefit-approval',
      '/disbursement',
      '/budgets',
      '/verify',
      '/people',
      '/people?tab=departments',
    ],
  ],
  [
    'zhang.wei',
    [
      '/',
      '/mine',
      '/requests/new',
      '/account',
      '/account?tab=totp',
      '/account?tab=sessions',
      '/account?tab=tokens',
      '/nothing-here',
    ],
  ],
];

export default async function ({ browser, book }) {
  const made = await book.people['zhang.wei'].post('/api/requests', {
    content: gift(book, { amount: { amount: '620.00', currency: 'CNY' } }),
  });
  const more = [
    `/requests/${made.id}`,
    `/requests/${made.id}?tab=rules`,
    `/customers/${book.customers.C001.id}`,
  ];
  for (const [login, places] of PAGES) {
    const page = await browser.as(login);
    for (const place of [...places, ...more]) {
      for (const [width, scheme, language] of [
        [1366, 'light', 'zh-CN'],
        [320, 'dark', 'en'],
      ]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({
          colorScheme: scheme,
          reducedMotion: 'reduce',
        });
        await page.evaluate((value) => localStorage.setItem('mingli.language', value), language);
        await page.goto(place, { waitUntil: 'networkidle' });
        await browser.check(page);
      }
    }
    await page.evaluate(() => localStorage.setItem('mingli.language', 'zh-CN'));
  }
}
