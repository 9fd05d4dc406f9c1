import type { ProjectTop } from "@shared/base/ids";
import type { FeatureSummary } from "@shared/contracts/project";
import type { Place } from "@shared/specs/analysis/finding";
import type { RefObject } from "react";
import type { Session } from "../keeping/document-session";
import type { Lock } from "../keeping/loading";
import type { Linking } from "../links/use-linking";
import type { Views } from "../source/use-views";

/** An open document, as its features see it. */
export interface ShownDocument {
  /** The path of the project. */
  readonly project: ProjectTop;
  readonly path: string;
  readonly title: string;
  readonly feature: FeatureSummary | undefined;
  /** The path of the project's constitution. */
  readonly constitution: string | undefined;
  /** Undefined until the editor is open. */
  readonly session: Session | undefined;
  readonly views: Views;
  readonly linking: Linking;
  /** Why the document cannot be edited; undefined when it can. */
  readonly locked: Lock | undefined;
  readonly scroller: RefObject<HTMLElement | null>;
  /** Scrolls to a place of the text in the shown view. @param focus whether the cursor goes there */
  show(place: Place, text: string, focus?: boolean): void;
  /** Reads the document again. */
  reload(): void;
}
