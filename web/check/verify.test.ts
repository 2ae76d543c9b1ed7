// The public page's checking (public/verify.js), with the golden receipt and every altered byte of it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const GOLDEN = '../../tests/golden';
const receipt = read(`${GOLDEN}/receipt.json`);
const proof = read(`${GOLDEN}/receipt.tlog-proof`);
const key = read(`${GOLDEN}/log/key`);

interface Receipts {
  check(text: string, key?: string): Promise<{ index: number; size: number; hasOwnKey: boolean }>;
  isSigned(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  isSignedByHand: Receipts['isSigned'];
}
const receipts: Receipts = new Function(`${read('../public/verify.js')}\nreturn receipts;`)();

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
// RFC 8032, section 7.1, test 2.
const TEST_2 = {
  key: bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  message: bytes('72'),
  signature: bytes(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ),
};

describe('the public page', () => {
  it('accepts the golden receipt and its proof', async () => {
    expect(await receipts.check(receipt)).toMatchObject({ index: 5, size: 12, hasOwnKey: true });
    expect(await receipts.check(receipt, key)).toMatchObject({ hasOwnKey: false });
    expect(await receipts.check(proof, key)).toMatchObject({ index: 5, size: 12 });
    await expect(receipts.check(proof)).rejects.toThrow('no key');
  });

  it('refuses every altered character of what was claimed', async () => {
    const value = JSON.parse(receipt);
    for (const name of ['leaf', 'checkpoint'] as const)
      for (let i = 0; i < value[name].length; i++) {
        const text: string = value[name];
        const other = String.fromCharCode(text.charCodeAt(i) ^ 1);
        const altered = { ...value, [name]: text.slice(0, i) + other + text.slice(i + 1) };
        await expect(
          receipts.check(JSON.stringify(altered), key),
          `${name} ${i}`,
        ).rejects.toThrow();
      }
    for (const index of [4, 6, 12, -1, 5.5])
      await expect(receipts.check(JSON.stringify({ ...value, index }), key)).rejects.toThrow();
    for (let i = 0; i < value.proof.length; i++)
      await expect(
        receipts.check(JSON.stringify({ ...value, proof: value.proof.toSpliced(i, 1) }), key),
      ).rejects.toThrow();
  });

  it('refuses what is no receipt', async () => {
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      'c2sp.org/tlog-proof@v1',
      '{"format":"mingli-receipt/1"}',
    ])
      await expect(receipts.check(text, key)).rejects.toThrow('not a receipt');
  });

  it('verifies signatures where the browser cannot', async () => {
    const { key: own, message, signature } = TEST_2;
    expect(await receipts.isSignedByHand(own, message, signature)).toBe(true);
    expect(await receipts.isSigned(own, message, signature)).toBe(true);
    for (let i = 0; i < 64; i++) {
      const altered = signature.slice();
      altered[i] ^= 1;
      expect(await receipts.isSignedByHand(own, message, altered)).toBe(false);
    }
    expect(await receipts.isSignedByHand(own, bytes('73'), signature)).toBe(false);
    const small = bytes(`01${'00'.repeat(31)}`); // of small order: signs everything
    expect(await receipts.isSignedByHand(small, message, signature)).toBe(false);
  });
});
