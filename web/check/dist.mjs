// Looks at what was built: nothing inline, no data: URLs, no foreign hosts, and the weights of
// ui-brief § 0 (brotli). Weights are printed, so that a review sees them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const KIB = 1024;
const FIRST_MAX = 80 * KIB;
const ROUTE_MAX = 20 * KIB;
const PUBLIC_MAX = 40 * KIB;
// The kit (vite.config.ts) comes with the first page behind the sign-in, once.
const LAZY_MAX = { 'bpmn-viewer': 65 * KIB, kit: 36 * KIB };

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const weigh = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const problems = [];
const assets = readdirSync(join(dist, 'assets')).map((name) => {
  const bytes = readFileSync(join(dist, 'assets', name));
  return { name, bytes, weight: weigh(bytes) };
});

for (const page of readdirSync(dist).filter((name) => name.endsWith('.html'))) {
  const html = readFileSync(join(dist, page), 'utf8');
  if (/<script(?![^>]*\bsrc=)[^>]*>/.test(html)) problems.push(`${page}: an inline script`);
  if (/<style|\sstyle=|\son\w+=/.test(html)) problems.push(`${page}: an inline style or handler`);
  if (/https?:\/\//.test(html)) problems.push(`${page}: a foreign host`);
  const first = [...html.matchAll(/assets\/([^"]+)/g)].map((match) => match[1]);
  const weight = assets
    .filter((asset) => first.includes(asset.name))
    .reduce((sum, asset) => sum + asset.weight, weigh(html));
  const max = page === 'index.html' ? FIRST_MAX : PUBLIC_MAX;
  console.log(`${page}: ${(weight / KIB).toFixed(1)} KiB before the first route`);
  if (weight > max) problems.push(`${page}: ${weight} bytes are over ${max}`);
}

for (const { name, bytes, weight } of assets) {
  const text = bytes.toString('latin1');
  if (/url\(["']?data:/.test(text)) problems.push(`${name}: a data: URL`);
  const lazy = Object.keys(LAZY_MAX).find((start) => name.startsWith(start));
  const isFirst = readFileSync(join(dist, 'index.html'), 'utf8').includes(name);
  const max = lazy ? LAZY_MAX[lazy] : isFirst ? FIRST_MAX : ROUTE_MAX;
  if (weight > max) problems.push(`${name}: ${weight} bytes are over ${max}`);
}
const heaviest = assets.toSorted((a, b) => b.weight - a.weight).slice(0, 8);
for (const { name, weight } of heaviest) console.log(`  ${(weight / KIB).toFixed(1)} KiB  ${name}`);
for (const problem of problems) console.error(problem);
if (problems.length) process.exit(1);
