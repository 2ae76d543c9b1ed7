import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { leafHash, rootOf } from './merkle';

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafOf = (text: string) => sha(Buffer.from([0]), Buffer.from(text));
const nodeOf = (left: Buffer, right: Buffer) => sha(Buffer.from([1]), left, right);

// Straight from the definition: RFC 6962 § 2.1 and § 2.1.1.
const split = (count: number) => 2 ** Math.floor(Math.log2(count - 1));
function treeOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  const at = split(leaves.length);
  return nodeOf(treeOf(leaves.slice(0, at)), treeOf(leaves.slice(at)));
}
function pathOf(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const at = split(leaves.length);
  return index < at
    ? [...pathOf(index, leaves.slice(0, at)), treeOf(leaves.slice(at))]
    : [...pathOf(index - at, leaves.slice(at)), treeOf(leaves.slice(0, at))];
}

describe('inclusion in the log', () => {
  it('hashes a leaf as RFC 6962 has it', async () =>
    expect(await leafHash('')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    ));
  it('reaches the root from every leaf of every small tree', async () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = Array.from({ length: size }, (_, n) => leafOf(`entry ${n}`));
      const root = treeOf(leaves).toString('hex');
      for (let index = 0; index < size; index++) {
        const path = pathOf(index, leaves).map((one) => one.toString('hex'));
        const leaf = leaves[index]!.toString('hex');
        expect(await rootOf(leaf, index, size, path)).toBe(root);
        if (path.length) {
          expect(await rootOf(leaf, index, size, path.slice(1))).not.toBe(root);
          expect(await rootOf(leaf, index, size, [...path, leaf])).toBeNull();
        }
      }
    }
  });
  it('refuses a place outside of the tree', async () =>
    expect(await rootOf('00', 3, 3, [])).toBeNull());
});
