// Checks a receipt of the transparency log, for people who trust neither the server nor this program:
// one plain file without packages, short enough to read, that works from a saved page as well. Forms:
// our receipt (JSON) and C2SP tlog-proof; C2SP signed-note; RFC 9162 § 2.1.3.2; RFC 8032 § 5.1.7.
const receipts = (() => {
  const utf8 = new TextEncoder();
  const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  };
  const digest = async (name, ...parts) =>
    new Uint8Array(await crypto.subtle.digest(name, join(...parts)));
  const sha256 = (...parts) => digest('SHA-256', ...parts);
  const isEqual = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

  // What is wrong, for people, in both languages.
  class Wrong extends Error {
    constructor(zh, en) {
      super(en);
      this.zh = zh;
    }
  }
  const malformed = () =>
    new Wrong('这不是存证回执，或内容已损坏。', 'This is not a receipt, or it is damaged.');

  function fromBase64(text) {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    } catch {
      throw malformed();
    }
    if (btoa(String.fromCharCode(...bytes)) !== text) throw malformed(); // one value has one text
    return bytes;
  }

  // ---- Ed25519: the browser's own, or these few lines where it has none -------------------------
  const P = 2n ** 255n - 19n;
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (a, n = P) => ((a % n) + n) % n;
  const power = (base, exponent) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b))
      if (e & 1n) result = mod(result * b);
    return result;
  };
  const D = mod(-121665n * power(121666n, P - 2n));
  const toNumber = (bytes) => BigInt(`0x${toHex(bytes.slice().reverse())}`);
  const add = (p, q) => {
    const a = mod((p[1] - p[0]) * (q[1] - q[0]));
    const b = mod((p[1] + p[0]) * (q[1] + q[0]));
    const c = mod(2n * p[3] * q[3] * D);
    const d = mod(2n * p[2] * q[2]);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (number, point) => {
    let total = [0n, 1n, 1n, 0n];
    for (let n = number, p = point; n > 0n; n >>= 1n, p = add(p, p))
      if (n & 1n) total = add(total, p);
    return total;
  };
  function pointOf(bytes) {
    const number = toNumber(bytes);
    const y = number & (2n ** 255n - 1n);
    const sign = number >> 255n;
    if (y >= P) return null;
    const x2 = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(x2, (P + 3n) / 8n);
    if (mod(x * x - x2) !== 0n) x = mod(x * power(2n, (P - 1n) / 4n));
    if (mod(x * x - x2) !== 0n || (x === 0n && sign === 1n)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));
  const isSame = (p, q) =>
    mod(p[0] * q[2] - q[0] * p[2]) === 0n && mod(p[1] * q[2] - q[1] * p[2]) === 0n;
  async function isSignedByHand(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const a = pointOf(key);
    const r = pointOf(signature.slice(0, 32));
    const s = toNumber(signature.slice(32));
    if (!a || !r || s >= L || isSame(times(8n, a), [0n, 1n, 1n, 0n])) return false;
    const h = mod(toNumber(await digest('SHA-512', signature.slice(0, 32), key, message)), L);
    return isSame(times(s, BASE), add(r, times(h, a)));
  }
  async function isSigned(key, message, signature) {
    let own;
    try {
      own = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    } catch {
      return isSignedByHand(key, message, signature);
    }
    return crypto.subtle.verify('Ed25519', own, signature, message);
  }

  // ---- Keys and notes ---------------------------------------------------------------------------
  async function readKey(text) {
    const [name, id, ...rest] = text.trim().split('+');
    const data = rest.length > 0 ? fromBase64(rest.join('+')) : new Uint8Array();
    const hash = await sha256(utf8.encode(`${name}\n`), data);
    if (data.length !== 33 || data[0] !== 1 || toHex(hash.slice(0, 4)) !== id)
      throw new Wrong('日志公钥的格式不正确。', "The log's key is malformed.");
    return { name, id: hash.slice(0, 4), bytes: data.slice(1) };
  }

  async function openCheckpoint(note, key) {
    const end = note.lastIndexOf('\n\n');
    if (end < 0 || !note.endsWith('\n')) throw malformed();
    const text = note.slice(0, end + 1);
    const others = [];
    let isOurs = false;
    for (const line of note.slice(end + 2, -1).split('\n')) {
      const [dash, name, data, ...rest] = line.split(' ');
      if (dash !== '\u2014' || !data || rest.length > 0) throw malformed();
      const signature = fromBase64(data);
      if (name !== key.name || !isEqual(signature.slice(0, 4), key.id)) {
        others.push(name);
        continue;
      }
      if (!(await isSigned(key.bytes, utf8.encode(text), signature.slice(4))))
        throw new Wrong('检查点的签名无效。', 'The signature of the checkpoint does not hold.');
      isOurs = true;
    }
    const [origin, size, root] = text.split('\n');
    if (!isOurs || origin !== key.name)
      throw new Wrong('检查点不是用这把公钥签名的。', 'The checkpoint is not signed by this key.');
    if (!/^(0|[1-9]\d{0,15})$/.test(size)) throw malformed();
    return { origin, size: Number(size), root: fromBase64(root), others };
  }

  // ---- The proof --------------------------------------------------------------------------------
  async function rootByProof(index, size, leaf, proof) {
    let hash = leaf;
    let [node, last] = [BigInt(index), BigInt(size) - 1n];
    for (const other of proof) {
      if (last === 0n || other.length !== 32) return null;
      if (node & 1n || node === last) {
        hash = await sha256([1], other, hash);
        while (!(node & 1n) && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
      } else {
        hash = await sha256([1], hash, other);
      }
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n ? hash : null;
  }

  function readProof(text) {
    const [head, extra, index, ...rest] = text.split('\n');
    const end = rest.indexOf('');
    if (head !== 'c2sp.org/tlog-proof@v1' || !/^extra ./.test(extra) || end < 0) throw malformed();
    if (!/^index (0|[1-9]\d{0,15})$/.test(index)) throw malformed();
    const checkpoint = rest.slice(end + 1).join('\n');
    return {
      index: Number(index.slice(6)),
      hash: fromBase64(extra.slice(6)),
      proof: rest.slice(0, end),
      checkpoint: checkpoint.endsWith('\n') ? checkpoint : `${checkpoint}\n`,
    };
  }

  function readReceipt(text) {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw malformed();
    }
    const isText = (name) => typeof value?.[name] === 'string';
    const isGood =
      value?.format === 'mingli-receipt/1' &&
      Number.isSafeInteger(value.index) &&
      ['leaf', 'checkpoint', 'key'].every(isText) &&
      Array.isArray(value.proof) &&
      value.proof.every((one) => typeof one === 'string');
    if (!isGood) throw malformed();
    return value;
  }

  // What was proved, or throws Wrong. key: from elsewhere; empty: the receipt's own.
  async function check(text, key = '') {
    const trimmed = text.trim();
    const isProof = trimmed.startsWith('c2sp.org/');
    const receipt = isProof ? readProof(trimmed) : readReceipt(trimmed);
    const keyText = key.trim() || receipt.key;
    if (!keyText)
      throw new Wrong(
        '证明中没有公钥，请填写日志公钥。',
        "A proof has no key in it: enter the log's key.",
      );
    const checkpoint = await openCheckpoint(receipt.checkpoint, await readKey(keyText));
    const hash = isProof ? receipt.hash : await sha256([0], utf8.encode(receipt.leaf));
    const isInside = receipt.index >= 0 && receipt.index < checkpoint.size && hash.length === 32;
    const proof = receipt.proof.map(fromBase64);
    const root = isInside ? await rootByProof(receipt.index, checkpoint.size, hash, proof) : null;
    if (!root || !isEqual(root, checkpoint.root))
      throw new Wrong(
        '条目与已签名的检查点不符。',
        'The entry is not what the signed checkpoint covers.',
      );
    return {
      ...checkpoint,
      index: receipt.index,
      hash: toHex(hash),
      leaf: receipt.leaf,
      hasOwnKey: !key.trim(),
    };
  }

  return { check, isSigned, isSignedByHand, readKey, Wrong };
})();

// ---- The page -----------------------------------------------------------------------------------
if (typeof document !== 'undefined' && document.getElementById('check')) {
  const get = (id) => document.getElementById(id);
  const show = (tag, text, kind) => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (kind) node.className = kind;
    get('result').append(node);
  };

  function tell(found) {
    show(
      'p',
      '回执有效：条目确实在日志里，且日志已为此签名。 The receipt holds: the entry is in the log, and the log signed for it.',
      'good',
    );
    show(
      'p',
      `日志 Log: ${found.origin} · 条目 Entry: ${found.index} · 日志大小 Log size: ${found.size}`,
    );
    if (found.others.length > 0)
      show('p', `另有签名（未核验） Also signed, not checked here: ${found.others.join(', ')}`);
    if (found.hasOwnKey)
      show(
        'p',
        '使用的是回执自带的公钥。请与您从别处得到的公钥比对：伪造者会附上自己的公钥。 The key came with the receipt. Compare it with one that you got another way: a forger would enclose his own.',
      );
    show('p', `条目哈希 Hash of the entry: ${found.hash}`);
    if (found.leaf) show('pre', JSON.stringify(JSON.parse(found.leaf), null, 2));
  }

  get('check').addEventListener('click', async () => {
    get('result').replaceChildren();
    try {
      tell(await receipts.check(get('text').value, get('key').value));
    } catch (error) {
      if (!(error instanceof receipts.Wrong)) throw error;
      show('p', `核验未通过：${error.zh} Not valid: ${error.message}`, 'bad');
    }
  });
  get('file').addEventListener('change', async () => {
    const file = get('file').files[0];
    if (file) get('text').value = await file.text();
    if (file) get('check').click();
  });
}
