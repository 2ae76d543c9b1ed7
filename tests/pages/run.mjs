// Runs the journeys one after the other, each on a server and a book of its own, and says at the
// end how many passed. A journey that leaves an error on the console, a breach of the content
// policy or an axe finding has failed, whatever it did.
import { readdirSync } from 'node:fs';
import { fillBook } from './book.mjs';
import { openBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const wanted = process.argv.slice(2);
const here = new URL('./journeys/', import.meta.url);
const names = readdirSync(here)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -4))
  .filter((name) => !wanted.length || wanted.includes(name))
  .toSorted();

let passed = 0;
let failed = 0;
for (const name of names) {
  const { default: journey } = await import(new URL(`${name}.mjs`, here));
  const started = Date.now();
  const server = await startServer();
  let browser;
  try {
    const book = await fillBook(server);
    browser = await openBrowser(server.url, name);
    await journey({ server, book, browser });
    const troubles = browser.troubles();
    if (troubles.length) throw new Error(`left behind:\n    ${troubles.join('\n    ')}`);
    passed++;
    console.log(`ok    ${name}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n  ${error.stack ?? error}`);
    const picture = await browser?.picture(name).catch(() => null);
    if (picture) console.log(`  seen last: ${picture}`);
    console.log(`  server said: ${server.said().slice(-800)}`);
  } finally {
    await browser?.close();
    await server.stop();
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
