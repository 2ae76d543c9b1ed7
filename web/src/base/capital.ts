// 大写金额 as Chinese vouchers want it (支付结算办法, 正确填写票据和结算凭证的基本规定): "整" after
// 元 or 角, nothing after 分; zeros in between are written once.
import { exponentOf, type Money, minorOf } from './money';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '兆'];

function group(value: number): string {
  let text = '';
  let zero = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      zero = text !== '';
      continue;
    }
    text += (zero ? '零' : '') + DIGITS[digit]! + PLACES[place]!;
    zero = false;
  }
  return text;
}

function whole(value: bigint): string {
  let text = '';
  let zero = false;
  for (let index = GROUPS.length - 1; index >= 0; index--) {
    const part = Number((value / 10000n ** BigInt(index)) % 10000n);
    if (part === 0) {
      zero = text !== '';
      continue;
    }
    if (text && (zero || part < 1000)) text += '零';
    text += group(part) + GROUPS[index]!;
    zero = false;
  }
  return text;
}

export function capitalAmount(value: Money): string {
  if (value.currency !== 'CNY' || exponentOf(value.currency) !== 2) return '';
  const minor = minorOf(value);
  const positive = minor < 0n ? -minor : minor;
  const yuan = positive / 100n;
  const jiao = Number((positive / 10n) % 10n);
  const fen = Number(positive % 10n);
  if (yuan >= 10n ** 16n) return '';
  const prefix = minor < 0n ? '人民币负' : '人民币';
  if (positive === 0n) return `${prefix}零元整`;
  let text = yuan > 0n ? `${whole(yuan)}元` : '';
  if (jiao > 0) text += `${DIGITS[jiao]}角`;
  else if (fen > 0 && yuan > 0n) text += '零';
  text += fen > 0 ? `${DIGITS[fen]}分` : '整';
  return prefix + text;
}
