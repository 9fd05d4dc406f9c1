import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** For tests: a temporary folder, with shorthand functions for its files. */
export interface TestFolder {
  readonly path: string;
  at(path: string): string;
  put(path: string, content: string | Uint8Array, mode?: number): void;
  folder(path: string): void;
  link(path: string, target: string): void;
  read(path: string): string;
  bytes(path: string): Buffer;
  exists(path: string): boolean;
  isLink(path: string): boolean;
  mode(path: string): number;
  setMode(path: string, mode: number): void;
  names(path: string): string[];
  remove(path: string): void;
  /** A text that differs for any difference of a path, mode or content. The names in `without` are left out. */
  fingerprint(path?: string, without?: readonly string[]): string;
  dispose(): void;
}

export function testFolder(): TestFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "specwright-test-")));
  const at = (name: string) => join(path, name);
  const lines = (under: string, without: readonly string[]): string[] =>
    readdirSync(join(path, under))
      .sort()
      .filter((name) => !without.includes(name))
      .flatMap((name) => {
        const inner = join(under, name);
        const stats = lstatSync(at(inner));
        const line = (what: string) => [`${stats.mode.toString(8)} ${inner} ${what}`];
        if (stats.isDirectory()) return [...line(""), ...lines(inner, without)];
        if (stats.isSymbolicLink()) return line(readlinkSync(at(inner)));
        if (!stats.isFile()) return line("");
        return line(
          createHash("sha256")
            .update(readFileSync(at(inner)))
            .digest("hex"),
        );
      });
  return {
    path,
    at,
    put(name, content, mode) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
      if (mode !== undefined) chmodSync(at(name), mode);
    },
    folder: (name) => void mkdirSync(at(name), { recursive: true }),
    link(name, target) {
      mkdirSync(dirname(at(name)), { recursive: true });
      symlinkSync(target, at(name));
    },
    read: (name) => readFileSync(at(name), "utf8"),
    bytes: (name) => readFileSync(at(name)),
    exists: (name) => lstatSync(at(name), { throwIfNoEntry: false }) !== undefined,
    isLink: (name) => lstatSync(at(name), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    mode: (name) => lstatSync(at(name)).mode & 0o7777,
    setMode: (name, mode) => chmodSync(at(name), mode),
    names: (name) => readdirSync(at(name)).sort(),
    remove: (name) => rmSync(at(name), { recursive: true, force: true }),
    fingerprint: (under = "", without = []) => lines(under, without).join("\n"),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
}
