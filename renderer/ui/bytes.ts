/** An amount of data in words: `640 KB`, `12 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  if (count < 1e6) return `${Math.round(count / 1000)} KB`;
  const mega = count / 1e6;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`;
}
