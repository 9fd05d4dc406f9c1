import { expect, it } from "vitest";
import { memoryOf } from "./memory.mjs";

const mapping = (head, { rss, pss, dirty }) =>
  `${head}\nSize: 999 kB\nRss: ${rss} kB\nPss: ${pss} kB\nPrivate_Dirty: ${dirty} kB\nVmFlags: rd\n`;
const library = "7f00-7f10 r-xp 00001000 fe:01 4711                 /opt/app/lib one.so";
const heap = "5500-5600 rw-p 00000000 00:00 0                      [heap]";
const shared = "7e00-7e10 rw-s 00000000 00:01 99                   /memfd:shared (deleted)";

it("counts a mapped file once, and its changed pages for each process", () => {
  const first = mapping(library, { rss: 100, pss: 10, dirty: 4 });
  const second = mapping(library, { rss: 60, pss: 5, dirty: 2 });
  expect(memoryOf([first, second])).toBe(96 + 4 + 2);
});

it("counts memory without a file by its proportional share", () => {
  const own = mapping(heap, { rss: 50, pss: 50, dirty: 50 });
  const ours = mapping(shared, { rss: 8, pss: 4, dirty: 0 });
  expect(memoryOf([own + ours, ours])).toBe(58);
});

it("is 0 for processes that have ended", () => {
  expect(memoryOf(["", ""])).toBe(0);
});
