import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { SharePreview } from "@shared/contracts/runs";
import { identity } from "../../git/identity";
import type { Repository } from "../../git/repository";
import { readShareTarget } from "../../settings/share-target";
import { openHiding } from "../hide";
import { type PreparedShare, prepareShare } from "./share";

export interface SharingParts {
  repository(): Repository;
  readonly env: NodeJS.ProcessEnv;
  readonly home: { readonly settings: string };
  /**
   * The folder of one of this person's runs.
   * @throws {Problem} `run-missing`
   */
  folder(run: RunId): string;
  /** Reports an error of work that no caller waits for. */
  report(error: unknown): void;
}

export interface ShareOptions {
  /** Cancels the copy, of which no file is left then. */
  readonly signal: AbortSignal;
  /** Called with the copied part of the run, from 0 to 1. */
  progress(part: number): void;
  /**
   * Aborted when the caller is gone. One copy is kept for each caller, so that the preview of one caller does not
   * take away the copy that another caller was shown.
   */
  readonly gone: AbortSignal;
}

/** Keeps the shown copies until they are shared, or their caller makes another one or is gone. */
export interface Sharing {
  readonly calls: {
    prepareShare(run: RunId, options: ShareOptions): Promise<SharePreview>;
    share(run: RunId, shown: string): Promise<{ said: string }>;
  };
  close(): Promise<void>;
}

export function openSharing(parts: SharingParts): Sharing {
  const prepared = new Map<AbortSignal, { readonly run: RunId; readonly copy: PreparedShare }>();

  async function forget(caller: AbortSignal) {
    const last = prepared.get(caller);
    prepared.delete(caller);
    await last?.copy.remove();
  }

  return {
    calls: {
      async prepareShare(run, options) {
        const folder = parts.folder(run);
        const { gone } = options;
        await forget(gone);
        const { rules } = await openHiding(parts.home.settings, parts.env);
        const by = await identity(parts.repository().top);
        const target = await readShareTarget(parts.home.settings);
        const copy = await prepareShare(folder, { rules, by, target, ...options });
        // Another copy may have been made meanwhile.
        await forget(gone);
        if (gone.aborted) {
          await copy.remove();
          throw new Problem("cancelled", "It was cancelled.");
        }
        prepared.set(gone, { run, copy });
        gone.addEventListener("abort", () => void forget(gone).catch(parts.report), { once: true });
        return copy.preview;
      },
      async share(run, shown) {
        const found = [...prepared].find(
          ([, each]) => each.run === run && each.copy.preview.shown === shown,
        );
        if (found === undefined)
          throw new Problem(
            "stale-approval",
            "The copy is not there any more that was shown. Look at it again.",
          );
        const [caller, { copy }] = found;
        const said = await copy.share(parts.repository());
        await forget(caller);
        return { said };
      },
    },
    async close() {
      await Promise.all([...prepared.keys()].map(forget));
    },
  };
}
