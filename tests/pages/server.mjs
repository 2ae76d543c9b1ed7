// A server of our own program on a book of its own, on a port that the system chooses.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program =
  process.env.MINGLI ?? fileURLToPath(new URL('../../build/dev/mingli', import.meta.url));
const START_MS = 20_000;

export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'mingli-pages-'));
  const db = `sqlite:${join(folder, 'book.db')}`;
  const made = spawnSync(program, ['init', '--db', db, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'zh_CN.UTF-8' },
  });
  if (made.status !== 0) throw new Error(`init: ${made.stdout}${made.stderr}`);
  const first = JSON.parse(made.stdout);
  const child = spawn(program, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const url = await new Promise((found, fail) => {
    let out = '';
    const timer = setTimeout(() => fail(new Error(`serve did not start: ${said}`)), START_MS);
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const line = out.split('\n').find((one) => one.startsWith('{'));
      if (!line) return;
      clearTimeout(timer);
      found(JSON.parse(line).url);
    });
    child.on('exit', (code) => fail(new Error(`serve ended with ${code}: ${said}`)));
  });
  return {
    url,
    db,
    program,
    first,
    said: () => said,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners('exit');
        child.on('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          done();
        });
        child.kill('SIGTERM');
      }),
  };
}
