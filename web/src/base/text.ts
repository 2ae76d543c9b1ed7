// Small things about text that more than one place needs.

// Full-width letters, digits, signs and blanks, as Chinese keyboards make them, to ASCII.
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
    .replace(/。/g, '.');
}

// Characters as a person counts them (and as the server's limits do): code points.
export function length(text: string): number {
  return [...text].length;
}

// Pieces of text with the matches of a search marked, for lists of results.
export function highlight(text: string, needle: string): { text: string; hit: boolean }[] {
  const wanted = needle.trim().toLowerCase();
  if (!wanted) return [{ text, hit: false }];
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return [{ text, hit: false }];
  const end = at + wanted.length;
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, end), hit: true },
    { text: text.slice(end), hit: false },
  ].filter((piece) => piece.text);
}
