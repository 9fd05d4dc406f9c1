import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FeatureSummary } from "@shared/contracts/project";
import { isFresh, markThrough } from "../files/file-mark";
import type { ProjectFiles } from "../files/project-files";
import { type ReadFeature, readFeature, readFeatures } from "./features";

/** A feature, and everything on the disk that its summary follows from. */
interface KnownFeature {
  readonly summary: FeatureSummary;
  /** The mark of each file and folder, by project path, from before it was read. */
  readonly marks: ReadonlyMap<string, string | undefined>;
  /** Milliseconds since 1970, from before the reading. */
  readonly readAt: number;
}

/** Reads the features of one project, and a feature's texts only when one of its files or folders has changed. */
export interface FeatureMemory {
  readAll(): Promise<FeatureSummary[]>;
  readonly read: ReadFeature;
}

/** The number of features that are looked up before the event loop gets a turn. */
const looksInARow = 32;

/**
 * @param root the project's own folder
 * @param files the files of that folder
 */
export function createFeatureMemory(root: string, files: ProjectFiles): FeatureMemory {
  const known = new Map<string, KnownFeature>();
  let looks = 0;

  const isCurrent = ({ marks, readAt }: KnownFeature): boolean => {
    for (const [path, mark] of marks) {
      if (mark !== undefined && isFresh(mark, readAt)) return false;
      if (markThrough(join(root, path)) !== mark) return false;
    }
    return true;
  };

  const read: ReadFeature = async (format, name) => {
    const key = `${format}/${name}`;
    const before = known.get(key);
    if (++looks % looksInARow === 0) await nextTurn();
    if (before && isCurrent(before)) return before.summary;
    const readAt = Date.now();
    const marks = new Map<string, string | undefined>();
    const note = (path: string) => {
      if (!marks.has(path)) marks.set(path, markThrough(join(root, path)));
    };
    const summary = await readFeature(
      {
        ...files,
        list: (path) => {
          note(path);
          return files.list(path);
        },
        text: (path) => {
          note(path);
          return files.text(path);
        },
      },
      format,
      name,
    );
    known.set(key, { summary, marks, readAt });
    return summary;
  };

  return {
    read,
    async readAll() {
      const features = await readFeatures(files, read);
      const there = new Set(features.map(({ format, folder }) => `${format}/${nameOf(folder)}`));
      for (const key of known.keys()) if (!there.has(key)) known.delete(key);
      return features;
    },
  };
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf("/") + 1);
