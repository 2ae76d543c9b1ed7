// RFC 6962 / RFC 9162 § 2.1.3.2: from a leaf and its inclusion path to the root of the tree.
const encoder = new TextEncoder();

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function hash(prefix: number, ...parts: Uint8Array[]): Promise<string> {
  const size = parts.reduce((sum, part) => sum + part.length, 1);
  const all = new Uint8Array(size);
  all[0] = prefix;
  let at = 1;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return toHex(await crypto.subtle.digest('SHA-256', all));
}

export function leafHash(leaf: string): Promise<string> {
  return hash(0, encoder.encode(leaf));
}

// Null where the path does not fit the place in the tree.
export async function rootOf(
  leaf: string,
  index: number,
  size: number,
  path: readonly string[],
): Promise<string | null> {
  if (index >= size) return null;
  let [at, last] = [index, size - 1];
  let root = leaf;
  for (const step of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      root = await hash(1, fromHex(step), fromHex(root));
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      root = await hash(1, fromHex(root), fromHex(step));
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}
