// base ← api, ui ← features ← app; and no feature knows another. Exits 1 with the place of each breach.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAY_KNOW = {
  base: ['base'],
  api: ['base', 'api'],
  ui: ['base', 'ui'],
  features: ['base', 'api', 'ui', 'features'],
  public: ['base', 'api', 'ui', 'public'],
  app: ['base', 'api', 'ui', 'features', 'app'],
};

export function breaches(root, files) {
  const found = [];
  for (const [file, text] of files) {
    const [layer, feature] = relative(root, file).split('/');
    if (!MAY_KNOW[layer]) continue;
    for (const match of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      const wanted = match[1];
      if (!wanted.startsWith('.') && !wanted.startsWith('@/')) continue;
      const target = wanted.startsWith('@/')
        ? join(root, wanted.slice(2))
        : resolve(dirname(file), wanted);
      const [other, otherFeature] = relative(root, target).split('/');
      const line = text.slice(0, match.index).split('\n').length;
      const place = `${relative(dirname(root), file)}:${line}`;
      if (!MAY_KNOW[layer].includes(other)) found.push(`${place}: ${layer} may not know ${other}`);
      else if (layer === 'features' && other === 'features' && feature !== otherFeature) {
        found.push(`${place}: ${feature} may not know ${otherFeature}`);
      }
    }
  }
  return found;
}

function walk(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('.test.ts'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  const found = breaches(
    root,
    walk(root).map((file) => [file, readFileSync(file, 'utf8')]),
  );
  for (const breach of found) console.error(breach);
  if (found.length) process.exit(1);
}
