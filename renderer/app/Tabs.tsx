import type { FeatureSummary } from "@shared/contracts/project";
import { formats } from "@shared/specs/formats";
import { Plus } from "lucide-react";
import { go, type Route } from "../store/route";

interface Tab {
  readonly title: string;
  readonly route: Route;
}

/** A feature's documents, board and runs, and the button for another document. */
export function Tabs({
  feature,
  route,
  onNewDocument,
}: {
  feature: FeatureSummary | undefined;
  route: Route;
  /** Undefined when the project does not make documents from templates. */
  onNewDocument: (() => void) | undefined;
}) {
  if (!feature) return null;
  return (
    <div className="tabs">
      <TabList feature={feature} route={route} />
      {onNewDocument && (
        <button type="button" className="icon" aria-label="New document" onClick={onNewDocument}>
          <Plus size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Arrow keys move between the tabs. */
function TabList({ feature, route }: { feature: FeatureSummary; route: Route }) {
  const tabs = tabsOf(feature);
  const here = tabs.findIndex((tab) => isSame(tab.route, route));
  return (
    <div className="tab-list" role="tablist" aria-label={feature.title}>
      {tabs.map((tab, index) => (
        <button
          key={tab.route.place === "document" ? tab.route.path : tab.route.place}
          type="button"
          role="tab"
          aria-selected={index === here}
          tabIndex={index === Math.max(0, here) ? 0 : -1}
          onClick={() => go(tab.route)}
          onKeyDown={(event) => {
            const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
            const next = tabs[(index + step + tabs.length) % tabs.length];
            if (step === 0 || !next) return;
            event.preventDefault();
            go(next.route);
            const list = event.currentTarget.parentElement;
            const button = list?.children[(index + step + tabs.length) % tabs.length];
            if (button instanceof HTMLElement) button.focus();
          }}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}

const boardRestsOn = new Set(["Spec", "Plan", "Tasks", "Proposal", "Requirements", "Design"]);

function tabsOf(feature: FeatureSummary): Tab[] {
  const documents = feature.documents.map((document) => ({
    title: document.title,
    route: { place: "document", feature: feature.id, path: document.path } as const,
  }));
  if (formats[feature.format].tasks === undefined) return documents;
  const board = { title: "Board", route: { place: "board", feature: feature.id } as const };
  const runs = { title: "Runs", route: { place: "runs", feature: feature.id } as const };
  // The board comes after the documents that it is made from, as far as they exist.
  const before = documents.findLastIndex(({ title }) => boardRestsOn.has(title)) + 1;
  return [...documents.slice(0, before), board, ...documents.slice(before), runs];
}

const isSame = (a: Route, b: Route): boolean =>
  a.place === b.place && (a.place !== "document" || b.place !== "document" || a.path === b.path);
