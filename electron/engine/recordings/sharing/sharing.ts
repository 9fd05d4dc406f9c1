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
}

export interface ShareOptions {
  /** Cancels the copy, of which no file is left then. */
  readonly signal: AbortSignal;
  /** Called with the copied part of the run, from 0 to 1. */
  progress(part: number): void;
}

/** Keeps the shown copies until they are shared or dismissed. */
export interface Sharing {
  readonly calls: {
    prepareShare(run: RunId, options: ShareOptions): Promise<SharePreview>;
    share(run: RunId, shown: string): Promise<{ said: string }>;
  };
  close(): Promise<void>;
}

export function openSharing(parts: SharingParts): Sharing {
  let prepared: { readonly run: RunId; readonly copy: PreparedShare } | undefined;

  async function forget() {
    const last = prepared;
    prepared = undefined;
    await last?.copy.remove();
  }

  return {
    calls: {
      async prepareShare(run, options) {
        const folder = parts.folder(run);
        await forget();
        const { rules } = await openHiding(parts.home.settings, parts.env);
        const by = await identity(parts.repository().top);
        const target = await readShareTarget(parts.home.settings);
        const copy = await prepareShare(folder, { rules, by, target, ...options });
        // Another copy may have been made meanwhile.
        await forget();
        prepared = { run, copy };
        return copy.preview;
      },
      async share(run, shown) {
        if (prepared?.run !== run || prepared.copy.preview.shown !== shown)
          throw new Problem(
            "stale-approval",
            "The copy is not there any more that was shown. Look at it again.",
          );
        const said = await prepared.copy.share(parts.repository());
        await forget();
        return { said };
      },
    },
    close: forget,
  };
}
